import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RemovalOutcome } from '../../../lib/core/subscribe/log-groups.ts';
import { ServiceBusy } from '../../../lib/core/subscribe/pace.ts';
import { makeUnsubscribe, NOTHING_REMOVED, type Removal } from '../../../lib/core/subscribe/run-unsubscribe.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { rule } from '../../support/log-account.ts';

const LAMBDA = [rule('/aws/lambda/')];

/** Groups with and without the filter; time moves only by the pauses between calls. */
class Account {
  readonly filtered: Set<string>;
  readonly groups: readonly string[];
  readonly denied = new Set<string>();
  asked: string[] = [];
  busyBefore = 0;
  nowMs = 0;

  constructor(groups: readonly string[], filtered: readonly string[] = groups) {
    this.groups = groups.toSorted();
    this.filtered = new Set(filtered);
  }

  /** Runs of `spanMs` until all is done; gives what the last one said. */
  async remove(removal: Removal, spanMs: number) {
    let progress = NOTHING_REMOVED;
    for (let run = 1; run <= this.groups.length + 2; run++) {
      const done = await this.#unsubscribe(removal)(progress, epochMs(this.nowMs + spanMs));
      progress = done.progress;
      if (done.isDone) return { progress, runs: run };
    }
    throw new Error('the removal does not end');
  }

  #unsubscribe(removal: Removal) {
    return makeUnsubscribe(
      {
        clock: () => epochMs(this.nowMs),
        pause: async (pauseMs) => {
          this.nowMs += pauseMs;
        },
        logGroups: {
          list: async (prefix) => ({
            groups: this.groups
              .filter((name) => name.startsWith(prefix))
              .map((name) => ({ name, createdAt: epochMs(0), logClass: 'STANDARD' })),
          }),
          removeFilter: async (name): Promise<RemovalOutcome> => {
            if (this.busyBefore > this.nowMs) throw new ServiceBusy('Rate exceeded');
            this.asked.push(name);
            if (this.denied.has(name)) return 'denied';
            return this.filtered.delete(name) ? 'removed' : 'absent';
          },
        },
      },
      removal,
    );
  }
}

describe('taking the filters away', () => {
  it('leaves none behind, whatever the length of a run, and asks each group once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,3}$/), { maxLength: 30 }),
        fc.integer({ min: 2, max: 20 }),
        async (names, callsPerRun) => {
          const account = new Account(names.map((name) => `/aws/lambda/${name}`));
          const { progress } = await account.remove({ selection: LAMBDA }, callsPerRun * 500);
          expect(account.filtered).toEqual(new Set());
          expect(account.asked).toEqual(account.groups);
          expect(progress.removed).toBe(names.length);
        },
      ),
    );
  });

  it('touches no group outside the scope', async () => {
    const account = new Account(['/aws/lambda/a', '/aws/rds/b', '/nightjar/c']);
    await account.remove({ selection: [rule('/', { exclude: ['/aws/rds/'] })] }, 60_000);
    expect(account.asked).toEqual(['/aws/lambda/a']);
  });

  it('keeps the filters of groups that the new sources want', async () => {
    const account = new Account(['/aws/lambda/shop-a', '/aws/lambda/test-b']);
    const keep = [rule('/aws/lambda/shop-')];
    await account.remove({ selection: LAMBDA, keep }, 60_000);
    expect([...account.filtered]).toEqual(['/aws/lambda/shop-a']);
  });

  it('goes on where a policy forbids it, and says which groups', async () => {
    const account = new Account(['/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c'], ['/aws/lambda/a']);
    account.denied.add('/aws/lambda/b');
    const { progress } = await account.remove({ selection: LAMBDA }, 60_000);
    expect(progress).toMatchObject({ removed: 1, denied: 1, deniedGroups: ['/aws/lambda/b'] });
  });

  it('waits while the service is busy, and hands over to the next run when that takes too long', async () => {
    const account = new Account(['/aws/lambda/a', '/aws/lambda/b']);
    account.busyBefore = 90_000;
    const { progress, runs } = await account.remove({ selection: LAMBDA }, 60_000);
    expect(account.filtered).toEqual(new Set());
    expect(progress).toMatchObject({ removed: 2, runs: runs - 1 });
    expect(runs).toBeGreaterThan(1);
  });

  it('makes at most two calls a second', async () => {
    const account = new Account(Array.from({ length: 20 }, (_, index) => `/aws/lambda/f${index}`));
    await account.remove({ selection: LAMBDA }, 600_000);
    expect(account.nowMs).toBeGreaterThanOrEqual(((1 + 20) * 1_000) / 2);
  });
});
