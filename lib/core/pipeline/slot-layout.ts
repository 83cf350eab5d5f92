import type { FunctionId } from '../function-key.ts';
import { hash53 } from '../hash.ts';

/**
 * How the functions are shared out. A slot is evaluated by itself and owns its partitions; the number of slots is part
 * of every key, so that another layout writes beside this one, never into it.
 */
export interface Slot {
  readonly slots: number;
  /** From 0. */
  readonly slot: number;
}

export const slotOf = (id: FunctionId, slots: number): number => (slots === 1 ? 0 : hash53(id) % slots);

export const slotsOf = (slots: number): Slot[] => Array.from({ length: slots }, (_, slot) => ({ slots, slot }));

/** As in `2.4`: the third of four. */
export const slotName = ({ slots, slot }: Slot): string => `${slot}.${slots}`;
