import { type SummaryCell, SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { hash53 } from '../../lib/core/hash.ts';
import { foldDecoded } from '../../lib/core/pipeline/fold-decoded.ts';
import type { IngestSettings } from '../../lib/core/pipeline/ingest-ports.ts';
import { emptyIngestTally } from '../../lib/core/pipeline/ingest-tally.ts';
import { addMinutes, type EpochMs, epochMs, type Minute, MS_PER_MINUTE, startOf } from '../../lib/core/units.ts';
import { directEvent, kinesisEvent, type LoggedEvent, loggedLines, subscriptionData } from './log-payload.ts';

/** One function with steady traffic, and what becomes of it in some minutes. */
export interface StoryFunction {
  readonly name: string;
  readonly perMinute: number;
  /** A share of its invocations fails in these minutes of the story. */
  readonly failing?: { readonly from: number; readonly to: number; readonly share: number };
}

/** Evenly distributed in [0, 1), the same on every run. */
const chance = (text: string): number => (hash53(text) % 1_000_003) / 1_000_003;

const eventsOf = ({ name, perMinute, failing }: StoryFunction, start: Minute, window: Minute): LoggedEvent[] => {
  const storyMinute = window - start;
  const count = Math.round(perMinute * (0.8 + 0.4 * chance(`${name} ${window}`)));
  const isFailing = failing !== undefined && storyMinute >= failing.from && storyMinute < failing.to;
  return Array.from({ length: count }, (_, index) => {
    const seed = `${name} ${window} ${index}`;
    const requestId = `${String(window).padStart(8, '0')}-0000-4000-8000-${hash53(seed).toString(16).padStart(12, '0').slice(-12)}`;
    const at = epochMs(startOf(window) + Math.floor((index * 50_000) / count));
    const fails = isFailing && chance(`${seed} fails`) < failing.share;
    const lines = fails
      ? [
          `${new Date(at).toISOString()}\t${requestId}\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"total is undefined","stack":["TypeError: total is undefined"]}\n`,
        ]
      : [];
    return loggedLines({ requestId, at, durationMs: 40 + 60 * chance(`${seed} duration`), lines });
  }).flat();
};

const LOG_STREAM = '2026/01/05/[$LATEST]0123456789abcdef0123456789abcdef';

/** What was logged in the days before the story. */
export const learnedCells = (
  functions: readonly StoryFunction[],
  start: Minute,
  days: number,
  settings: IngestSettings,
): Generator<SummaryCell> => cellsBetween(functions, start, addMinutes(start, -days * 1_440), start, settings);

/** What the story itself logs in its first minutes. */
export const storyCells = (
  functions: readonly StoryFunction[],
  start: Minute,
  minutes: number,
  settings: IngestSettings,
): Generator<SummaryCell> => cellsBetween(functions, start, start, addMinutes(start, minutes), settings);

/** Ascending. */
function* cellsBetween(
  functions: readonly StoryFunction[],
  start: Minute,
  from: Minute,
  to: Minute,
  settings: IngestSettings,
): Generator<SummaryCell> {
  for (let window = from; window < to; window = addMinutes(window, 1)) {
    const minuteTable = new SummaryTable(settings.salt);
    for (const one of functions) {
      const data = subscriptionData(one.name, eventsOf(one, start, window), LOG_STREAM);
      foldDecoded(data, minuteTable, emptyIngestTally(), settings);
    }
    yield* minuteTable;
  }
}

export interface Delivery {
  readonly at: EpochMs;
  readonly event: object;
}

const ARRIVAL_DELAY_MS = 8_000;

/** How the logs of one minute arrive: functions of even index by one Kinesis batch, the others directly. */
export const deliveriesOf = (functions: readonly StoryFunction[], start: Minute, window: Minute): Delivery[] => {
  const at = epochMs(startOf(window) + MS_PER_MINUTE + ARRIVAL_DELAY_MS);
  const data = functions.map((one) => subscriptionData(one.name, eventsOf(one, start, window), LOG_STREAM));
  const records = data
    .filter((_, index) => index % 2 === 0)
    .map((record, index) => ({ sequence: `${window}${String(index).padStart(3, '0')}`, arrivedAt: at, data: record }));
  return [
    { at, event: kinesisEvent('shardId-000000000000', records) },
    ...data.filter((_, index) => index % 2 === 1).map((record) => ({ at, event: directEvent(record) })),
  ];
};
