import { isNamed, type LogGroupSelection, tagQueries } from '../log-group-selection.ts';
import type { FilterOutcome, LogGroups } from './log-groups.ts';
import { ServiceBusy } from './pace.ts';

export interface SubscribeCreatedPorts {
  readonly logGroups: Pick<LogGroups, 'putFilter'>;
  /** Whether the filters are being taken away. */
  readonly isStopped: () => Promise<boolean>;
}

/**
 * Puts the filter on a group that was just created, seconds after it rather than at the next sweep. What goes wrong here
 * the sweep repairs: it knows nothing of this and finds the group by itself. Where tags decide, all is left to it.
 */
export const makeSubscribeCreated =
  ({ logGroups, isStopped }: SubscribeCreatedPorts, selection: LogGroupSelection) =>
  async (logGroup: string): Promise<FilterOutcome | 'unwanted' | 'stopped' | 'left-to-sweep'> => {
    if (!isNamed(logGroup, selection)) return 'unwanted';
    if (tagQueries(selection).length > 0) return 'left-to-sweep';
    if (await isStopped()) return 'stopped';
    try {
      return await logGroups.putFilter(logGroup);
    } catch (error) {
      if (error instanceof ServiceBusy) return 'left-to-sweep';
      throw error;
    }
  };
