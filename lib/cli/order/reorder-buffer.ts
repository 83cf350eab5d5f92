import type { LogEntry } from '../input/entry.ts';
import { compareEntries } from './compare-entries.ts';
import { Disorder } from './disorder.ts';

/** Bounds on what waits to be put in order: minutes of a busy fleet do not fit, a few thousand events do. */
const MAX_ENTRIES = 200_000;
const MAX_CHARACTERS = 32 * 1024 * 1024;

/** Sorts log events that are out of order by less than the horizon, within bounded memory. */
export class ReorderBuffer {
  #entries: LogEntry[] = [];
  #characters = 0;
  #releasedBefore = Number.NEGATIVE_INFINITY;

  /** Throws {@link Disorder} when a later entry has been released already. */
  add(entry: LogEntry): void {
    if (entry.at < this.#releasedBefore) throw new Disorder();
    this.#entries.push(entry);
    this.#characters += entry.event.message.length;
  }

  /** All entries before `at`, in order; more when the buffer is full. Entries of one instant stay together. */
  release(at: number): LogEntry[] {
    const isFull = this.#entries.length > MAX_ENTRIES || this.#characters > MAX_CHARACTERS;
    if (this.#entries.length === 0) {
      this.#releasedBefore = Math.max(this.#releasedBefore, at);
      return [];
    }
    this.#entries.sort(compareEntries);
    const middle = this.#entries[this.#entries.length >> 1];
    const before = isFull && middle !== undefined ? Math.max(at, middle.at) : at;
    const kept = this.#entries.findIndex((entry) => entry.at >= before);
    const released = kept === -1 ? this.#entries : this.#entries.slice(0, kept);
    this.#entries = kept === -1 ? [] : this.#entries.slice(kept);
    this.#characters = this.#entries.reduce((sum, { event }) => sum + event.message.length, 0);
    this.#releasedBefore = Math.max(this.#releasedBefore, before);
    return released;
  }
}
