import type { HistoryPoint, OtherSignals } from '../../lib/core/detect/history-point.ts';
import type { Evidence } from '../../lib/core/detect/verdict.ts';
import { type FunctionKey, functionIdOf } from '../../lib/core/function-key.ts';
import { hash53 } from '../../lib/core/hash.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import type { ReportFunction, ReportModel } from '../../lib/core/picture/report-model.ts';
import { addMinutes, epochMs, type Minute, minute, minuteOf, startOf } from '../../lib/core/units.ts';
import { EVIDENCE_STORIES } from './alert-stories.ts';

export interface FleetStorySize {
  readonly functions: number;
  readonly incidents: number;
  readonly days: number;
}

const BEGIN = minuteOf(epochMs(Date.UTC(2026, 2, 2)));
const QUARTERS_PER_DAY = 96;
const MINUTES_PER_QUARTER = 15;
const LEARNING_SHARE = 0.5;

const DOMAINS = ['checkout', 'catalog', 'billing', 'search', 'identity', 'shipping', 'pricing', 'returns'];
const TASKS = ['api', 'worker', 'events', 'nightly-export', 'webhook-dispatch', 'image-resize', 'session-auth'];

/** Evenly distributed in [0, 1), the same on every run. */
const chance = (text: string): number => (hash53(text) % 1_000_003) / 1_000_003;
const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[], text: string): Item => {
  const item = items[Math.floor(chance(text) * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
};

const keyOf = (index: number): FunctionKey => {
  const suffix = index < DOMAINS.length * TASKS.length ? '' : `-${Math.floor(index / (DOMAINS.length * TASKS.length))}`;
  const domain = DOMAINS[index % DOMAINS.length];
  const task = TASKS[Math.floor(index / DOMAINS.length) % TASKS.length];
  return { account: '111122223333', region: 'eu-west-1', name: `${domain}-${task}${suffix}` };
};

const stretchOf = (index: number, { days }: FleetStorySize): { from: Minute; minutes: number } => {
  const watched = days * 1_440 * (1 - LEARNING_SHARE);
  const from = addMinutes(
    BEGIN,
    days * 1_440 * LEARNING_SHARE + Math.floor(chance(`start ${index}`) * (watched - 400)),
  );
  return { from, minutes: 20 + Math.floor(chance(`length ${index}`) ** 3 * 300) };
};

const incidentOf = (index: number, size: FleetStorySize): Incident => {
  const key = keyOf(Math.floor(chance(`victim ${index}`) * size.functions));
  const { from, minutes } = stretchOf(index, size);
  const evidence: Evidence = { ...pick(Object.values(EVIDENCE_STORIES), `evidence ${index}`), since: from };
  const until = addMinutes(from, minutes);
  const isOpen = index === size.incidents - 1;
  return {
    id: `story-${index}`,
    status: isOpen ? 'open' : 'resolved',
    severity: evidence.severity,
    signal: evidence.signal,
    members: [
      {
        alarmId: `${functionIdOf(key)}|${evidence.signal}|${from}`,
        function: key,
        signal: evidence.signal,
        evidence,
        open: isOpen,
        openedAt: from,
        closedAt: isOpen ? null : until,
        closedBecause: isOpen ? null : 'quiet',
      },
    ],
    functionCount: 1,
    startedAt: startOf(from),
    detectedAt: startOf(addMinutes(from, 4)),
    endedAt: isOpen ? null : startOf(until),
    ...(isOpen ? {} : { resolvedBecause: 'quiet' }),
    sequence: isOpen ? 1 : 2,
  };
};

/** How an anomaly of a signal shows in the quarter's figures. */
const troubled = (point: HistoryPoint & { others: OtherSignals }, evidence: Evidence): HistoryPoint => {
  const { others } = point;
  switch (evidence.signal) {
    case 'errors':
    case 'new-error':
      return { ...point, errors: Math.round(point.invocations * 0.4) };
    case 'timeouts':
      return { ...point, errors: 90, others: { ...others, timeouts: 90 } };
    case 'cold-starts':
      return { ...point, others: { ...others, coldStarts: 670 } };
    case 'memory':
      return { ...point, others: { ...others, memoryMbMax: 498 } };
    case 'outbound':
      return { ...point, others: { ...others, outboundCalls: Math.round(4.8 * point.invocations) } };
    case 'duration':
      return { ...point, durationMsMedian: (point.durationMsMedian ?? 100) * 3.4 };
    default:
      return { ...point, invocations: evidence.direction === 'down' ? 0 : point.invocations * 4 };
  }
};

const historyOf = (key: FunctionKey, { days }: FleetStorySize, incidents: readonly Incident[]): HistoryPoint[] => {
  const { name } = key;
  const busiest = 20 + 4_000 * chance(`${name} traffic`) ** 4;
  const durationMs = 15 + 2_000 * chance(`${name} duration`) ** 3;
  return Array.from({ length: days * QUARTERS_PER_DAY }, (_, quarter) => {
    const hour = (quarter % QUARTERS_PER_DAY) / 4;
    const isWeekend = Math.floor(quarter / QUARTERS_PER_DAY) % 7 > 4;
    const usual =
      busiest * (0.15 + 0.85 * Math.max(0, Math.sin(((hour - 5) / 24) * 2 * Math.PI))) * (isWeekend ? 0.4 : 1);
    const at = minute(BEGIN + quarter * MINUTES_PER_QUARTER);
    const isLearning = quarter < QUARTERS_PER_DAY;
    const noise = (what: string): number => chance(`${name} ${quarter} ${what}`) - 0.5;
    const spread = 2.6 * Math.sqrt(usual) + usual * 0.08;
    const invocations = Math.max(0, Math.round(usual + noise('invocations') * spread));
    const point = {
      minute: at,
      invocations,
      errors: noise('errors') > 0.46 ? 1 : 0,
      durationMsMedian: durationMs * (1 + noise('duration') * 0.2),
      invocationsBand: isLearning
        ? { lower: null, upper: null }
        : { lower: Math.max(0, usual - spread), upper: usual + spread },
      errorsBand: isLearning ? { lower: null, upper: null } : { lower: null, upper: 2 },
      durationMsBand: isLearning ? { lower: null, upper: null } : { lower: durationMs * 0.8, upper: durationMs * 1.25 },
      others: {
        timeouts: noise('timeouts') > 0.49 ? 1 : 0,
        coldStarts: noise('cold') > 0.4 ? 2 : 0,
        memoryMbMax: Math.round(210 + 40 * noise('memory')),
        outboundCalls: Math.round(invocations * (1.2 + 0.4 * noise('outbound'))),
      },
    };
    const own = incidents.find(({ startedAt, endedAt }) => {
      const from = minuteOf(startedAt);
      return at + MINUTES_PER_QUARTER > from && (endedAt === null || at < minuteOf(endedAt));
    });
    return own?.members[0] === undefined ? point : troubled(point, own.members[0].evidence);
  });
};

/** A fleet with daily and weekly habits and incidents of every signal, as a report shows it; the same on every run. */
export const fleetStory = (size: FleetStorySize): ReportModel => {
  const incidents = Array.from({ length: size.incidents }, (_, index) => incidentOf(index, size)).sort(
    (a, b) => a.startedAt - b.startedAt,
  );
  const functions = Array.from({ length: size.functions }, (_, index): ReportFunction => {
    const key = keyOf(index);
    const own = incidents.filter(({ members }) => members[0]?.function.name === key.name);
    const history = historyOf(key, size, own);
    return {
      key,
      invocations: history.reduce((sum, { invocations }) => sum + invocations, 0),
      errors: history.reduce((sum, { errors }) => sum + errors, 0),
      coldStarts: Math.round(chance(`${key.name} cold`) * 400),
      durationMsMedian: 15 + 2_000 * chance(`${key.name} duration`) ** 3,
      history,
    };
  });
  return {
    title: 'Nightjar replay',
    subtitle: 'Recorded logs of a shop, judged minute by minute as a deployed Nightjar would have.',
    from: startOf(BEGIN),
    until: startOf(addMinutes(BEGIN, size.days * 1_440)),
    learningUntil: startOf(addMinutes(BEGIN, size.days * 1_440 * LEARNING_SHARE)),
    figures: [{ label: 'Log events', value: '3,412,907', note: '41 skipped' }],
    functions,
    incidents,
    tables: [
      {
        title: 'Skipped',
        columns: ['Reason', 'Count'],
        rows: [
          ['not_json', 29],
          ['too_long', 12],
        ],
      },
    ],
  };
};
