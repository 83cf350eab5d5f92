import type { ByteReader, ByteWriter } from '../bytes.ts';
import { hash53 } from '../hash.ts';
import { addSaturating } from './add-saturating.ts';
import { BoundedCounts } from './bounded-counts.ts';
import { decodeCounts } from './decode-counts.ts';
import type { NamedCounts } from './window.ts';

/**
 * Events that are known one by one. Beyond it their number is estimated, which is exact where each event is delivered
 * equally often: by one trail, or by several that record the same.
 */
export const MOST_KNOWN_EVENTS = 24;

interface KnownEvent {
  readonly name: string;
  /** How often it came. */
  readonly deliveries: number;
}

/**
 * Counts by name of events that may be delivered more than once, each by itself counted once: two trails that record the
 * same write the same event to two log groups, and nothing but its id tells.
 *
 * A commutative monoid that depends only on what was delivered: the events with the {@link MOST_KNOWN_EVENTS} smallest
 * salted hashes are known with the number of their deliveries, whatever was merged in which order; all other deliveries
 * are counted by name. Events without id count as often as they come.
 */
export class EventCounts {
  readonly salt: number;
  #known: Map<number, KnownEvent> | undefined;
  /** Deliveries of all other events. */
  readonly #rest: BoundedCounts;

  /** @param cap most names of events that are not known one by one */
  constructor(cap: number, salt: number) {
    this.salt = salt;
    this.#rest = new BoundedCounts(cap, salt);
  }

  get isEmpty(): boolean {
    return this.#known === undefined && this.#rest.isEmpty;
  }

  add(name: string, eventId?: string): void {
    if (eventId === undefined) this.#rest.add(name);
    else this.#deliver(hash53(`${eventId} ${name}`, this.salt), name, 1);
  }

  merge(other: EventCounts): void {
    for (const [hash, { name, deliveries }] of other.#known ?? NOTHING_KNOWN) this.#deliver(hash, name, deliveries);
    this.#rest.merge(other.#rest);
  }

  /** Each event once, as far as can be told. */
  counts(): NamedCounts {
    if (this.#known === undefined) return this.#rest;
    const named = new Map<string, number>();
    let deliveries = 0;
    for (const event of this.#known.values()) {
      named.set(event.name, (named.get(event.name) ?? 0) + 1);
      deliveries = addSaturating(deliveries, event.deliveries);
    }
    const once = (count: number): number => Math.ceil((count * (this.#known?.size ?? 1)) / deliveries);
    for (const [name, count] of this.#rest.named) named.set(name, addSaturating(named.get(name) ?? 0, once(count)));
    return { named, other: once(this.#rest.other), otherDistinct: this.#rest.otherDistinct };
  }

  /** Equal counts give equal bytes. */
  encode(writer: ByteWriter): void {
    const known = [...(this.#known ?? NOTHING_KNOWN)].sort(([a], [b]) => a - b);
    writer.varint(known.length);
    let last = '';
    for (const [hash, { name, deliveries }] of known) {
      // Mostly a few names, again and again: an empty one stands for the name before.
      writer
        .varint(hash)
        .varint(deliveries)
        .text(name === last ? '' : name);
      last = name;
    }
    this.#rest.encode(writer);
  }

  static decode(reader: ByteReader, cap: number, salt: number): EventCounts {
    const counts = new EventCounts(cap, salt);
    let last = '';
    for (let left = reader.varint(); left > 0; left--) {
      const hash = reader.varint();
      const deliveries = reader.varint();
      last = reader.text() || last;
      counts.#deliver(hash, last, deliveries);
    }
    counts.#rest.merge(decodeCounts(reader, cap, salt));
    return counts;
  }

  /** What was written before events were told apart: deliveries by name. */
  static ofDeliveries(deliveries: BoundedCounts, cap: number): EventCounts {
    const counts = new EventCounts(cap, deliveries.salt);
    counts.#rest.merge(deliveries);
    return counts;
  }

  #deliver(hash: number, name: string, deliveries: number): void {
    this.#known ??= new Map();
    const known = this.#known.get(hash);
    if (known !== undefined) {
      this.#known.set(hash, { name, deliveries: addSaturating(known.deliveries, deliveries) });
      return;
    }
    this.#known.set(hash, { name, deliveries });
    if (this.#known.size <= MOST_KNOWN_EVENTS) return;
    const worst = Math.max(...this.#known.keys());
    const dropped = this.#known.get(worst);
    this.#known.delete(worst);
    if (dropped !== undefined) this.#rest.add(dropped.name, dropped.deliveries);
  }
}

const NOTHING_KNOWN: ReadonlyMap<number, KnownEvent> = new Map();
