import type { LogGroupSelection } from '../log-group-selection.ts';
import type { Table } from '../pipeline/ports.ts';
import { type SubscriptionRow, subscriptionRow } from '../pipeline/subscription-row.ts';
import type { EpochMs } from '../units.ts';
import type { AccountPlan } from './account-plan.ts';
import type { BlindSpots, FunctionBlindness, GroupBlindness } from './blind-spots.ts';
import type { Circle } from './circle.ts';

/** What the newest run of subscribe found; for `doctor`, and for people who look into the table. */
export interface SubscriptionStatus {
  readonly v: 1;
  readonly at: EpochMs;
  /** Log groups that the sources want. */
  readonly wanted: number;
  /** Groups that the sweep has yet to reach. */
  readonly left: number;
  /** The sweep repeats one that was through: groups that it has yet to reach have their filter from then. */
  readonly isRepeat?: true;
  /** What the sources want; rows of earlier releases lack it. */
  readonly selection?: LogGroupSelection;
  readonly sweepStartedAt: EpochMs;
  readonly groups: BlindSpots<GroupBlindness>;
  /** Why no filter is put. */
  readonly halted?: Circle;
  /** Where the policy of the account is allowed, or was: what was measured and decided. */
  readonly account?: AccountStatus;
  /** Absent until functions were read for the first time; they are once an hour. */
  readonly functions?: FunctionStatus;
}

export type AccountStatus = Omit<AccountPlan, 'v' | 'target' | 'excluded'>;

export interface FunctionStatus extends BlindSpots<FunctionBlindness> {
  readonly readAt: EpochMs;
  /** All functions of the account and Region. */
  readonly total: number;
}

export const subscriptionStatusRow = (table: Table): SubscriptionRow<SubscriptionStatus> =>
  subscriptionRow<SubscriptionStatus>(table, 'status', 1);
