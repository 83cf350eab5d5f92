import type { FunctionId } from '../function-key.ts';
import { hash53 } from '../hash.ts';
import { homeOf } from '../subject-home.ts';

/**
 * How the functions are shared out. Each belongs for ever to one of 64 lanes by the hash of its name; a slot is an equal
 * run of lanes, evaluated by itself. The number of slots is a power of two, so that layouts nest: a slot's two halves
 * are slots of the next layout, and what was packed for one layout can be read, exactly, under any other.
 */
export interface Slot {
  /** 1, 2, 4 … {@link LANES}. */
  readonly slots: number;
  /** From 0. */
  readonly slot: number;
}

export const LANES = 64;

/** Of how many slots a process remembers what it need not read or work out again. */
export const MOST_KNOWN_SLOTS = 4;

/** Up to here a slot serves its functions with ease; above, its halves do. Halves begin with about 200. */
const MOST_FUNCTIONS = 400;
/** Down to here slots stay apart. Far below what halves begin with, so that a fleet must halve before it is united again. */
const LEAST_FUNCTIONS = 100;

/** The lane of a function, by the hash of its id. */
export const laneOfHash = (idHash: number): number => idHash % LANES;

/** A role session shares the lane of the function that it is named after: only there can it be told whose it is. */
export const laneOf = (id: FunctionId): number => laneOfHash(hash53(homeOf(id)));

export const slotOfLane = (lane: number, slots: number): number => Math.floor((lane * slots) / LANES);

export const slotOf = (id: FunctionId, slots: number): number => (slots === 1 ? 0 : slotOfLane(laneOf(id), slots));

/** First and last lane of a slot. */
export const lanesOf = ({ slots, slot }: Slot): { readonly first: number; readonly last: number } => {
  const width = LANES / slots;
  return { first: slot * width, last: (slot + 1) * width - 1 };
};

/** The slots of `layout` that share functions with this one: the slot it is a part of, or its parts. */
export const counterparts = ({ slots, slot }: Slot, layout: number): Slot[] => {
  if (layout <= slots) return [{ slots: layout, slot: Math.floor((slot * layout) / slots) }];
  const parts = layout / slots;
  return Array.from({ length: parts }, (_, part) => ({ slots: layout, slot: slot * parts + part }));
};

/** The smallest layout of at least so many slots. */
export const layoutOf = (slots: number): number => Math.min(LANES, 2 ** Math.ceil(Math.log2(Math.max(1, slots))));

/** The smallest layout for so many functions. */
export const layoutFor = (functions: number): number => layoutOf(functions / MOST_FUNCTIONS);

/** The layout that a fleet should have, given the one that it has and the smallest that is wanted. */
export const fittingLayout = (slots: number, functions: number, least: number): number => {
  if (functions > slots * MOST_FUNCTIONS) return layoutFor(functions);
  if (functions > slots * LEAST_FUNCTIONS) return slots;
  return Math.min(slots, Math.max(layoutOf(least), layoutFor(2 * functions)));
};

export const slotsOf = (slots: number): Slot[] => Array.from({ length: slots }, (_, slot) => ({ slots, slot }));

/** As in `2.4`: the third of four. */
export const slotName = ({ slots, slot }: Slot): string => `${slot}.${slots}`;

/** One number for each slot of each layout: 0 for the only slot of one, 1 and 2 for those of two, and so on. */
export const slotNumber = ({ slots, slot }: Slot): number => slots - 1 + slot;
