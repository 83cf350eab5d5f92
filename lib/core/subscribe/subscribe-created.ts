import type { FilterOutcome, LogGroups } from './log-groups.ts';
import { isWanted, type SubscriptionScope } from './sweep.ts';

export interface SubscribeCreatedPorts {
  readonly logGroups: Pick<LogGroups, 'putFilter'>;
  /** Whether the filters are being taken away. */
  readonly isStopped: () => Promise<boolean>;
}

/**
 * Puts the filter on a group that was just created, seconds after it rather than at the next sweep. What goes wrong here
 * the sweep repairs: it knows nothing of this and finds the group by itself.
 */
export const makeSubscribeCreated =
  ({ logGroups, isStopped }: SubscribeCreatedPorts, scope: SubscriptionScope) =>
  async (logGroup: string): Promise<FilterOutcome | 'unwanted' | 'stopped'> => {
    if (!isWanted(logGroup, scope)) return 'unwanted';
    if (await isStopped()) return 'stopped';
    return logGroups.putFilter(logGroup);
  };
