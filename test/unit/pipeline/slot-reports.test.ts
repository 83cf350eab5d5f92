import { describe, expect, it } from 'vitest';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import type { Range } from '../../../lib/core/pipeline/ports.ts';
import { slotsOf } from '../../../lib/core/pipeline/slot-layout.ts';
import { allReports, putReport } from '../../../lib/core/pipeline/slot-reports.ts';
import { epochMs, minuteOf } from '../../../lib/core/units.ts';

const NOW = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const SLOTS = slotsOf(64);
const REPORT = {
  told: { slot: 0, finalUntil: minuteOf(NOW), until: minuteOf(NOW), edges: [], activeFunctions: 300 },
  generation: 1,
  functions: 300,
  lateWindows: 0,
  lostCommits: 0,
  overlaps: 0,
};

/** Counts the rows that scans gave. */
class CountingTable extends MemoryTable {
  rows = 0;

  override async *scan(range: Range) {
    for await (const row of super.scan(range)) {
      this.rows++;
      yield row;
    }
  }
}

/** Lets slots report one after the other, each looking whether it was the last. Gives how many found that they were. */
const reportInOrder = async (table: CountingTable, order: readonly number[]): Promise<number> => {
  let complete = 0;
  for (const index of order) {
    const slot = SLOTS[index];
    if (slot === undefined) throw new Error(`no slot ${index}`);
    await putReport(table, slot, REPORT, NOW, 'attempt');
    const all = await allReports(table, SLOTS, minuteOf(NOW));
    if (all !== undefined) complete++;
  }
  return complete;
};

const ascending = SLOTS.map((_, index) => index);
/** Every number once, as 29 and 64 have no common factor. */
const mixed = ascending.map((index) => (index * 29 + 11) % SLOTS.length);

describe('reports of slots', () => {
  it.each([
    ['as they were started', ascending],
    ['in any order', mixed],
    ['backwards', [...ascending].reverse()],
  ])('are all there for the one that reports last, %s', async (_what, order) => {
    expect(await reportInOrder(new CountingTable(), order)).toBe(1);
  });

  it.each([
    ['as they were started', ascending],
    ['in any order', mixed],
  ])('of the tick before are no reports, and few are read in vain, %s', async (_what, order) => {
    const table = new CountingTable();
    for (const slot of SLOTS) await putReport(table, slot, REPORT, epochMs(NOW - 60_000), 'before');
    expect(await reportInOrder(table, order)).toBe(1);
    // All of them for each would be 4,096.
    expect(table.rows).toBeLessThan(700);
  });
});
