import type { LogGroupSelection } from '../log-group-selection.ts';
import type { SubscriptionRow } from '../pipeline/subscription-row.ts';
import type { EpochMs } from '../units.ts';
import {
  type AccountPlan,
  decidePlan,
  measureForeignVolume,
  REMEASURE_AFTER_MS,
  type VolumePorts,
} from './account-plan.ts';
import type { LogGroup } from './log-groups.ts';
import type { Paced } from './pace.ts';
import { type AccountPorts, makeAccountRun } from './run-account.ts';
import { newSweep, type Sweep } from './sweep.ts';

/** That the policy of the account may be used, and when. */
export interface AccountSettings {
  /** Of all that it would deliver, in 0..1. */
  readonly maximumForeignShare: number;
  readonly transport: 'direct' | 'kinesis';
  readonly destinationArn: string;
}

export interface SubscribeAccountPorts extends AccountPorts, VolumePorts {
  readonly logGroups: AccountPorts['logGroups'];
  readonly sweeps: SubscriptionRow<Sweep>;
}

/** What a run did about the policy. With `means: 'log-groups'` the filters of groups are to be put as ever. */
export interface AccountOutcome {
  readonly plan: AccountPlan;
  readonly left: number;
  readonly removed: number;
}

/** Measures where that is due, decides, and brings the policy to where the decision wants it. */
export const subscribeAccount = async (
  ports: SubscribeAccountPorts,
  settings: AccountSettings & { readonly selection: LogGroupSelection; readonly target: string },
  wanted: readonly LogGroup[],
  inPace: Paced,
  until: EpochMs,
): Promise<AccountOutcome> => {
  const { clock, plans, policies, sweeps } = ports;
  const now = clock();
  const before = await plans.read();
  const isDue = before?.target !== settings.target || now - before.measuredAt >= REMEASURE_AFTER_MS;
  let plan = before;
  if (plan === undefined || isDue) {
    const { selection, transport, target, maximumForeignShare } = settings;
    const volume = await measureForeignVolume(ports, selection, transport, now, inPace);
    plan = decidePlan(before, volume, target, maximumForeignShare);
    await plans.write(plan);
  }
  if (plan.means === 'account') {
    // Whenever filters are put again, all of them are.
    if ((await sweeps.read())?.target !== BY_ACCOUNT) await sweeps.write(newSweep(BY_ACCOUNT, now));
    const names = wanted.map(({ name }) => name);
    return makeAccountRun(ports, settings.destinationArn)(plan, names, inPace, until);
  }
  if (plan.stands) {
    await inPace(() => policies.remove());
    plan = { ...plan, stands: false };
    await plans.write(plan);
  }
  return { plan, left: 0, removed: 0 };
};

/** No target of filters. */
const BY_ACCOUNT = 'account';
