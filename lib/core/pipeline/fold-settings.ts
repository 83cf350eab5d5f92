import type { LogBatch } from '../decode/log-batch.ts';
import type { FoldContext } from '../fold/observe-batch.ts';
import { isTwin } from '../log-group-selection.ts';
import { isOwnLogGroup } from '../own-log-groups.ts';
import type { BatchDrop } from './ingest-tally.ts';

export interface FoldSettings extends FoldContext {
  /** The installation's. */
  readonly salt: number;
  /** Batches that came through any other filter are dropped, or events would count twice. */
  readonly subscriptionFilter: string;
  /**
   * Where the policy of the account may deliver all of its groups: the prefix of those that are watched, then prefixes
   * of those below it that are not. Empty where only wanted groups are delivered.
   */
  readonly watched?: readonly string[];
}

/** Why a batch does not count, if it does not. */
export const dropOf = (
  { logGroup, subscriptionFilters }: Omit<LogBatch, 'events'>,
  { subscriptionFilter, watched = [] }: FoldSettings,
): BatchDrop | undefined => {
  if (isOwnLogGroup(logGroup)) return 'own_log_group';
  if (!subscriptionFilters.includes(subscriptionFilter)) return 'foreign_filter';
  const [prefix, ...excluded] = watched;
  if (prefix === undefined) return undefined;
  const isWatched =
    logGroup.startsWith(prefix) && !isTwin(logGroup) && !excluded.some((start) => logGroup.startsWith(start));
  return isWatched ? undefined : 'unwanted_group';
};
