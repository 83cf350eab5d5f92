import type { LogBatch } from '../decode/log-batch.ts';
import type { FoldContext } from '../fold/observe-batch.ts';
import { isNamed, type NameRule } from '../log-group-selection.ts';
import { isOwnLogGroup } from '../own-log-groups.ts';
import type { BatchDrop } from './ingest-tally.ts';

export interface FoldSettings extends FoldContext {
  /** The installation's. */
  readonly salt: number;
  /** Batches that came through any other filter are dropped, or events would count twice. */
  readonly subscriptionFilter: string;
  /** Where the policy of the account may deliver all of its groups: those that are wanted. Empty where no others come. */
  readonly watched?: readonly NameRule[];
}

/** Why a batch does not count, if it does not. */
export const dropOf = (
  { logGroup, subscriptionFilters }: Pick<LogBatch, 'logGroup' | 'subscriptionFilters'>,
  { subscriptionFilter, watched = [] }: FoldSettings,
): BatchDrop | undefined => {
  if (isOwnLogGroup(logGroup)) return 'own_log_group';
  if (!subscriptionFilters.includes(subscriptionFilter)) return 'foreign_filter';
  return watched.length === 0 || isNamed(logGroup, watched) ? undefined : 'unwanted_group';
};
