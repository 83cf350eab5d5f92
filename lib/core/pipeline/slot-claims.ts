import { addMinutes, type EpochMs, type Minute, minuteOf, startOf } from '../units.ts';
import type { Table } from './ports.ts';
import { MOST_KNOWN_SLOTS, type Slot, slotName, slotsOf } from './slot-layout.ts';
import { CLAIMS_PARTITION, LAST_SORT_KEY } from './table-keys.ts';

/** How long whoever knows no slot waits for those who do. Lambda starts what a dispatcher asks for within less, mostly. */
const PATIENCE_MS = 300;

const CLAIM_LIFE_MINUTES = 1_440;

/**
 * Which invocation of a tick evaluates which slot. Lambda gives an invocation to any environment, and an environment that
 * never evaluated a slot must read its checkpoint and unpack all that came since, which is most of what evaluation could
 * cost. So a process first claims a slot that it evaluated before, whichever it was asked for; when it has none, it waits
 * for the others to do so, and takes what is left.
 *
 * Claims are of convenience only: a slot that is evaluated twice in a tick, or not at all, is none the worse for it.
 */
export class SlotClaims {
  readonly #table: Table;
  readonly #pause: (milliseconds: number) => Promise<void>;
  /** Evaluated by this process, the last one first. */
  #known: readonly Slot[] = [];

  constructor(table: Table, pause: (milliseconds: number) => Promise<void>) {
    this.#table = table;
    this.#pause = pause;
  }

  /** A slot of the same layout, claimed for this tick. `undefined`: others have all of them. */
  async claim(asked: Slot, now: EpochMs): Promise<Slot | undefined> {
    const tick = minuteOf(now);
    const known = this.#known.filter(({ slots }) => slots === asked.slots);
    const slot = (await this.#first(known, tick)) ?? (await this.#leftOver(asked, tick));
    if (slot === undefined) return undefined;
    const others = this.#known.filter((one) => slotName(one) !== slotName(slot));
    this.#known = [slot, ...others].slice(0, MOST_KNOWN_SLOTS);
    return slot;
  }

  async #leftOver(asked: Slot, tick: Minute): Promise<Slot | undefined> {
    await this.#pause(PATIENCE_MS);
    const taken = new Set<string>();
    const range = { partition: CLAIMS_PARTITION, from: '', to: LAST_SORT_KEY, consistent: true };
    for await (const { sort, revision } of this.#table.scan(range)) if (revision >= tick) taken.add(sort);
    const slots = slotsOf(asked.slots);
    // From the one it was asked for, so that those who wait take different ones.
    const inTurn = [...slots.slice(asked.slot), ...slots.slice(0, asked.slot)];
    const free = inTurn.filter((slot) => !taken.has(slotName(slot)));
    return this.#first(free, tick);
  }

  /** The first of these that nobody has claimed. */
  async #first(slots: readonly Slot[], tick: Minute): Promise<Slot | undefined> {
    for (const slot of slots) if (await this.#take(slot, tick)) return slot;
    return undefined;
  }

  async #take(slot: Slot, tick: Minute): Promise<boolean> {
    const expiresAt = startOf(addMinutes(tick, CLAIM_LIFE_MINUTES));
    const claim = { partition: CLAIMS_PARTITION, sort: slotName(slot), revision: tick, data: '{"v":1}', expiresAt };
    return (await this.#table.put(claim, { kind: 'absent-or-lower' })) === 'stored';
  }
}
