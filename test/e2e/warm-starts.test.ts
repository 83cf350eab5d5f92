import { describe, expect, it, vi } from 'vitest';
import { hash53 } from '../../lib/core/hash.ts';
import type { Mark } from '../../lib/core/order/mark.ts';
import { backfill } from '../../lib/core/pipeline/backfill.ts';
import { makeEvaluate } from '../../lib/core/pipeline/evaluate.ts';
import type { EvaluateSettings } from '../../lib/core/pipeline/evaluate-settings.ts';
import { Fleet } from '../../lib/core/pipeline/fleet.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { makeMark } from '../../lib/core/pipeline/mark-rows.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import type { MetricKey } from '../../lib/core/pipeline/ports.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { addMinutes, epochMs, type Minute, minuteOf, startOf } from '../../lib/core/units.ts';
import { type Delivery, deliveriesOf, learnedCells, type StoryFunction } from '../support/live-story.ts';
import { SUBSCRIPTION_FILTER } from '../support/log-payload.ts';
import { evaluatedTotals, historyInvocations } from '../support/stored-counts.ts';
import { transitionPublisher } from '../support/transition-publisher.ts';

const FIRST = minuteOf(epochMs(Date.UTC(2026, 0, 12, 9)));
const MINUTES = 75;
/** By turns they log by Kinesis and directly. */
const FUNCTIONS: readonly StoryFunction[] = [
  { name: 'checkout', perMinute: 12, failing: { from: 20, to: 32, share: 0.7 } },
  { name: 'mailer', perMinute: 6, failing: { from: 40, to: 46, share: 0.6 } },
  { name: 'search', perMinute: 9 },
];

const ingestSettings = { region: 'eu-west-1', salt: 3, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER };
const settings: EvaluateSettings = {
  salt: 3,
  slots: 1,
  learningMinutes: 0,
  historyDays: 35,
  minimumSeverity: 'low',
};
const LEARNED = [...learnedCells(FUNCTIONS, FIRST, 3, ingestSettings)];

const mark: Mark = {
  id: 'a-deploy',
  kind: 'expect',
  function: 'checkout',
  from: FIRST + 52,
  until: FIRST + 60,
  reason: 'a deploy',
  by: 'somebody',
  at: startOf(addMinutes(FIRST, 50)),
};

/** An installation whose evaluators remember, or forget everything after each tick. */
const installation = async (remembers: boolean) => {
  const table = new MemoryTable();
  await backfill({ table, settings, attempt: 'backfill' }, LEARNED, addMinutes(FIRST, -1));
  let now = startOf(FIRST);
  const sent: string[] = [];
  const metrics = { emit: () => {} };
  const late: (number | undefined)[] = [];
  const evaluated = {
    emit: ({ lateMinutes }: Partial<Record<MetricKey, number>>) => void late.push(lateMinutes),
  };
  const publisher = transitionPublisher(({ type, incident }) =>
    sent.push(`${type} ${incident.id} ${incident.sequence}`),
  );
  const ingest = makeIngest({ table, metrics, clock: () => now, settings: ingestSettings });
  const process = () => makeEvaluate({ table, publisher, metrics: evaluated, clock: () => now, settings });
  let evaluate = process();
  return {
    table,
    sent,
    late,
    deliver: async ({ event, at }: Delivery) => {
      now = at;
      const read = readIngestEvent(event);
      if (!read.ok) throw new Error(read.problem.code);
      await ingest(read.value, `ingest-${at}`);
    },
    tick: (at: Minute) => {
      now = startOf(at);
      if (!remembers) evaluate = process();
      return evaluate({ now, attempt: `tick-${now}` });
    },
  };
};

/** Most come at once, some after minutes: beyond what a warm start allows for, and some beyond the horizon. */
const delayOf = (window: Minute, index: number, isLate: boolean): number =>
  isLate && hash53(`${window} ${index}`) % 9 === 0 ? 1 + (hash53(`late ${window} ${index}`) % 45) : 0;

/** What each tick tells, what was sent, and how many minutes were judged for it. */
const tell = async (remembers: boolean, isLate: boolean) => {
  const nightjar = await installation(remembers);
  const judged = vi.spyOn(Fleet.prototype, 'advance');
  const waiting: { readonly due: Minute; readonly delivery: Delivery }[] = [];
  const told: unknown[] = [];
  for (let window = FIRST; window < FIRST + MINUTES; window = addMinutes(window, 1)) {
    for (const [index, delivery] of deliveriesOf(FUNCTIONS, FIRST, window).entries()) {
      waiting.push({ due: addMinutes(window, delayOf(window, index, isLate)), delivery });
    }
    for (const one of waiting.filter(({ due }) => due === window)) {
      await nightjar.deliver({ ...one.delivery, at: epochMs(startOf(window) + 68_000) });
    }
    if (window === FIRST + 50) await makeMark(nightjar.table, mark);
    told.push((await nightjar.tick(tickOf(window))).told);
    // An old tick once more, as of a schedule that comes late.
    if (window % 7 === 0) told.push((await nightjar.tick(addMinutes(tickOf(window), -3))).told);
  }
  const minutes = judged.mock.calls.length;
  judged.mockRestore();
  const counted = { late: nightjar.late, totals: await evaluatedTotals(nightjar.table) };
  return {
    told,
    sent: nightjar.sent,
    counted: { ...counted, history: await historyInvocations(nightjar.table, startOf(FIRST)) },
    minutes,
  };
};

describe('what a process remembers of the tick before', { timeout: 120_000 }, () => {
  it.each([
    ['in time', false],
    ['late', true],
  ])('changes nothing of what is told, with logs that come %s', async (_, isLate) => {
    const warm = await tell(true, isLate);
    const cold = await tell(false, isLate);
    expect(cold.sent[0]).toMatch(/^incident\.opened /);
    expect(warm.told).toEqual(cold.told);
    expect(warm.sent).toEqual(cold.sent);
    expect(warm.counted).toEqual(cold.counted);
    if (isLate) expect(Math.max(...cold.counted.late.map((one) => one ?? 0))).toBeGreaterThan(0);
    expect(warm.minutes).toBeLessThan(cold.minutes * (isLate ? 0.95 : 0.55));
  });
});
