import type { Clock, Table } from './ports.ts';
import { layoutOf } from './slot-layout.ts';
import { LAYOUT_PARTITION } from './table-keys.ts';

/** Into how many slots the functions are shared out now, and were at the beginning. Powers of two; never shrinks. */
export interface Layout {
  readonly slots: number;
  /** Slots of this layout have no ancestors that they could have inherited from. */
  readonly first: number;
}

const SORT_KEY = 'slots';

interface Stored {
  readonly v: 1;
  readonly first: number;
}

/** `undefined`: nobody has evaluated yet. */
export const readLayout = async (table: Table): Promise<Layout | undefined> => {
  const row = await table.get(LAYOUT_PARTITION, SORT_KEY);
  if (row === undefined) return undefined;
  const { first } = JSON.parse(String(row.data)) as Stored;
  return { slots: row.revision, first };
};

/** The layout, which begins with `wanted` slots where there is none. */
export const beginLayout = async (table: Table, wanted: number): Promise<Layout> => {
  const known = await readLayout(table);
  if (known !== undefined) return known;
  const first = layoutOf(wanted);
  await putLayout(table, { slots: first, first });
  return (await readLayout(table)) ?? { slots: first, first };
};

/**
 * Shares the functions out anew. Nothing depends on who hears of it when: ingest may pack for any layout, and a slot
 * hands over to its halves only when one of them is evaluated.
 */
export const growLayout = (table: Table, { first }: Layout, slots: number): Promise<unknown> =>
  putLayout(table, { slots, first });

const putLayout = (table: Table, { slots, first }: Layout): Promise<unknown> => {
  const data: Stored = { v: 1, first };
  const row = { partition: LAYOUT_PARTITION, sort: SORT_KEY, revision: slots, data: JSON.stringify(data) };
  return table.put(row, { kind: 'absent-or-lower' });
};

const REMEMBERED_MS = 300_000;

/** How many slots ingest packs for: only a matter of cost, so what was read minutes ago is good enough. */
export const rememberedSlots = (table: Table, clock: Clock, wanted: number): (() => Promise<number>) => {
  let slots = layoutOf(wanted);
  let readAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock();
    if (now - readAt < REMEMBERED_MS) return slots;
    slots = (await readLayout(table))?.slots ?? slots;
    readAt = now;
    return slots;
  };
};
