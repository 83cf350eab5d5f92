import { describe, expect, it } from 'vitest';
import { circleSignRow } from '../../../lib/core/pipeline/circle-sign.ts';
import { isVolumeOfCircle } from '../../../lib/core/subscribe/circle.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { LogAccount, OWN_FILTER } from '../../support/log-account.ts';

const MINUTE_MS = 60_000;
const OWN_GROUP = '/nightjar/test/ingest';

const withSign = async (account: LogAccount, ...filters: string[]): Promise<LogAccount> => {
  const sign = { v: 1, at: epochMs(account.nowMs), logGroup: OWN_GROUP, filters, level: '' } as const;
  await circleSignRow(account.table).write(sign);
  return account;
};

describe('a circle that is found', () => {
  it('by own lines through the own filter: the filter goes, and no other is put', async () => {
    const account = new LogAccount().withGroups('/aws/lambda/a', OWN_GROUP);
    account.filters.set(OWN_GROUP, ['theirs', OWN_FILTER]);
    await withSign(account, OWN_FILTER);
    const { status } = await account.run(5 * MINUTE_MS);
    expect(status).toMatchObject({ halted: { kind: 'own-lines', remedy: 'removed' }, left: 1 });
    expect(account.filters.get(OWN_GROUP)).toEqual(['theirs']);
    expect(account.namesOf('put')).toEqual([]);
  });

  it('by own lines through a filter of others: it is reported by name and left to people', async () => {
    const account = await withSign(new LogAccount().withGroups('/aws/lambda/a'), 'theirs');
    account.filters.set(OWN_GROUP, ['theirs']);
    const { status } = await account.run(5 * MINUTE_MS);
    expect(status.halted).toMatchObject({ logGroup: OWN_GROUP, filters: ['theirs'], remedy: 'reported' });
    expect(account.filters.get(OWN_GROUP)).toEqual(['theirs']);
  });

  it('never takes the filter from a group that is not an own one, whatever the sign says', async () => {
    const account = new LogAccount().withGroups('/aws/lambda/a');
    account.filters.set('/aws/lambda/a', [OWN_FILTER]);
    const at = epochMs(account.nowMs);
    const sign = { v: 1, at, logGroup: '/aws/lambda/a', filters: [OWN_FILTER], level: '' } as const;
    await circleSignRow(account.table).write(sign);
    await account.run(5 * MINUTE_MS);
    expect(account.namesOf('remove')).toEqual([]);
  });

  it('by the own policy of the account: it is for the policy to leave the group out', async () => {
    const account = new LogAccount().withGroups('/aws/lambda/a', OWN_GROUP);
    account.maximumForeignShare = 0.5;
    account.policy = { name: OWN_FILTER, excluded: [], destinationArn: 'ingest' };
    const at = epochMs(account.nowMs);
    const level = 'ACCOUNT_LEVEL_POLICY';
    await circleSignRow(account.table).write({ v: 1, at, logGroup: OWN_GROUP, filters: [OWN_FILTER], level });
    const { status } = await account.run(5 * MINUTE_MS);
    expect(status.halted).toMatchObject({ remedy: 'excluded' });
    expect(account.policy.excluded).toContain(OWN_GROUP);
  });

  it('by volume: ingest writes a large part of all that is logged', async () => {
    const account = new LogAccount().withGroups('/aws/lambda/a');
    account.bytes.set(OWN_GROUP, 60e6).set(undefined, 130e6);
    const { status } = await account.run(5 * MINUTE_MS);
    expect(status.halted).toEqual({ kind: 'own-volume', ownBytes: 60e6, accountBytes: 130e6 });
    expect(account.namesOf('put')).toEqual([]);
  });

  it('by volume halts every run until volume is asked for again', async () => {
    const account = new LogAccount().withGroups('/aws/lambda/a');
    account.bytes.set(OWN_GROUP, 60e6).set(undefined, 130e6);
    const isHalted = async () => (await account.run(MINUTE_MS)).status.halted !== undefined;
    const halted: boolean[] = [];
    for (let run = 0; run < 5; run++) {
      halted.push(await isHalted());
      account.bytes.clear();
      account.nowMs += 4 * MINUTE_MS;
    }
    expect(halted).toEqual([true, true, true, true, false]);
  });

  it('halts for an hour after the last sign, and then all goes on by itself', async () => {
    const account = await withSign(new LogAccount().withGroups('/aws/lambda/a'), 'theirs');
    account.nowMs += 59 * MINUTE_MS;
    expect((await account.run(5 * MINUTE_MS)).status.halted).toBeDefined();
    account.nowMs += MINUTE_MS;
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ put: 1, status: { left: 0 } });
  });
});

describe('volume', () => {
  it.each([
    ['a quiet installation in a quiet account', 1e6, 1e6, false],
    ['a hundred million events a day, directly delivered', 51e6, 312e6, false],
    ['a relay that logs what ingest logs', 60e6, 125e6, true],
    ['a busy account', 60e6, 1e9, false],
  ])('of %s', (_, ownBytes, accountBytes, isCircle) => {
    expect(isVolumeOfCircle(ownBytes, accountBytes)).toBe(isCircle);
  });

  it('is asked for once in a quarter of an hour, since each query costs', async () => {
    const account = new LogAccount().withGroups('/aws/lambda/a');
    const startMs = account.nowMs;
    for (let run = 0; run < 12; run++) {
      await account.run(MINUTE_MS);
      account.nowMs = startMs + (run + 1) * 5 * MINUTE_MS;
    }
    expect(account.namesOf('metrics').length).toBeLessThanOrEqual(5);
  });
});
