import { gzipSync } from 'node:zlib';
import { foldBatch } from '../../lib/core/fold/fold-batch.ts';
import { type SummaryCell, SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { emptyTally } from '../../lib/core/fold/tally.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import { backfill } from '../../lib/core/pipeline/backfill.ts';
import { makeEvaluate } from '../../lib/core/pipeline/evaluate.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { changeLayout, readLayout } from '../../lib/core/pipeline/layout-row.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import type { FunctionLookup, Metrics, NetworkAnswer } from '../../lib/core/pipeline/ports.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { addMinutes, epochMs, type Minute, MS_PER_MINUTE, minuteOf, startOf } from '../../lib/core/units.ts';
import { SUBSCRIPTION_FILTER } from './log-payload.ts';
import { PLACE, type SourceLine } from './source-lines.ts';
import { transitionPublisher } from './transition-publisher.ts';

const { account, region } = PLACE;
const SALT = 3;
const RECORDS_ARRIVE_LATE_MS = 6 * MS_PER_MINUTE;
const settings = { salt: SALT, slots: 1, learningMinutes: 0, historyDays: 35, minimumSeverity: 'low' } as const;
const quiet: Metrics = { emit: () => {} };

/** How a story is run by the deployed system. */
export interface Course {
  readonly lines: readonly SourceLine[];
  /** What came before is backfilled. */
  readonly from: Minute;
  readonly minutes: number;
  /** When a line is delivered, Unix ms; soon, when absent. */
  readonly arrival?: (line: SourceLine) => number;
  /** What AWS answers when asked for the network. */
  readonly answers?: () => NetworkAnswer;
  /** Whether functions exist. */
  readonly functionLookup?: FunctionLookup;
  /** Takes the figures of ticks. */
  readonly metrics?: Metrics;
  readonly isCheckpoint?: (window: Minute) => boolean;
  /** Minutes in which the fleet is shared out anew. */
  readonly growsAt?: readonly number[];
  /** Ticks that run twice. */
  readonly isRepeated?: (window: Minute) => boolean;
}

function* cellsOf(lines: readonly SourceLine[]): Generator<SummaryCell> {
  const table = new SummaryTable(SALT);
  for (const { logGroup, logStream, event } of lines) {
    const batch = { owner: account, logGroup, logStream, subscriptionFilters: [], events: [event] };
    foldBatch(batch, table, emptyTally(), { region });
  }
  yield* [...table].sort((a, b) => a.minute - b.minute);
}

/** As CloudWatch Logs delivers it: a function's lines after seconds, what AWS records after minutes. */
const arrivalOf = ({ logGroup, event }: SourceLine): number =>
  event.timestamp + (logGroup.startsWith('/aws/lambda/') ? 5_000 : RECORDS_ARRIVE_LATE_MS);

const deliveryOf = ({ logGroup, logStream, event }: SourceLine): object => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: account,
        logGroup,
        logStream,
        subscriptionFilters: [SUBSCRIPTION_FILTER],
        logEvents: [event],
      }),
      { level: 1 },
    ).toString('base64'),
  },
});

/** Ingests and evaluates a story minute by minute; gives what was sent, and when AWS was asked for the network. */
export const tellDeployed = async (course: Course) => {
  const { lines, from, minutes, answers, functionLookup, metrics = quiet } = course;
  const { isCheckpoint, growsAt = [], isRepeated = () => false, arrival = arrivalOf } = course;
  const table = new MemoryTable();
  const learnt = lines.filter(({ event }) => minuteOf(event.timestamp) < from);
  await backfill({ table, settings, attempt: 'backfill' }, cellsOf(learnt), addMinutes(from, -1));
  let now = startOf(from);
  let attempts = 0;
  const sent: Incident[] = [];
  const asked: number[] = [];
  const look = async (): Promise<NetworkAnswer> => {
    asked.push(now);
    return answers?.() ?? { kind: 'failed', reason: 'nobody answers' };
  };
  const ingest = makeIngest({
    table,
    metrics: quiet,
    clock: () => now,
    settings: { region, salt: SALT, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER },
  });
  const evaluate = makeEvaluate({
    table,
    publisher: transitionPublisher(({ incident }) => sent.push(incident)),
    metrics,
    clock: () => now,
    settings: { ...settings, ...(isCheckpoint && { isCheckpoint }) },
    ...(answers && { networkLookup: { look } }),
    ...(functionLookup && { functionLookup }),
  });
  const waiting = lines
    .filter(({ event }) => minuteOf(event.timestamp) >= from)
    .map((line) => ({ at: epochMs(arrival(line)), line }))
    .sort((a, b) => a.at - b.at);
  for (let window = from; window < from + minutes; window = addMinutes(window, 1)) {
    const layout = await readLayout(table);
    if (growsAt.includes(window - from) && layout) await changeLayout(table, layout, layout.slots * 2, startOf(window));
    const tick = startOf(tickOf(window));
    for (let next = waiting[0]; next !== undefined && next.at < tick; next = waiting[0]) {
      waiting.shift();
      now = next.at;
      const read = readIngestEvent(deliveryOf(next.line));
      if (!read.ok) throw new Error(read.problem.code);
      await ingest(read.value, `ingest-${++attempts}`);
    }
    now = tick;
    await evaluate({ now, attempt: `tick-${++attempts}` });
    if (isRepeated(window)) await evaluate({ now, attempt: `tick-${++attempts}` });
  }
  return { sent, asked, incidents: [...new Map(sent.map((incident) => [incident.id, incident])).values()] };
};
