import { isNamed, type LogGroupSelection } from '../log-group-selection.ts';
import type { Clock } from '../pipeline/ports.ts';
import type { EpochMs } from '../units.ts';
import { listGroups } from './list-groups.ts';
import type { SubscribedLogGroups } from './log-groups.ts';
import { type Pause, paced, ServiceBusy } from './pace.ts';

export interface UnsubscribePorts {
  readonly logGroups: SubscribedLogGroups;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** Which filters go: those of `selection`, except where `keep` takes the group too. Tags are for subscribe to heed. */
export interface Removal {
  readonly selection: LogGroupSelection;
  readonly keep?: LogGroupSelection;
}

/** How far a removal has come, over any number of runs. Small enough for an event. */
export interface RemovalProgress {
  /** Name of the last group that was dealt with. */
  readonly position: string;
  readonly removed: number;
  readonly denied: number;
  /** The first few groups whose filter could not be removed. */
  readonly deniedGroups: readonly string[];
  /** Runs that ended before all was done. */
  readonly runs: number;
}

export const NOTHING_REMOVED: RemovalProgress = { position: '', removed: 0, denied: 0, deniedGroups: [], runs: 0 };

const MAX_NAMED_GROUPS = 10;

/**
 * Removes filters until all are gone or `until` has come; another run continues from the progress given. A group that is
 * gone, or has no such filter, is as good as done.
 */
export const makeUnsubscribe =
  ({ logGroups, clock, pause }: UnsubscribePorts, { selection, keep = [] }: Removal) =>
  async (so: RemovalProgress, until: EpochMs): Promise<{ readonly progress: RemovalProgress; isDone: boolean }> => {
    const inPace = paced(clock, pause, until);
    let progress = so;
    try {
      const names = (await listGroups(logGroups, selection, inPace))
        .filter(({ logClass }) => logClass === 'STANDARD')
        .map(({ name }) => name)
        .filter((name) => name > so.position && !isNamed(name, keep));
      for (const name of names) {
        if (clock() >= until) return { progress: withRun(progress), isDone: false };
        const outcome = await inPace(() => logGroups.removeFilter(name));
        progress = { ...progress, position: name };
        if (outcome === 'removed') progress = { ...progress, removed: progress.removed + 1 };
        if (outcome === 'denied') progress = withDenied(progress, name);
      }
      return { progress, isDone: true };
    } catch (error) {
      if (error instanceof ServiceBusy) return { progress: withRun(progress), isDone: false };
      throw error;
    }
  };

const withRun = (progress: RemovalProgress): RemovalProgress => ({ ...progress, runs: progress.runs + 1 });

const withDenied = (progress: RemovalProgress, name: string): RemovalProgress => ({
  ...progress,
  denied: progress.denied + 1,
  deniedGroups: [...progress.deniedGroups, name].slice(0, MAX_NAMED_GROUPS),
});
