import type { EpochMs } from '../units.ts';
import { type Clock, type Table, TableProblem } from './ports.ts';
import { type SubscriptionRow, subscriptionRow } from './subscription-row.ts';

/** A batch of one of Nightjar's own log groups: somebody delivers to ingest what ingest writes. */
export interface OwnBatch {
  readonly logGroup: string;
  /** Names of the subscription filters that delivered it. */
  readonly filters: readonly string[];
  /** `ACCOUNT_LEVEL_POLICY` or `LOG_GROUP_LEVEL_POLICY`, where the payload says. */
  readonly level: string;
}

/** The newest such batch, for whoever can end the circle. */
export interface CircleSign extends OwnBatch {
  readonly v: 1;
  readonly at: EpochMs;
}

export const circleSignRow = (table: Table): SubscriptionRow<CircleSign> =>
  subscriptionRow<CircleSign>(table, 'circle', 1);

/** A circle delivers every few seconds; one sign in this time says as much. */
const TELL_EVERY_MS = 60_000;

export type CircleTeller = (batch: OwnBatch) => Promise<void>;

/** Leaves a sign of an own batch. Never fails the invocation: its retry would turn the circle once more. */
export const circleTeller = (table: Table, clock: Clock): CircleTeller => {
  let toldAt = Number.NEGATIVE_INFINITY;
  return async (batch) => {
    const at = clock();
    if (at - toldAt < TELL_EVERY_MS) return;
    toldAt = at;
    try {
      await circleSignRow(table).write({ v: 1, at, ...batch });
    } catch (error) {
      if (!(error instanceof TableProblem)) throw error;
    }
  };
};
