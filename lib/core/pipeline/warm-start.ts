import type { AlarmEdge } from '../detect/alarm-edge.ts';
import type { FunctionId } from '../function-key.ts';
import type { Orders } from '../order/orders.ts';
import { addMinutes, type Minute } from '../units.ts';
import type { PartialItem, PartialsRead } from './read-partials.ts';
import { MOST_KNOWN_SLOTS, type Slot, slotName } from './slot-layout.ts';

/** Where a replay begins: at a checkpoint, or at a minute after it that an earlier replay has come to. */
export interface ReplayStart {
  readonly evaluatedUntil: Minute;
  /** As {@link SlotCheckpoint.fleet}. */
  readonly fleet: Uint8Array;
  /** Edges of the windows after the checkpoint, up to here. */
  readonly edges: readonly AlarmEdge[];
  /** Functions with a log line since the checkpoint, up to here. */
  readonly active: ReadonlySet<FunctionId>;
}

/** Minutes that nearly all logs are delivered within; what comes later costs a whole replay. */
const LATE_AFTER_MINUTES = 3;
/** A start is made when a replay is longer than this, so in about every third tick. */
const MOST_MINUTES = 2 * LATE_AFTER_MINUTES;

/** The minute at which a replay up to `until` makes a start for the next ones, unless it is a short one itself. */
export const nextStartAt = (from: Minute, until: Minute): Minute | undefined =>
  until - from > MOST_MINUTES ? addMinutes(until, -LATE_AFTER_MINUTES) : undefined;

interface Kept {
  readonly start: ReplayStart;
  /** The stored checkpoint that it goes on from: these very bytes. */
  readonly checkpoint: Uint8Array;
  readonly items: ReadonlySet<string>;
  readonly orders: string;
}

/**
 * States in between, in this process's memory only, so that a tick replays minutes rather than half an hour. A replay is
 * a function of what it reads; a start is used only where beginning at the checkpoint would come to the same: nothing
 * that was read then is missing now, nothing that is new tells of a minute before it, and orders are the same.
 */
export class WarmStarts {
  readonly #kept = new Map<string, Kept>();

  find(
    slot: Slot,
    checkpoint: Uint8Array,
    { items }: PartialsRead,
    orders: Orders,
    until: Minute,
  ): ReplayStart | undefined {
    const kept = this.#kept.get(slotName(slot));
    if (kept?.checkpoint !== checkpoint || kept.orders !== orders.fingerprint) return undefined;
    const { start } = kept;
    if (start.evaluatedUntil >= until) return undefined;
    let found = 0;
    for (const item of items) {
      if (kept.items.has(nameOf(item))) found++;
      else if (tellsOf(item, start.evaluatedUntil)) return undefined;
    }
    return found === kept.items.size ? start : undefined;
  }

  keep(slot: Slot, checkpoint: Uint8Array, { items }: PartialsRead, orders: Orders, start: ReplayStart): void {
    const name = slotName(slot);
    this.#kept.delete(name);
    this.#kept.set(name, { start, checkpoint, items: new Set(items.map(nameOf)), orders: orders.fingerprint });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KNOWN_SLOTS && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** What was committed never changes; a direct delivery may come again with more events. */
const nameOf = ({ source }: PartialItem): string =>
  source.kind === 'shard' ? `${source.shard} ${source.position}` : `${source.name} ${source.events}`;

/** Whether it holds anything of a minute up to this one. */
const tellsOf = ({ parts }: PartialItem, minute: Minute): boolean =>
  parts.some(({ windows }) => windows.some((window) => window.minute <= minute));
