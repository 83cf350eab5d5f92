import type { FunctionId } from '../function-key.ts';
import type { Minute } from '../units.ts';
import type { BoundedCounts } from './bounded-counts.ts';
import { mergeInto } from './merge-summary.ts';
import { emptySummary, type Summary } from './summary.ts';

/** Room for a few functions; it doubles. */
const FIRST_NUMBERS = 1_024;
/** Minutes that are kept for reuse: as many as wait at once in a replay, and a few. */
const MOST_SPARE = 32;

/**
 * Summaries that wait until their minute is complete, as numbers: in a quarter of the memory, and without objects. What is
 * kept for longer than a moment is copied by the garbage collector, and no longer near when it is needed.
 */
export class WaitingSummaries {
  readonly #salt: number;
  readonly #byMinute = new Map<Minute, WaitingMinute>();
  readonly #spare: WaitingMinute[] = [];

  /** @param salt of the summaries, see `emptySummary` */
  constructor(salt: number) {
    this.#salt = salt;
  }

  /** Minutes that have a summary, in no particular order. */
  get minutes(): Iterable<Minute> {
    return this.#byMinute.keys();
  }

  /** Takes over a summary; `false`, and nothing done, for one that is more than counts under their caps. */
  add(functionId: FunctionId, minute: Minute, summary: Summary): boolean {
    if (!isPlain(summary)) return false;
    let waiting = this.#byMinute.get(minute);
    if (waiting === undefined) {
      waiting = this.#spare.pop() ?? new WaitingMinute();
      this.#byMinute.set(minute, waiting);
    }
    waiting.add(functionId, summary);
    return true;
  }

  /** The summaries of `minute`, merged with `others` of it, which must not be used any more. Forgets the minute. */
  take(minute: Minute, others: ReadonlyMap<FunctionId, Summary>): ReadonlyMap<FunctionId, Summary> {
    const waiting = this.#byMinute.get(minute);
    if (waiting === undefined) return others;
    this.#byMinute.delete(minute);
    const row = new Map(others);
    waiting.moveInto(row, this.#salt);
    if (this.#spare.length < MOST_SPARE) this.#spare.push(waiting);
    return row;
  }
}

const isPlain = (summary: Summary): boolean =>
  summary.failures === undefined &&
  summary.outside === undefined &&
  summary.countedErrorKinds.other === 0 &&
  summary.versions.other === 0 &&
  summary.destinations.other === 0 &&
  summary.riskyDestinations.other === 0;

/** The summaries of one minute, one after the other, in the order in which {@link add} writes what they hold. */
class WaitingMinute {
  #functionIds: FunctionId[] = [];
  #names: string[] = [];
  #numbers = new Float64Array(FIRST_NUMBERS);
  /** Where the next number (name) is written, or read. */
  #at = 0;
  #nameAt = 0;

  add(functionId: FunctionId, summary: Summary): void {
    this.#functionIds.push(functionId);
    this.#write(summary.starts);
    this.#write(summary.reports);
    this.#write(summary.coldStarts);
    this.#write(summary.errorLines);
    this.#write(summary.countedErrors);
    this.#write(summary.countedTimeouts);
    this.#write(summary.durationUsSum);
    this.#write(summary.durationUsMax);
    this.#write(summary.billedMsSum);
    this.#write(summary.initUsSum);
    this.#write(summary.memoryUsedMbMax);
    this.#write(summary.memorySizeMb);
    const { buckets, counts } = summary.durations;
    this.#write(buckets.length);
    for (let place = 0; place < buckets.length; place++) {
      this.#write(buckets[place] ?? 0);
      this.#write(counts[place] ?? 0);
    }
    this.#writeCounts(summary.countedErrorKinds);
    this.#writeCounts(summary.versions);
    this.#writeCounts(summary.destinations);
    this.#writeCounts(summary.riskyDestinations);
  }

  /** Leaves this minute empty. */
  moveInto(row: Map<FunctionId, Summary>, salt: number): void {
    this.#at = 0;
    for (const functionId of this.#functionIds) {
      const summary = this.#readSummary(salt);
      const known = row.get(functionId);
      if (known === undefined) row.set(functionId, summary);
      else mergeInto(known, summary);
    }
    this.#functionIds = [];
    this.#names = [];
    this.#at = 0;
    this.#nameAt = 0;
  }

  #readSummary(salt: number): Summary {
    const summary = emptySummary(salt);
    summary.starts = this.#read();
    summary.reports = this.#read();
    summary.coldStarts = this.#read();
    summary.errorLines = this.#read();
    summary.countedErrors = this.#read();
    summary.countedTimeouts = this.#read();
    summary.durationUsSum = this.#read();
    summary.durationUsMax = this.#read();
    summary.billedMsSum = this.#read();
    summary.initUsSum = this.#read();
    summary.memoryUsedMbMax = this.#read();
    summary.memorySizeMb = this.#read();
    const buckets = this.#read();
    summary.durations.restore(this.#numbers, this.#at, buckets);
    this.#at += 2 * buckets;
    this.#readCounts(summary.countedErrorKinds);
    this.#readCounts(summary.versions);
    this.#readCounts(summary.destinations);
    this.#readCounts(summary.riskyDestinations);
    return summary;
  }

  #write(number: number): void {
    if (this.#at === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#at++] = number;
  }

  #read(): number {
    return this.#numbers[this.#at++] ?? 0;
  }

  #writeCounts({ named }: BoundedCounts): void {
    this.#write(named.size);
    if (named.size === 0) return;
    named.forEach((count, name) => {
      this.#names.push(name);
      this.#write(count);
    });
  }

  #readCounts(counts: BoundedCounts): void {
    for (let left = this.#read(); left > 0; left--) counts.add(this.#names[this.#nameAt++] ?? '', this.#read());
  }
}
