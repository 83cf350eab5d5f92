import { type EpochMs, epochMs } from '../units.ts';
import type { Clock, Table } from './ports.ts';
import { layoutOf } from './slot-layout.ts';
import { LAYOUT_PARTITION } from './table-keys.ts';

/** Into how many slots the functions are shared out, and were before. */
export interface Layout {
  /** A power of two. */
  readonly slots: number;
  /** The slots of each layout that there ever was, this one last: slots of a layout inherit from those of the one before. */
  readonly history: readonly number[];
  readonly changedAt: EpochMs;
}

/** Counts layouts from 1. The same number of slots may come again; a generation does not. */
export const generationOf = ({ history }: Pick<Layout, 'history'>): number => history.length;

const SORT_KEY = 'slots';

interface Stored {
  readonly v: 1;
  readonly history: readonly number[];
  readonly changedAt: number;
}

/** `undefined`: nobody has evaluated yet. */
export const readLayout = async (table: Table): Promise<Layout | undefined> => {
  const row = await table.get(LAYOUT_PARTITION, SORT_KEY);
  if (row === undefined) return undefined;
  const { history, changedAt } = JSON.parse(String(row.data)) as Stored;
  return { slots: history.at(-1) ?? 1, history, changedAt: epochMs(changedAt) };
};

/** The layout, which begins with `wanted` slots where there is none. */
export const beginLayout = async (table: Table, wanted: number): Promise<Layout> => {
  const known = await readLayout(table);
  if (known !== undefined) return known;
  const first: Stored = { v: 1, history: [layoutOf(wanted)], changedAt: 0 };
  await putLayout(table, first);
  return (await readLayout(table)) ?? { ...first, slots: layoutOf(wanted), changedAt: epochMs(0) };
};

/**
 * Shares the functions out anew, unless somebody else did. Nothing depends on who hears of it when: ingest may pack for
 * any layout, and slots hand over only when one of their heirs is evaluated.
 */
export const changeLayout = (table: Table, { history }: Layout, slots: number, now: EpochMs): Promise<unknown> =>
  putLayout(table, { v: 1, history: [...history, slots], changedAt: now });

const putLayout = (table: Table, data: Stored): Promise<unknown> => {
  const row = { partition: LAYOUT_PARTITION, sort: SORT_KEY, revision: generationOf(data), data: JSON.stringify(data) };
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
