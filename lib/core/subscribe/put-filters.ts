import type { Clock } from '../pipeline/ports.ts';
import { firstThatFit, type SubscriptionRow } from '../pipeline/subscription-row.ts';
import type { EpochMs } from '../units.ts';
import { MAX_NAMED, type Refusal } from './blind-spots.ts';
import type { LogGroup, LogGroups } from './log-groups.ts';
import { type Paced, ServiceBusy } from './pace.ts';
import { listed, pending, type Sweep } from './sweep.ts';

export interface PutFiltersPorts {
  readonly logGroups: LogGroups;
  readonly sweeps: SubscriptionRow<Sweep>;
  readonly clock: Clock;
  /** Whether the filters are being taken away: no more may then be put. */
  readonly isStopped: () => Promise<boolean>;
}

/** Groups that take filters. */
export interface FilterPlan {
  readonly wanted: readonly LogGroup[];
  /** Groups that must not have the filter any more. */
  readonly unwanted: readonly LogGroup[];
  /** When the groups were listed. */
  readonly listedAt: EpochMs;
}

export interface FiltersPut {
  readonly sweep: Sweep;
  readonly put: number;
  readonly removed: number;
  readonly left: number;
  readonly refused: ReadonlyMap<string, Refusal>;
}

/** How often the position is stored within a run: what a run that dies has done in between is done again. */
const STORE_EVERY = 50;

/** Deals with groups while there is time, and stores how far it came; the next run continues. */
export const putFilters = async (
  { logGroups, sweeps, clock, isStopped }: PutFiltersPorts,
  plan: FilterPlan,
  stored: Sweep,
  inPace: Paced,
  until: EpochMs,
): Promise<FiltersPut> => {
  const isWanted = new Set(plan.wanted);
  const all = [...plan.wanted, ...plan.unwanted];
  const { fresh, rest } = pending(all, stored);
  const refused = new Map<string, Refusal>(stored.blind);
  let sweep = stored;
  const done = { put: 0, removed: 0 };

  const dealWith = async (group: LogGroup): Promise<void> => {
    const { name } = group;
    const outcome = await inPace(() =>
      isWanted.has(group) ? logGroups.putFilter(name) : logGroups.removeFilter(name),
    );
    if (outcome === 'put' || outcome === 'removed') done[outcome] += 1;
    if ((outcome === 'filters-taken' || outcome === 'denied') && isWanted.has(group)) {
      if (refused.size < MAX_NAMED || refused.has(name)) refused.set(name, outcome);
    } else refused.delete(name);
  };
  /** Those that were dealt with before time or the service ran out. */
  const through = async (groups: readonly LogGroup[], after?: (name: string) => Promise<void>) => {
    const dealtWith: LogGroup[] = [];
    for (const group of groups) {
      if (clock() >= until || (await isStopped())) break;
      try {
        await dealWith(group);
      } catch (error) {
        if (error instanceof ServiceBusy) break;
        throw error;
      }
      dealtWith.push(group);
      await after?.(group.name);
    }
    return dealtWith;
  };

  const freshDone = await through(fresh);
  let unstored = 0;
  const restDone = await through(rest, async (position) => {
    sweep = { ...sweep, position };
    unstored += 1;
    if (unstored % STORE_EVERY === 0) await sweeps.write(sweep);
  });
  if (restDone.length === rest.length) sweep = { ...sweep, position: null };
  const known = new Set([...sweep.recent, ...[...freshDone, ...restDone].map(({ name }) => name)]);
  const names = new Set(plan.wanted.map(({ name }) => name));
  sweep = listed(
    {
      ...sweep,
      blind: firstThatFit(
        [...refused].filter(([name]) => names.has(name)),
        ([name]) => name,
      ),
    },
    {
      startedAt: plan.listedAt,
      isComplete: freshDone.length === fresh.length,
      dealtWith: all.filter(({ name }) => known.has(name)),
    },
  );
  await sweeps.write(sweep);
  const left = fresh.length - freshDone.length + rest.length - restDone.length;
  return { ...done, sweep, left, refused: new Map(sweep.blind) };
};
