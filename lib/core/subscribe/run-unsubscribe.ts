import type { Clock } from '../pipeline/ports.ts';
import type { EpochMs } from '../units.ts';
import { CALL_EVERY_MS, listWanted, type Pause } from './list-wanted.ts';
import type { SubscribedLogGroups } from './log-groups.ts';
import { isWanted, type SubscriptionScope } from './sweep.ts';

export interface UnsubscribePorts {
  readonly logGroups: SubscribedLogGroups;
  readonly clock: Clock;
  readonly pause: Pause;
}

/** Which filters go: those of `scope`, except where `keep` wants the group too. */
export interface Removal {
  readonly scope: SubscriptionScope;
  readonly keep?: SubscriptionScope;
}

/** How far a removal has come, over any number of runs. Small enough for an event. */
export interface RemovalProgress {
  /** Name of the last group that was dealt with. */
  readonly position: string;
  readonly removed: number;
  readonly denied: number;
  /** The first few groups whose filter could not be removed. */
  readonly deniedGroups: readonly string[];
}

export const NOTHING_REMOVED: RemovalProgress = { position: '', removed: 0, denied: 0, deniedGroups: [] };

const MAX_NAMED_GROUPS = 10;

/**
 * Removes filters until all are gone or `until` has come; another run continues from the progress given. A group that is
 * gone, or has no such filter, is as good as done.
 */
export const makeUnsubscribe =
  ({ logGroups, clock, pause }: UnsubscribePorts, { scope, keep }: Removal) =>
  async (so: RemovalProgress, until: EpochMs): Promise<{ readonly progress: RemovalProgress; isDone: boolean }> => {
    const names = (await listWanted(logGroups, scope, pause))
      .filter(({ logClass }) => logClass === 'STANDARD')
      .map(({ name }) => name)
      .filter((name) => name > so.position && !(keep !== undefined && isWanted(name, keep)))
      .toSorted();
    let progress = so;
    for (const name of names) {
      if (clock() >= until) return { progress, isDone: false };
      const outcome = await logGroups.removeFilter(name);
      progress = { ...progress, position: name };
      if (outcome === 'removed') progress = { ...progress, removed: progress.removed + 1 };
      if (outcome === 'denied') progress = withDenied(progress, name);
      await pause(CALL_EVERY_MS);
    }
    return { progress, isDone: true };
  };

const withDenied = (progress: RemovalProgress, name: string): RemovalProgress => ({
  ...progress,
  denied: progress.denied + 1,
  deniedGroups: [...progress.deniedGroups, name].slice(0, MAX_NAMED_GROUPS),
});
