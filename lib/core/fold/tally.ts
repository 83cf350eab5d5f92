import { countSkipped, type SkipReason } from '../decode/skip-reason.ts';
import type { ObservationKind } from '../parse/observation.ts';

/** What became of the events that came in: nothing is dropped without being counted. */
export interface Tally {
  /** Events seen, skipped ones included. */
  events: number;
  readonly observations: Map<ObservationKind, number>;
  readonly skipped: Map<SkipReason, number>;
}

export const emptyTally = (): Tally => ({ events: 0, observations: new Map(), skipped: new Map() });

/** Counts events that were refused before they could be observed. */
export const tallySkipped = (tally: Tally, skipped: ReadonlyMap<SkipReason, number>): void => {
  for (const [reason, count] of skipped) {
    countSkipped(tally.skipped, reason, count);
    tally.events += count;
  }
};
