import { describe, expect, it } from 'vitest';
import { accountPlanRow } from '../../../lib/core/subscribe/account-plan.ts';
import { criteriaOf, fitsCriteria, namesThatFit } from '../../../lib/core/subscribe/account-policy.ts';
import { Death, LogAccount, OWN_FILTER } from '../../support/log-account.ts';

const RUN_MS = 285_000;
const WEEK_MS = 7 * 86_400_000;
const OWN_GROUPS = ['/nightjar/test/evaluate', '/nightjar/test/ingest'];

const wantedNames = (count: number) => Array.from({ length: count }, (_, index) => `/aws/lambda/f${1_000 + index}`);

/** Wanted groups that log 100 bytes each, own ones, and two foreign ones. */
const anAccount = (wanted = 60, foreignBytes = [0, 0]): LogAccount => {
  const account = new LogAccount().withGroups(...wantedNames(wanted), ...OWN_GROUPS, '/ecs/web', '/vpc/flow');
  for (const name of wantedNames(wanted)) account.bytes.set(name, 100);
  account.bytes.set('/ecs/web', foreignBytes[0] ?? 0).set('/vpc/flow', foreignBytes[1] ?? 0);
  account.maximumForeignShare = 0.1;
  return account;
};

const runs = async (account: LogAccount, count: number, target?: string) => {
  for (let run = 0; run < count; run++) {
    await account.run(RUN_MS, target).catch((error: unknown) => {
      if (!(error instanceof Death)) throw error;
    });
    account.nowMs += 300_000;
  }
};

const exclusionsFilledBy = (account: LogAccount): void => {
  // So many foreign groups that the policy cannot leave them all out.
  const many = Array.from({ length: 900 }, (_, index) => `/ecs/some-service-with-a-long-name-${index}`);
  account.withGroups(...many);
  for (const name of many) account.bytes.set(name, 50);
};

describe('the policy of the account', () => {
  it('is never used unless it is asked for', async () => {
    const account = anAccount();
    account.maximumForeignShare = undefined;
    await runs(account, 2);
    expect(account.policy).toBeUndefined();
    expect(account.namesOf('policy')).toEqual([]);
    expect(account.subscribed).toHaveLength(60);
  });

  it('is used where little is foreign, and leaves out own groups, then those that log most', async () => {
    const account = anAccount(60, [10, 500]);
    await runs(account, 1);
    expect(account.policy).toMatchObject({ name: OWN_FILTER, excluded: [...OWN_GROUPS, '/vpc/flow', '/ecs/web'] });
    expect(account.subscribed).toEqual([]);
    expect(account.namesOf('put')).toEqual([]);
  });

  it('is not used where more is foreign than was allowed: groups get their filters', async () => {
    const account = anAccount();
    exclusionsFilledBy(account);
    const { status } = await account.run(RUN_MS);
    expect(status.account).toMatchObject({ means: 'log-groups', because: 'share-large' });
    expect(status.account?.foreignShare).toBeGreaterThan(0.1);
    expect(account.policy).toBeUndefined();
    expect(account.subscribed).toHaveLength(60);
  });

  it('comes with what was measured: share, and what the foreign part costs in a month', async () => {
    const account = anAccount();
    exclusionsFilledBy(account);
    account.bytes.set('/aws/lambda/f1000', 40e12);
    const { status } = await account.run(RUN_MS);
    expect(status.account).toMatchObject({ means: 'account', because: 'share-small', wantedBytes: 40e12 + 5_900 });
    expect(status.account?.foreignBytes).toBeGreaterThan(0);
    expect(status.account?.foreignShare).toBeLessThan(1e-6);
    expect(status.account?.foreignDollarsPerMonth).toBeGreaterThanOrEqual(0);
    expect(await accountPlanRow(account.table).read()).toMatchObject({ foreignShare: status.account?.foreignShare });
  });

  it('is not put where a policy of others has the place; theirs stays and groups get their filters', async () => {
    const account = anAccount();
    account.policy = { name: 'theirs', excluded: [], destinationArn: 'x' };
    const { status } = await account.run(RUN_MS);
    expect(status.account).toMatchObject({ means: 'log-groups', because: 'place-taken', stands: false });
    expect(account.policy.name).toBe('theirs');
    await runs(account, 1);
    expect(account.subscribed).toHaveLength(60);
  });

  it('is measured again after a week, and given up when the share has grown to twice what was allowed', async () => {
    const account = anAccount();
    await runs(account, 1);
    account.calls = [];
    await runs(account, 3);
    expect(account.namesOf('list').filter((prefix) => prefix === '')).toEqual([]);
    exclusionsFilledBy(account);
    account.nowMs += WEEK_MS;
    await runs(account, 2);
    expect(account.policy).toBeUndefined();
    expect(account.subscribed).toHaveLength(60);
    expect(account.mostDoubled).toBe(0);
  });

  it('comes back when somebody deletes it, and leaves out an own group that is new', async () => {
    const account = anAccount();
    await runs(account, 1);
    account.policy = undefined;
    account.withGroups('/nightjar/test/new');
    await runs(account, 1);
    expect(account.policy).toMatchObject({ excluded: expect.arrayContaining(['/nightjar/test/new']) });
  });

  it('is not put any more once the stack is being deleted', async () => {
    const account = anAccount();
    account.isRemoved = true;
    await runs(account, 2);
    expect(account.policy).toBeUndefined();
  });
});

describe('the change from filters to the policy', () => {
  const changed = async (account: LogAccount, count: number): Promise<LogAccount> => {
    const share = account.maximumForeignShare;
    account.maximumForeignShare = undefined;
    await runs(account, 3);
    expect(account.subscribed.length).toBeGreaterThan(0);
    account.maximumForeignShare = share;
    await runs(account, count);
    return account;
  };

  it('takes the filter from each group before the policy covers it: nothing is delivered twice', async () => {
    const account = await changed(anAccount(100), 2);
    expect(account.policy?.excluded.filter((name) => name.startsWith('/aws/lambda/'))).toEqual([]);
    expect(account.subscribed).toEqual([]);
    expect(account.mostDoubled).toBe(0);
    expect(account.mostUnseen).toBeLessThanOrEqual(20); // a chunk, for ten seconds
  });

  it('does so for more groups than the policy can leave out by name', async () => {
    const account = anAccount(1_500);
    const share = account.maximumForeignShare;
    account.maximumForeignShare = undefined;
    await runs(account, 6);
    expect(account.subscribed).toHaveLength(1_500);
    account.maximumForeignShare = share;
    await runs(account, 6);
    expect(account.policy).toBeDefined();
    expect(account.subscribed).toEqual([]);
    expect(account.mostDoubled).toBe(0);
  });

  it('does so although runs die anywhere', async () => {
    const account = anAccount(100);
    let call = 0;
    account.strike = () => (++call % 37 === 0 ? 'death' : undefined);
    await changed(account, 14);
    expect(account.policy?.excluded.filter((name) => name.startsWith('/aws/lambda/'))).toEqual([]);
    expect(account.subscribed).toEqual([]);
    expect(account.mostDoubled).toBe(0);
  });

  it('does so at the pace that CloudWatch Logs allows, however busy it is', async () => {
    const account = anAccount(100);
    let call = 0;
    account.strike = () => (++call % 9 === 0 ? 'busy' : undefined);
    await changed(account, 4);
    const gaps = account.calls.slice(1).map(({ atMs }, index) => atMs - (account.calls[index]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
    expect(account.mostDoubled).toBe(0);
    expect(account.subscribed).toEqual([]);
  });
});

describe('the change from the policy to filters', () => {
  it('waits until the removal has taken the policy away, and then puts every filter', async () => {
    const account = anAccount(30);
    await runs(account, 1);
    account.maximumForeignShare = undefined; // another configuration: subscribe may no longer touch policies
    await runs(account, 2);
    expect(account.subscribed).toEqual([]);
    expect(account.policy).toBeDefined();
    account.policy = undefined;
    await accountPlanRow(account.table).clear();
    await runs(account, 1);
    expect(account.subscribed).toHaveLength(30);
  });
});

describe('another destination', () => {
  it('replaces the policy under its name', async () => {
    const account = anAccount(30);
    await runs(account, 1);
    account.calls = [];
    await runs(account, 1, 'stream');
    expect(account.policy).toMatchObject({ name: OWN_FILTER, destinationArn: 'stream' });
    expect(account.namesOf('policy').filter((call) => call !== 'read')).toEqual(['put']);
    expect(account.mostDoubled).toBe(0);
  });
});

describe('criteria', () => {
  it('leave out by exact name', () => {
    expect(criteriaOf(['/a', '/b'])).toBe('LogGroupName NOT IN ["/a","/b"]');
  });

  it('hold as many names as 25 KB do, the first ones', () => {
    const names = wantedNames(2_000);
    const held = namesThatFit(names);
    expect(held).toEqual(names.slice(0, held.length));
    expect(fitsCriteria(held)).toBe(true);
    expect(fitsCriteria(names.slice(0, held.length + 2))).toBe(false);
  });
});
