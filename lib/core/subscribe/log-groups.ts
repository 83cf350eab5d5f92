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

/**
 * CloudWatch Logs, as far as subscribing needs it.
 *
 * Laws: `putFilter` makes or updates the one filter that bears this installation's name and touches no other;
 * whatever is neither success nor a {@link FilterOutcome} rejects, and asking again later is harmless.
 */
export interface LogGroups {
  /** One page of the groups below a prefix, in order of name. */
  list(prefix: string, after?: string): Promise<{ readonly groups: readonly LogGroup[]; readonly next?: string }>;
  putFilter(logGroup: string): Promise<FilterOutcome>;
}
