import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subscriptionStatusRow } from '../../../lib/core/subscribe/subscription-status.ts';
import { SWEEP_EVERY_MS, TAG_SWEEP_EVERY_MS } from '../../../lib/core/subscribe/sweep.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { LogAccount, rule } from '../../support/log-account.ts';

const MINUTE_MS = 60_000;

const anAccount = (...names: string[]): LogAccount => new LogAccount().withGroups(...names);

describe('subscribing', () => {
  it('puts one filter on each wanted group and leaves the others alone', async () => {
    const account = anAccount('/aws/lambda/b', '/aws/lambda/a', '/aws/lambda/test-x', '/aws/rds/c');
    account.selection = [rule('/aws/lambda/', { exclude: ['/aws/lambda/test-'] })];
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ put: 2, status: { wanted: 2, left: 0 } });
    expect(account.namesOf('put')).toEqual(['/aws/lambda/a', '/aws/lambda/b']);
  });

  it('leaves the filters of others where they are, and counts a group that has no place left', async () => {
    const account = anAccount('/aws/lambda/a', '/aws/lambda/b');
    account.filters.set('/aws/lambda/a', ['theirs']).set('/aws/lambda/b', ['theirs', 'others']);
    const { status } = await account.run(5 * MINUTE_MS);
    expect([...account.filters.values()]).toEqual([
      ['theirs', 'nightjar-test'],
      ['theirs', 'others'],
    ]);
    expect(status.groups.named).toEqual([{ name: '/aws/lambda/b', because: 'filters-taken' }]);
  });

  it('is quiet once all is done: later runs only list', async () => {
    const account = anAccount('/aws/lambda/a');
    await account.run(5 * MINUTE_MS);
    account.nowMs += 30 * MINUTE_MS;
    account.calls = [];
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ put: 0, status: { wanted: 1, left: 0 } });
    expect(account.calls.map(({ operation }) => operation)).toEqual(['metrics', 'list']);
  });

  it('finds a new group in the next run', async () => {
    const account = anAccount('/aws/lambda/m');
    await account.run(5 * MINUTE_MS);
    account.nowMs += 30 * MINUTE_MS;
    account.withGroups('/aws/lambda/a').calls = [];
    await account.run(5 * MINUTE_MS);
    expect(account.namesOf('put')).toEqual(['/aws/lambda/a']);
  });

  it('repairs within a day what others deleted', async () => {
    const account = anAccount('/aws/lambda/a');
    await account.run(5 * MINUTE_MS);
    account.filters.clear();
    account.nowMs += SWEEP_EVERY_MS;
    await account.run(5 * MINUTE_MS);
    expect(account.subscribed).toEqual(['/aws/lambda/a']);
  });

  it('repeats its first sweep after an hour, and then once a day', async () => {
    const account = anAccount('/aws/lambda/a');
    const putAfter = async (spanMs: number) => {
      account.calls = [];
      account.nowMs += spanMs;
      const { status } = await account.run(5 * MINUTE_MS);
      return [account.namesOf('put').length, status.isRepeat === true];
    };
    expect(await putAfter(0)).toEqual([1, false]);
    expect(await putAfter(59 * MINUTE_MS)).toEqual([0, false]);
    expect(await putAfter(2 * MINUTE_MS)).toEqual([1, true]);
    expect(await putAfter(23 * 60 * MINUTE_MS)).toEqual([0, true]);
    expect(await putAfter(61 * MINUTE_MS)).toEqual([1, true]);
  });

  it('puts no more filters once they are being removed', async () => {
    const account = anAccount('/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c');
    account.stoppedAfter = 1;
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ put: 1, status: { left: 2 } });
    expect(account.namesOf('put')).toEqual(['/aws/lambda/a']);
  });

  it('puts all filters anew when their destination changes', async () => {
    const account = anAccount('/aws/lambda/a', '/aws/lambda/b');
    await account.run(5 * MINUTE_MS);
    account.calls = [];
    await account.run(5 * MINUTE_MS, 'stream');
    expect(account.namesOf('put')).toEqual(['/aws/lambda/a', '/aws/lambda/b']);
  });

  it('makes at most two calls a second', async () => {
    const account = anAccount(...Array.from({ length: 30 }, (_, index) => `/aws/lambda/f${index}`));
    account.pageSize = 3;
    await account.run(60 * MINUTE_MS);
    const gaps = account.calls.slice(1).map(({ atMs }, index) => atMs - (account.calls[index]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
  });

  it('reaches every group over any number of short runs, each of them once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,3}$/), { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        async (names, putsPerRun) => {
          const account = anAccount(...names.map((name) => `/aws/lambda/${name}`));
          for (let run = 0; run <= names.length; run++) await account.run(1_000 + putsPerRun * 500);
          expect(account.namesOf('put').toSorted()).toEqual(account.groups.map(({ name }) => name));
        },
      ),
    );
  });

  it('reaches a burst of new groups that one run cannot serve', async () => {
    const account = anAccount('/aws/lambda/a');
    await account.run(5 * MINUTE_MS);
    account.nowMs += 30 * MINUTE_MS;
    const burst = Array.from({ length: 9 }, (_, index) => `/aws/lambda/new${index}`);
    account.withGroups(...burst).calls = [];
    for (let run = 0; run < 10; run++) await account.run(500 + 1_000);
    expect(account.namesOf('put')).toEqual(burst);
  });
});

describe('tags', () => {
  const arnOf = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
  const team = { key: 'team', values: ['payments'] };

  it('of functions and of groups decide, and each is asked for once', async () => {
    const account = anAccount('/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c', '/shared').withFunction('d', {
      logGroup: '/shared',
    });
    account.selection = [rule('/', { includeTags: [team] })];
    account.tags
      .set(arnOf('a'), { team: 'payments' })
      .set(arnOf('b'), { team: 'search' })
      .set(arnOf('d'), { team: 'payments' })
      .set('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/c', { team: 'payments' });
    await account.run(5 * MINUTE_MS);
    expect(account.subscribed).toEqual(['/aws/lambda/a', '/aws/lambda/c', '/shared']);
    expect(account.namesOf('tagged')).toHaveLength(1);
  });

  it('take groups out, and the filter goes when a tag is put on later', async () => {
    const account = anAccount('/aws/lambda/a', '/aws/lambda/b');
    account.selection = [rule('/aws/lambda/', { excludeTags: [{ key: 'noisy', values: [] }] })];
    await account.run(5 * MINUTE_MS);
    account.filters.get('/aws/lambda/b')?.push('theirs');
    account.tags.set(arnOf('b'), { noisy: '' });
    account.nowMs += TAG_SWEEP_EVERY_MS;
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ removed: 1, status: { wanted: 1 } });
    expect(account.subscribed).toEqual(['/aws/lambda/a']);
    expect(account.filters.get('/aws/lambda/b')).toEqual(['theirs']);
  });

  it('are not read where no source names any', async () => {
    const account = anAccount('/aws/lambda/a');
    await account.run(5 * MINUTE_MS);
    expect(account.namesOf('tagged')).toEqual([]);
  });
});

describe('blind spots', () => {
  it('of groups are told by reason, and the others are subscribed all the same', async () => {
    const account = anAccount('/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c');
    account.filters.set('/aws/lambda/a', ['x', 'y']);
    account.denied.add('/aws/lambda/b');
    account.groups.push(
      { name: '/aws/lambda/e', createdAt: epochMs(0), logClass: 'INFREQUENT_ACCESS' },
      { name: '/aws/lambda/f', createdAt: epochMs(0), logClass: 'DELIVERY' },
    );
    const { put, status } = await account.run(5 * MINUTE_MS);
    expect(put).toBe(1);
    expect(status).toMatchObject({
      wanted: 5,
      left: 0,
      groups: { counts: { class: 1, delivery: 1, 'filters-taken': 1, denied: 1 } },
    });
  });

  it('stay known until the group takes the filter or is gone', async () => {
    const account = anAccount('/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c');
    account.filters.set('/aws/lambda/a', ['x', 'y']);
    account.denied.add('/aws/lambda/b');
    const namesOf = async () => (await account.run(5 * MINUTE_MS)).status.groups.named.map(({ name }) => name);
    await account.run(5 * MINUTE_MS);
    account.nowMs += 30 * MINUTE_MS;
    expect(await namesOf()).toEqual(['/aws/lambda/a', '/aws/lambda/b']);
    account.filters.set('/aws/lambda/a', ['x']);
    account.groups = account.groups.filter(({ name }) => name !== '/aws/lambda/b');
    account.nowMs += SWEEP_EVERY_MS;
    expect(await namesOf()).toEqual([]);
  });

  it('of functions: whose group is blind, who logs elsewhere, who hides START and REPORT', async () => {
    const account = anAccount('/aws/lambda/seen', '/aws/lambda/quiet', '/shop', '/aws/lambda/full')
      .withFunction('seen')
      .withFunction('quiet', { systemLogLevel: 'WARN' })
      .withFunction('moved', { logGroup: '/shop' })
      .withFunction('full')
      .withFunction('archived')
      .withFunction('never-ran');
    account.groups.push({ name: '/aws/lambda/archived', createdAt: epochMs(0), logClass: 'DELIVERY' });
    account.filters.set('/aws/lambda/full', ['x', 'y']);
    const { status } = await account.run(5 * MINUTE_MS);
    expect(status.functions).toMatchObject({
      total: 6,
      named: [
        { name: 'quiet', because: 'system-log-level' },
        { name: 'moved', because: 'elsewhere' },
        { name: 'full', because: 'filters-taken' },
        { name: 'archived', because: 'delivery' },
      ],
    });
  });

  it('are no function that nobody wants to watch', async () => {
    const account = anAccount('/aws/lambda/shop-a').withFunction('test-b', { systemLogLevel: 'WARN', logGroup: '/x' });
    account.selection = [rule('/aws/lambda/shop-')];
    expect((await account.run(5 * MINUTE_MS)).status.functions?.named).toEqual([]);
  });

  it('are kept in the table, where doctor finds them; functions are read once an hour', async () => {
    const account = anAccount('/aws/lambda/a').withFunction('a', { systemLogLevel: 'WARN' });
    await account.run(5 * MINUTE_MS);
    account.functions = [];
    account.nowMs += 30 * MINUTE_MS;
    await account.run(5 * MINUTE_MS);
    const row = subscriptionStatusRow(account.table);
    expect((await row.read())?.functions).toMatchObject({ total: 1, counts: { 'system-log-level': 1 } });
    account.nowMs += 31 * MINUTE_MS;
    await account.run(5 * MINUTE_MS);
    expect((await row.read())?.functions).toMatchObject({ total: 0, counts: { 'system-log-level': 0 } });
  });
});
