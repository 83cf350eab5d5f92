import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommitCache } from '../../../lib/core/pipeline/commit-cache.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import { appendCommit, commitsFrom, readChain } from '../../../lib/core/pipeline/shard-chain.ts';
import { epochMs } from '../../../lib/core/units.ts';

const SHARD = 'nightjar/shardId-000000000000';

const append = async (table: MemoryTable, serial: number): Promise<void> => {
  const view = await readChain(table, SHARD, '0');
  const ranges = [{ first: String(serial), last: String(serial) }];
  await appendCommit(table, SHARD, view, { ranges, attempt: 'a', slots: 1, parts: {}, arrivedAt: epochMs(0) });
};

describe('commits that are kept', () => {
  it('are those of the table, whatever was asked for before', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const) }),
      fc.record({ kind: fc.constant('read' as const), behind: fc.nat(6), isAhead: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }), async (steps) => {
        const table = new MemoryTable();
        const cache = new CommitCache();
        let serial = 0;
        for (const one of steps) {
          if (one.kind === 'append') {
            await append(table, ++serial);
            continue;
          }
          const { next } = await readChain(table, SHARD, '0');
          const position = Math.max(0, one.isAhead ? next + one.behind : next - one.behind);
          expect(await cache.from(table, SHARD, position)).toEqual(await commitsFrom(table, SHARD, position));
        }
      }),
    );
  });
});
