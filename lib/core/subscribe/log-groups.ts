import type { EpochMs } from '../units.ts';

export interface LogGroup {
  readonly name: string;
  readonly createdAt: EpochMs;
  /** `STANDARD` groups alone take subscription filters. */
  readonly logClass: string;
}

/** What became of putting a filter. `gone`: the group was deleted since it was listed. */
export type FilterOutcome = 'put' | 'gone' | 'filters-taken' | 'denied';

/** `absent`: the group has no such filter, or is gone itself. */
export type RemovalOutcome = 'removed' | 'absent' | 'denied';

/** The groups of the account and Region. */
export interface LogGroupList {
  /** One page of the groups below a prefix, in order of name. */
  list(prefix: string, after?: string): Promise<{ readonly groups: readonly LogGroup[]; readonly next?: string }>;
}

/** For taking the one filter of this installation away again. */
export interface SubscribedLogGroups extends LogGroupList {
  removeFilter(logGroup: string): Promise<RemovalOutcome>;
}

/**
 * CloudWatch Logs, as far as subscribing needs it.
 *
 * Laws: filters are made, updated and removed under this installation's name, and no other is touched; what passes by
 * itself rejects with `ServiceBusy`; asking again later is always harmless.
 */
export interface LogGroups extends SubscribedLogGroups {
  putFilter(logGroup: string): Promise<FilterOutcome>;
}
