import { countSkipped, type SkipReason } from '../decode/skip-reason.ts';
import type { ObservationKind } from '../parse/observation.ts';
import type { Source } from '../parse/source.ts';
import type { FallbackReason } from './fallback.ts';

/** What became of the events that came in: nothing is dropped without being counted. */
export interface Tally {
  /** Events seen, skipped ones included. */
  events: number;
  readonly observations: Map<ObservationKind, number>;
  readonly skipped: Map<SkipReason, number>;
  /** Events per source, those included that held nothing. Absent sources had none. */
  readonly sources: Map<Source, number>;
  /** Facts that name nobody whom a function could be found by. */
  readonly nameless: Map<Source, number>;
  /** What was read the slow way: says nothing about results, much about layouts that changed. */
  readonly fallbacks: Map<FallbackReason, number>;
}

export const emptyTally = (): Tally => ({
  events: 0,
  observations: new Map(),
  skipped: new Map(),
  sources: new Map(),
  nameless: new Map(),
  fallbacks: new Map(),
});

/** Adds what another part of the same input came to. */
export const addTally = (into: Tally, from: Tally): void => {
  into.events += from.events;
  addCounts(into.observations, from.observations);
  addCounts(into.skipped, from.skipped);
  addCounts(into.sources, from.sources);
  addCounts(into.nameless, from.nameless);
  addCounts(into.fallbacks, from.fallbacks);
};

/** What did not occur is absent. */
export const addTo = <Key>(counts: Map<Key, number>, key: Key, count = 1): void => {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
};

export const addCounts = <Key>(into: Map<Key, number>, from: ReadonlyMap<Key, number>): void => {
  for (const [key, count] of from) addTo(into, key, count);
};

/** Counts events that were refused before they could be observed. */
export const tallySkipped = (tally: Tally, skipped: ReadonlyMap<SkipReason, number>): void => {
  for (const [reason, count] of skipped) {
    countSkipped(tally.skipped, reason, count);
    tally.events += count;
  }
};
