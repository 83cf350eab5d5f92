import type { DecodeProblem } from '../decode/decode-payload.ts';
import { unknownLayouts } from '../fold/fallback.ts';
import { addTally, emptyTally, type Tally } from '../fold/tally.ts';
import type { OwnBatch } from './circle-sign.ts';
import type { Metrics } from './ports.ts';

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

export const addTo = <Key>(counts: Map<Key, number>, key: Key, count = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + count);
};

/** Adds what is counted once it is certain that it counts. */
export const mergeTally = (into: IngestTally, from: IngestTally): void => {
  addTally(into, from);
  into.duplicates += from.duplicates;
  into.repeated += from.repeated;
  if (from.ownBatch !== undefined) into.ownBatch = from.ownBatch;
  for (const [code, count] of from.unreadable) addTo(into.unreadable, code, count);
  for (const [reason, count] of from.dropped) addTo(into.dropped, reason, count);
};

const sum = (counts: ReadonlyMap<unknown, number>): number => {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
};

export const emitTally = (metrics: Metrics, tally: IngestTally): void => {
  const skipped = sum(tally.skipped) + sum(tally.unreadable) + sum(tally.dropped);
  const fallbacks = unknownLayouts(tally.fallbacks);
  metrics.emit(
    {
      eventsIngested: tally.events,
      eventsSkipped: skipped,
      duplicateBatches: tally.duplicates,
      ...(fallbacks > 0 && { fallbacks }),
      ...(tally.repeated > 0 && { overlappingDeliveries: tally.repeated }),
      ...(tally.ownBatch !== undefined && { circles: 1 }),
    },
    {
      skipped: Object.fromEntries(tally.skipped),
      sources: Object.fromEntries(tally.sources),
      nameless: Object.fromEntries(tally.nameless),
      unreadable: Object.fromEntries(tally.unreadable),
      dropped: Object.fromEntries(tally.dropped),
      fallbacks: Object.fromEntries(tally.fallbacks),
    },
  );
};
