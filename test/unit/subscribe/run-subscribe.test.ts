import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterOutcome, LogGroup } from '../../../lib/core/subscribe/log-groups.ts';
import { makeSubscribe, type SubscribeReport } from '../../../lib/core/subscribe/run-subscribe.ts';
import { isWanted, SWEEP_EVERY_MS, type Sweep } from '../../../lib/core/subscribe/sweep.ts';
import { epochMs } from '../../../lib/core/units.ts';

const MINUTE_MS = 60_000;
const SCOPE = { prefixes: ['/aws/lambda/'], excluded: ['/nightjar/', '/aws/lambda/test-'] };

/** An account whose clock moves only by the pauses between calls. */
class Account {
  groups: LogGroup[] = [];
  readonly outcomes = new Map<string, FilterOutcome>();
  puts: string[] = [];
  stoppedAfter = Number.POSITIVE_INFINITY;
  nowMs = 1_000_000_000_000;
  #sweep: Sweep | undefined;

  withGroups(...names: string[]): this {
    const createdAt = epochMs(this.nowMs);
    this.groups.push(...names.map((name) => ({ name, createdAt, logClass: 'STANDARD' })));
    return this;
  }

  run(spanMs: number, target = 'ingest'): Promise<SubscribeReport> {
    const subscribe = makeSubscribe(
      {
        clock: () => epochMs(this.nowMs),
        isStopped: async () => this.puts.length >= this.stoppedAfter,
        pause: async (pauseMs) => {
          this.nowMs += pauseMs;
        },
        sweeps: {
          read: async () => this.#sweep,
          write: async (sweep) => {
            this.#sweep = JSON.parse(JSON.stringify(sweep));
          },
        },
        logGroups: {
          list: async (prefix, after = '0') => {
            const below = this.groups.filter(({ name }) => name.startsWith(prefix));
            const end = Number(after) + 3; // pages of three
            const groups = below.slice(Number(after), end);
            return end < below.length ? { groups, next: String(end) } : { groups };
          },
          putFilter: async (name) => {
            this.puts.push(name);
            return this.outcomes.get(name) ?? 'put';
          },
        },
      },
      SCOPE,
      target,
    );
    return subscribe(epochMs(this.nowMs + spanMs));
  }
}

describe('subscribing', () => {
  it('puts one filter on each wanted group and leaves the others alone', async () => {
    const account = new Account().withGroups('/aws/lambda/b', '/aws/lambda/a', '/aws/lambda/test-x', '/aws/rds/c');
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ wanted: 2, subscribed: 2, left: 0 });
    expect(account.puts).toEqual(['/aws/lambda/a', '/aws/lambda/b']);
  });

  it('never wants an own group, nor the twin that a web function writes too', () => {
    const everything = { prefixes: ['/'], excluded: ['/nightjar/'] };
    expect(isWanted('/nightjar/Nightjar/ingest', everything)).toBe(false);
    expect(isWanted('/aws/lambda/web/shop', everything)).toBe(true);
    expect(isWanted('/aws/lambda/web/shop.local', everything)).toBe(false);
    expect(isWanted('/aws/lambda/shop.local', everything)).toBe(true);
  });

  it('is quiet once all is done: later runs only list', async () => {
    const account = new Account().withGroups('/aws/lambda/a');
    await account.run(5 * MINUTE_MS);
    account.nowMs += 60 * MINUTE_MS;
    account.puts = [];
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ wanted: 1, subscribed: 0, left: 0 });
    expect(account.puts).toEqual([]);
  });

  it('finds a new group in the next run', async () => {
    const account = new Account().withGroups('/aws/lambda/m');
    await account.run(5 * MINUTE_MS);
    account.nowMs += 60 * MINUTE_MS;
    account.withGroups('/aws/lambda/a').puts = [];
    await account.run(5 * MINUTE_MS);
    expect(account.puts).toEqual(['/aws/lambda/a']);
  });

  it('repairs within a day what others deleted', async () => {
    const account = new Account().withGroups('/aws/lambda/a');
    await account.run(5 * MINUTE_MS);
    account.nowMs += SWEEP_EVERY_MS;
    account.puts = [];
    await account.run(5 * MINUTE_MS);
    expect(account.puts).toEqual(['/aws/lambda/a']);
  });

  it('puts no more filters once they are being removed', async () => {
    const account = new Account().withGroups('/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c');
    account.stoppedAfter = 1;
    expect(await account.run(5 * MINUTE_MS)).toMatchObject({ subscribed: 1, left: 2 });
    expect(account.puts).toEqual(['/aws/lambda/a']);
  });

  it('puts all filters anew when their destination changes', async () => {
    const account = new Account().withGroups('/aws/lambda/a', '/aws/lambda/b');
    await account.run(5 * MINUTE_MS);
    account.puts = [];
    await account.run(5 * MINUTE_MS, 'stream');
    expect(account.puts).toEqual(['/aws/lambda/a', '/aws/lambda/b']);
  });

  it('reports groups that it cannot see, by reason, and goes on', async () => {
    const account = new Account().withGroups('/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c', '/aws/lambda/d');
    account.groups.push({ name: '/aws/lambda/e', createdAt: epochMs(0), logClass: 'INFREQUENT_ACCESS' });
    account.outcomes.set('/aws/lambda/a', 'filters-taken').set('/aws/lambda/b', 'denied').set('/aws/lambda/c', 'gone');
    expect(await account.run(5 * MINUTE_MS)).toEqual({
      wanted: 5,
      subscribed: 1,
      left: 0,
      blind: { class: 1, 'filters-taken': 1, denied: 1 },
      blindGroups: ['/aws/lambda/e', '/aws/lambda/a', '/aws/lambda/b'],
    });
  });

  it('keeps saying which groups it cannot see, until they take the filter or are gone', async () => {
    const account = new Account().withGroups('/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c');
    account.outcomes.set('/aws/lambda/a', 'filters-taken').set('/aws/lambda/b', 'denied');
    await account.run(5 * MINUTE_MS);
    account.nowMs += 60 * MINUTE_MS;
    expect((await account.run(5 * MINUTE_MS)).blindGroups).toEqual(['/aws/lambda/a', '/aws/lambda/b']);
    account.outcomes.delete('/aws/lambda/a');
    account.groups = account.groups.filter(({ name }) => name !== '/aws/lambda/b');
    account.nowMs += SWEEP_EVERY_MS;
    expect((await account.run(5 * MINUTE_MS)).blindGroups).toEqual([]);
  });

  it('makes at most two calls a second', async () => {
    const account = new Account().withGroups(...Array.from({ length: 30 }, (_, index) => `/aws/lambda/f${index}`));
    const startMs = account.nowMs;
    await account.run(60 * MINUTE_MS);
    const calls = 10 + 30; // pages and filters
    expect(account.nowMs - startMs).toBeGreaterThanOrEqual((calls * 1_000) / 2);
  });

  it('reaches every group over any number of short runs, each of them once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,3}$/), { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        async (names, putsPerRun) => {
          const account = new Account().withGroups(...names.map((name) => `/aws/lambda/${name}`));
          const listingMs = Math.max(1, Math.ceil(names.length / 3)) * 500;
          for (let run = 0; run <= names.length; run++) await account.run(listingMs + putsPerRun * 500);
          expect(account.puts.toSorted()).toEqual(account.groups.map(({ name }) => name).toSorted());
        },
      ),
    );
  });

  it('reaches a burst of new groups that one run cannot serve', async () => {
    const account = new Account().withGroups('/aws/lambda/a');
    await account.run(5 * MINUTE_MS);
    account.nowMs += 60 * MINUTE_MS;
    const burst = Array.from({ length: 9 }, (_, index) => `/aws/lambda/new${index}`);
    account.withGroups(...burst).puts = [];
    for (let run = 0; run < 10; run++) await account.run(4 * 500 + 1_000);
    expect(account.puts).toEqual(burst);
  });
});
