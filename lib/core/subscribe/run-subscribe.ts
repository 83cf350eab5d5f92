import type { Clock } from '../pipeline/ports.ts';
import type { EpochMs } from '../units.ts';
import { CALL_EVERY_MS, listWanted, type Pause } from './list-wanted.ts';
import type { BlindBecause, LogGroup, LogGroups } from './log-groups.ts';
import { continued, listed, MAX_BLIND, pending, type Refusal, type SubscriptionScope, type Sweep } from './sweep.ts';

/** Where the sweep is kept between runs. */
export interface SweepStore {
  read(): Promise<Sweep | undefined>;
  write(sweep: Sweep): Promise<void>;
}

export interface SubscribePorts {
  readonly logGroups: LogGroups;
  readonly sweeps: SweepStore;
  readonly clock: Clock;
  readonly pause: Pause;
  /** Whether the filters are being taken away: this run must then put no more. */
  readonly isStopped: () => Promise<boolean>;
}

/** What one run did. Counts, and the first few names that a person would look for. */
export interface SubscribeReport {
  readonly wanted: number;
  readonly subscribed: number;
  readonly left: number;
  readonly blind: Readonly<Record<BlindBecause, number>>;
  readonly blindGroups: readonly string[];
}

const MAX_NAMED_GROUPS = 20;
/** How often the position is stored within a run. */
const STORE_EVERY = 50;

/** Puts filters until all is done or `until` has come; the next run continues. */
export const makeSubscribe =
  ({ logGroups, sweeps, clock, pause, isStopped }: SubscribePorts, scope: SubscriptionScope, target: string) =>
  async (until: EpochMs): Promise<SubscribeReport> => {
    const startedAt = clock();
    const wanted = await listWanted(logGroups, scope, pause);
    const blind = new BlindSpots();
    const watchable = wanted.filter(({ logClass }) => logClass === 'STANDARD');
    for (const group of wanted) if (group.logClass !== 'STANDARD') blind.add(group, 'class');
    let sweep = continued(await sweeps.read(), target, startedAt);
    const { fresh, rest } = pending(watchable, sweep);
    const refused = new Map<string, Refusal>(sweep.blind);

    let subscribed = 0;
    /** Deals with groups while there is time; returns those it dealt with. */
    const subscribe = async (groups: readonly LogGroup[], dealtWith?: (group: LogGroup) => Promise<void>) => {
      let count = 0;
      for (const group of groups) {
        if (clock() >= until || (await isStopped())) break;
        const outcome = await logGroups.putFilter(group.name);
        if (outcome === 'put') subscribed += 1;
        if (outcome === 'put' || outcome === 'gone') refused.delete(group.name);
        else if (refused.size < MAX_BLIND || refused.has(group.name)) refused.set(group.name, outcome);
        count += 1;
        await dealtWith?.(group);
        await pause(CALL_EVERY_MS);
      }
      return groups.slice(0, count);
    };

    const freshDone = await subscribe(fresh);
    let unstored = 0;
    const restDone = await subscribe(rest, async ({ name }) => {
      sweep = { ...sweep, position: name };
      unstored += 1;
      if (unstored % STORE_EVERY === 0) await sweeps.write(sweep);
    });
    if (restDone.length === rest.length) sweep = { ...sweep, position: null };
    const known = new Set([...sweep.recent, ...[...freshDone, ...restDone].map(({ name }) => name)]);
    const stillBlind = watchable.flatMap((group) => {
      const because = refused.get(group.name);
      if (because === undefined) return [];
      blind.add(group, because);
      return [[group.name, because] as const];
    });
    await sweeps.write(
      listed(
        { ...sweep, blind: stillBlind },
        {
          startedAt,
          isComplete: freshDone.length === fresh.length,
          dealtWith: watchable.filter(({ name }) => known.has(name)),
        },
      ),
    );
    const left = fresh.length - freshDone.length + rest.length - restDone.length;
    return { wanted: wanted.length, subscribed, left, blind: blind.counts, blindGroups: blind.names };
  };

/** Groups that cannot be watched, counted by reason. */
class BlindSpots {
  readonly counts: Record<BlindBecause, number> = { class: 0, 'filters-taken': 0, denied: 0 };
  readonly names: string[] = [];

  add({ name }: LogGroup, because: BlindBecause): void {
    this.counts[because] += 1;
    if (this.names.length < MAX_NAMED_GROUPS) this.names.push(name);
  }
}
