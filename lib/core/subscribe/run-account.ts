import { OWN_LOG_GROUP_PREFIX } from '../own-log-groups.ts';
import type { Clock } from '../pipeline/ports.ts';
import type { SubscriptionRow } from '../pipeline/subscription-row.ts';
import type { EpochMs } from '../units.ts';
import type { AccountPlan } from './account-plan.ts';
import { type AccountPolicies, criteriaOf, fitsCriteria, namesThatFit } from './account-policy.ts';
import { listBelow } from './list-groups.ts';
import type { SubscribedLogGroups } from './log-groups.ts';
import { type Paced, ServiceBusy } from './pace.ts';

export interface AccountPorts {
  readonly clock: Clock;
  readonly policies: AccountPolicies;
  readonly plans: SubscriptionRow<AccountPlan>;
  readonly logGroups: SubscribedLogGroups;
  /** Whether the installation is being taken away: no policy may then be put. */
  readonly isRemoved: () => Promise<boolean>;
}

/** Groups that lose their filter before the policy takes them over: they are unseen for as many half seconds. */
const CHUNK = 20;

/**
 * Brings the policy to where the plan wants it. A group's own filter always goes before the policy covers the group, so
 * that no line is delivered twice: the policy leaves out by name all groups that still have theirs. Returns the plan as
 * it is then, and how many groups are left to be cleared.
 */
export const makeAccountRun =
  ({ clock, policies, plans, logGroups, isRemoved }: AccountPorts, destinationArn: string) =>
  async (
    plan: AccountPlan,
    wanted: readonly string[],
    inPace: Paced,
    until: EpochMs,
  ): Promise<{ readonly plan: AccountPlan; readonly left: number; readonly removed: number }> => {
    let current = plan;
    let removed = 0;
    const own = (await listBelow(logGroups, OWN_LOG_GROUP_PREFIX, inPace)).map(({ name }) => name);
    const store = async (change: Partial<AccountPlan>) => {
      current = { ...current, ...change };
      await plans.write(current);
    };
    /** What has its own filter yet comes before what only costs money. */
    const put = async (uncleared: readonly string[]): Promise<boolean> => {
      const excluded = namesThatFit([...own, ...uncleared, ...current.excluded]);
      const standing = await inPace(() => policies.read());
      if (standing?.destinationArn === destinationArn && standing.criteria === criteriaOf(excluded)) return true;
      if (await isRemoved()) return false;
      await store({ stands: true });
      if ((await inPace(() => policies.put(excluded))) === 'put') return true;
      await store({ stands: false, means: 'log-groups', because: 'place-taken' });
      return false;
    };
    const namesLeft = () => {
      const { clearedTo } = current;
      return clearedTo === null ? [] : wanted.filter((name) => name > clearedTo);
    };

    try {
      for (let uncleared = namesLeft(); clock() < until; uncleared = namesLeft()) {
        if (fitsCriteria([...own, ...uncleared]) && !(await put(uncleared))) break;
        if (uncleared.length === 0) {
          if (current.clearedTo !== null) await store({ clearedTo: null });
          break;
        }
        const chunk = uncleared.slice(0, CHUNK);
        for (const name of chunk) {
          if ((await inPace(() => logGroups.removeFilter(name))) === 'removed') removed += 1;
        }
        await store({ clearedTo: chunk.at(-1) ?? null });
      }
    } catch (error) {
      if (!(error instanceof ServiceBusy)) throw error;
    }
    return { plan: current, left: namesLeft().length, removed };
  };
