import type { EpochMs } from '../units.ts';

export interface LogGroup {
  readonly name: string;
  readonly createdAt: EpochMs;
  /** `STANDARD` groups alone take subscription filters. */
  readonly logClass: string;
}

/** Why a group cannot be watched. A closed set. */
export type BlindBecause = 'class' | 'filters-taken' | 'denied';

/** `gone`: deleted since it was listed. */
export type FilterOutcome = 'put' | 'gone' | Exclude<BlindBecause, 'class'>;

/** The groups of the account and Region. */
export interface LogGroupList {
  /** One page of the groups below a prefix, in order of name. */
  list(prefix: string, after?: string): Promise<{ readonly groups: readonly LogGroup[]; readonly next?: string }>;
}

/**
 * CloudWatch Logs, as far as subscribing needs it.
 *
 * Laws: `putFilter` makes or updates the one filter that bears this installation's name and touches no other;
 * whatever is neither success nor a {@link FilterOutcome} rejects, and asking again later is harmless.
 */
export interface LogGroups extends LogGroupList {
  putFilter(logGroup: string): Promise<FilterOutcome>;
}

/** `absent`: the group has no such filter, or is gone itself. */
export type RemovalOutcome = 'removed' | 'absent' | 'denied';

/** As {@link LogGroups}, for taking the one filter away again. */
export interface SubscribedLogGroups extends LogGroupList {
  removeFilter(logGroup: string): Promise<RemovalOutcome>;
}
