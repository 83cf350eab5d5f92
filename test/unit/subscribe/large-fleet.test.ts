import { describe, expect, it } from 'vitest';
import type { SubscribeReport } from '../../../lib/core/subscribe/run-subscribe.ts';
import { subscriptionStatusRow } from '../../../lib/core/subscribe/subscription-status.ts';
import { Death, LogAccount } from '../../support/log-account.ts';

/** As it is deployed: a run every five minutes, which has them less what it keeps to store how far it came. */
const EVERY_MS = 300_000;
const RUN_MS = 285_000;
const GROUPS = 5_000;
/** What a run may do again that another one died over. */
const STORED_EVERY = 50;

const nameOf = (index: number): string => `/aws/lambda/service-${String(index).padStart(4, '0')}`;

const aLargeAccount = (): LogAccount => {
  const account = new LogAccount().withGroups(...Array.from({ length: GROUPS }, (_, index) => nameOf(index)));
  for (let index = 0; index < GROUPS; index += 10) account.filters.set(nameOf(index), ['theirs']);
  for (let index = 5; index < GROUPS; index += 1_000) account.filters.set(nameOf(index), ['theirs', 'others']);
  return account;
};

/** Ticks until nothing is left; a run that dies says nothing. */
const runUntilDone = async (account: LogAccount): Promise<{ runs: number; deaths: number; lefts: number[] }> => {
  const lefts: number[] = [];
  let deaths = 0;
  for (let runs = 1; runs <= 40; runs++) {
    const startedMs = account.nowMs;
    const report = await account.run(RUN_MS).catch((error: unknown): SubscribeReport | undefined => {
      if (!(error instanceof Death)) throw error;
      deaths += 1;
      return undefined;
    });
    expect(account.nowMs - startedMs).toBeLessThanOrEqual(RUN_MS + 500);
    account.nowMs = startedMs + EVERY_MS;
    if (report !== undefined) lefts.push(report.status.left);
    if (report?.status.left === 0) return { runs, deaths, lefts };
  }
  throw new Error(`${lefts.at(-1)} groups are left`);
};

const smallestGapMs = (account: LogAccount): number => {
  let smallest = Number.POSITIVE_INFINITY;
  for (const [index, { atMs }] of account.calls.entries()) {
    const before = account.calls[index - 1];
    if (before !== undefined) smallest = Math.min(smallest, atMs - before.atMs);
  }
  return smallest;
};

describe('5,000 log groups, which no single run can serve', () => {
  it('all get the filter within an hour, at two calls a second, each asked once', async () => {
    const account = aLargeAccount();
    const { runs, lefts } = await runUntilDone(account);
    expect(account.subscribed).toHaveLength(GROUPS - 5);
    expect(account.namesOf('put')).toHaveLength(GROUPS);
    expect(smallestGapMs(account)).toBeGreaterThanOrEqual(500);
    expect(runs * EVERY_MS).toBeLessThanOrEqual(3_600_000);
    expect(lefts).toEqual(lefts.toSorted((a, b) => b - a));
    const blind = (await subscriptionStatusRow(account.table).read())?.groups;
    expect(blind?.counts['filters-taken']).toBe(5);
  });

  it('all get it although the service is busy at one call in twenty, at no faster pace', async () => {
    const account = aLargeAccount();
    account.strike = (call) => (call % 20 === 7 ? 'busy' : undefined);
    const { runs } = await runUntilDone(account);
    expect(account.subscribed).toHaveLength(GROUPS - 5);
    expect(smallestGapMs(account)).toBeGreaterThanOrEqual(500);
    expect(runs * EVERY_MS).toBeLessThanOrEqual(4_500_000);
  });

  it('all get it although runs die in the middle; what was stored is not done again', async () => {
    const account = aLargeAccount();
    account.strike = (call) => (call > 0 && call % 777 === 0 ? 'death' : undefined);
    const { deaths } = await runUntilDone(account);
    expect(deaths).toBeGreaterThan(3);
    expect(account.subscribed).toHaveLength(GROUPS - 5);
    expect(account.namesOf('put').length - GROUPS).toBeLessThanOrEqual(deaths * (STORED_EVERY + 1));
  });

  it('leaves every filter of others where it is', async () => {
    const account = aLargeAccount();
    const theirs = () => [...account.filters].map(([name, of]) => [name, of.filter((one) => one !== 'nightjar-test')]);
    const before = JSON.stringify(theirs().filter(([, of]) => of?.length !== 0));
    await runUntilDone(account);
    expect(JSON.stringify(theirs().filter(([, of]) => of?.length !== 0))).toBe(before);
  });

  it('says in the table how far it has come', async () => {
    const account = aLargeAccount();
    await account.run(RUN_MS);
    const status = await subscriptionStatusRow(account.table).read();
    expect(status).toMatchObject({ wanted: GROUPS, left: GROUPS - account.namesOf('put').length });
    expect(account.namesOf('put').length).toBeGreaterThan(400);
  });
});
