import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import { SlotClaims } from '../../../lib/core/pipeline/slot-claims.ts';
import { slotName, slotsOf } from '../../../lib/core/pipeline/slot-layout.ts';
import { epochMs, MS_PER_MINUTE } from '../../../lib/core/units.ts';

const NOW = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const tickAt = (minute: number) => epochMs(NOW + minute * MS_PER_MINUTE);

/** Lets others go first, as far as turns of the event loop go. */
const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One tick: each slot is asked for once, in whichever process. Gives what each process took. */
const dealt = (processes: readonly SlotClaims[], order: readonly number[], minute: number) => {
  const slots = slotsOf(order.length);
  return Promise.all(
    order.map((place, index) => processes[place]?.claim(slots[index] ?? expect.unreachable(), tickAt(minute))),
  );
};

const named = (slots: Awaited<ReturnType<typeof dealt>>) => slots.map((slot) => slot && slotName(slot));

const processesOf = (table: MemoryTable, count: number) =>
  Array.from({ length: count }, () => new SlotClaims(table, turns));

const orderOf = (count: number) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count });

describe('slots are claimed', () => {
  it('each by one process in each tick, and a process keeps the one that it knows, whichever it is asked for', async () => {
    const property = fc.asyncProperty(fc.array(orderOf(8), { minLength: 2, maxLength: 5 }), async (orders) => {
      const processes = processesOf(new MemoryTable(), 8);
      const owners: (string | undefined)[][] = [];
      for (const [minute, order] of orders.entries()) {
        const taken = named(await dealt(processes, order, minute));
        expect(new Set(taken).size).toBe(8);
        owners.push(processes.map((_, place) => taken[order.indexOf(place)]));
      }
      for (const later of owners) expect(later).toEqual(owners[0]);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it('by a new process last: it takes what nobody knows', async () => {
    const table = new MemoryTable();
    const [first, second, third] = processesOf(table, 3);
    const before = named(
      await dealt(
        [first, second, third].flatMap((one) => one ?? []),
        [0, 1, 2, 0],
        0,
      ),
    );
    expect(new Set(before).size).toBe(4);
    const fresh = new SlotClaims(table, turns);
    const after = named(await dealt([fresh, ...[second, third].flatMap((one) => one ?? [])], [0, 1, 2, 0], 1));
    expect(after.slice(1, 3)).toEqual(before.slice(1, 3));
    expect(new Set(after).size).toBe(4);
  });

  it('several by one process, where processes are fewer', async () => {
    const processes = processesOf(new MemoryTable(), 2);
    const first = named(await dealt(processes, [0, 0, 1, 1], 0));
    const second = named(await dealt(processes, [1, 0, 1, 0], 1));
    const of = (taken: typeof first, order: readonly number[], place: number) =>
      taken.filter((_, index) => order[index] === place).sort();
    expect(of(second, [1, 0, 1, 0], 0)).toEqual(of(first, [0, 0, 1, 1], 0));
    expect(of(second, [1, 0, 1, 0], 1)).toEqual(of(first, [0, 0, 1, 1], 1));
  });

  it('no more than once when a tick is started twice, and not for a tick that is past', async () => {
    const processes = processesOf(new MemoryTable(), 4);
    await dealt(processes, [0, 1, 2, 3], 5);
    expect(named(await dealt(processes, [3, 1, 0, 2], 5))).toEqual(Array(4));
    expect(named(await dealt(processes, [0, 1, 2, 3], 4))).toEqual(Array(4));
  });

  it('of another layout, knows nobody', async () => {
    const table = new MemoryTable();
    let waited = 0;
    const claims = new SlotClaims(table, async () => void waited++);
    expect(await claims.claim({ slots: 2, slot: 1 }, tickAt(0))).toEqual({ slots: 2, slot: 1 });
    expect(await claims.claim({ slots: 4, slot: 2 }, tickAt(1))).toEqual({ slots: 4, slot: 2 });
    expect(waited).toBe(2);
    expect(await claims.claim({ slots: 4, slot: 0 }, tickAt(2))).toEqual({ slots: 4, slot: 2 });
    expect(await claims.claim({ slots: 2, slot: 0 }, tickAt(3))).toEqual({ slots: 2, slot: 1 });
    expect(waited).toBe(2);
  });
});
