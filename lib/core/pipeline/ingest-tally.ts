import type { DecodeProblem } from '../decode/decode-payload.ts';
import { unknownLayouts } from '../fold/fallback.ts';
import { addCounts, addTally, emptyTally, type Tally } from '../fold/tally.ts';
import type { OwnBatch } from './circle-sign.ts';
import type { Clock, Metrics } from './ports.ts';

/** Why a batch is not folded although it can be read. A closed set. */
export type BatchDrop = 'own_log_group' | 'foreign_filter' | 'unwanted_group';

/** What became of everything in one invocation. */
export interface IngestTally extends Tally {
  /** Payloads, or parts of them, that could not be read, by problem code. */
  readonly unreadable: Map<DecodeProblem['code'], number>;
  /** Events of batches that are not to be read, by reason. */
  readonly dropped: Map<BatchDrop, number>;
  /** Deliveries that had been counted before. */
  duplicates: number;
  /** Records that hold what another record of their delivery holds, and count as well. */
  repeated: number;
  /** One of the batches that came in a circle. */
  ownBatch?: OwnBatch;
}

export const emptyIngestTally = (): IngestTally => ({
  ...emptyTally(),
  unreadable: new Map(),
  dropped: new Map(),
  duplicates: 0,
  repeated: 0,
});

/** Adds what is counted once it is certain that it counts. */
export const mergeTally = (into: IngestTally, from: IngestTally): void => {
  addTally(into, from);
  into.duplicates += from.duplicates;
  into.repeated += from.repeated;
  if (from.ownBatch !== undefined) into.ownBatch = from.ownBatch;
  addCounts(into.unreadable, from.unreadable);
  addCounts(into.dropped, from.dropped);
};

const sum = (counts: ReadonlyMap<unknown, number>): number => {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
};

const figuresOf = (tally: IngestTally) => {
  const fallbacks = unknownLayouts(tally.fallbacks);
  return {
    eventsIngested: tally.events,
    eventsSkipped: sum(tally.skipped) + sum(tally.unreadable) + sum(tally.dropped),
    duplicateBatches: tally.duplicates,
    ...(fallbacks > 0 && { fallbacks }),
    ...(tally.repeated > 0 && { overlappingDeliveries: tally.repeated }),
    ...(tally.ownBatch !== undefined && { circles: 1 }),
  };
};

const detailsOf = ({ skipped, sources, nameless, unreadable, dropped, fallbacks }: IngestTally) => {
  const counts = Object.entries({ skipped, sources, nameless, unreadable, dropped, fallbacks });
  return Object.fromEntries(counts.map(([name, byReason]) => [name, Object.fromEntries(byReason)]));
};

/** A direct subscription invokes for every few events: one line of figures in this time says as much as thousands. */
const TELL_EVERY_MS = 20_000;

/**
 * Tells what invocations came to. Sums up what is routine, reasons included, and tells it now and then: a line for each
 * invocation would cost more than the invocation. Anything but events that were ingested is told at once.
 */
export const tallyTeller = (metrics: Metrics, clock: Clock): ((tally: IngestTally) => void) => {
  let untold = emptyIngestTally();
  let toldAt = Number.NEGATIVE_INFINITY;
  return (tally) => {
    mergeTally(untold, tally);
    const figures = figuresOf(untold);
    const now = clock();
    const isRoutine = Object.values({ ...figures, eventsIngested: 0 }).every((figure) => figure === 0);
    // A clock that was set back must not silence it.
    if (isRoutine && Math.abs(now - toldAt) < TELL_EVERY_MS) return;
    metrics.emit(figures, detailsOf(untold));
    untold = emptyIngestTally();
    toldAt = now;
  };
};
