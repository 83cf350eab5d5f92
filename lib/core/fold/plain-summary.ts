import type { BoundedCounts } from './bounded-counts.ts';
import { CountsByName } from './counts-by-name.ts';
import type { DurationSketch } from './duration-sketch.ts';
import { emptySummary, type Summary } from './summary.ts';

/**
 * A summary that is nothing but counts under their caps, as numbers one after the other and the names that some of them
 * count: half the memory, three objects instead of fifteen. The order is {@link plainSummaryOf}'s. The names of one kind
 * differ from each other. All numbers are small, as an array keeps those as they are and makes an object of any other.
 */
export class PlainSummary {
  readonly numbers: readonly number[];
  readonly names: readonly string[];

  constructor(numbers: readonly number[], names: readonly string[]) {
    this.numbers = numbers;
    this.names = names;
  }
}

/** Numbers below this are small; sums are written as what is below it, and how many times it goes into them. */
export const WIDE = 2 ** 30;

/** `undefined` for a summary that is more: failure marks, facts of other sources, names beyond a cap. */
export const plainSummaryOf = (summary: Summary): PlainSummary | undefined => {
  const { durations, countedErrorKinds, versions, destinations, riskyDestinations } = summary;
  const named = [countedErrorKinds, versions, destinations, riskyDestinations];
  if (summary.failures !== undefined || summary.outside !== undefined || named.some(({ other }) => other > 0)) {
    return undefined;
  }
  const numbers = [
    summary.starts,
    summary.reports,
    summary.coldStarts,
    summary.errorLines,
    summary.countedErrors,
    summary.countedTimeouts,
    summary.memoryUsedMbMax,
    summary.memorySizeMb,
  ];
  for (const sum of [summary.durationUsSum, summary.durationUsMax, summary.billedMsSum, summary.initUsSum]) {
    numbers.push(sum % WIDE, Math.floor(sum / WIDE));
  }
  numbers.push(durations.buckets.length);
  for (const [place, bucket] of durations.buckets.entries()) numbers.push(bucket, durations.counts[place] ?? 0);
  for (const counts of named) numbers.push(counts.named.size, ...counts.named.values());
  return new PlainSummary(
    numbers,
    named.flatMap((counts) => [...counts.named.keys()]),
  );
};

/** Makes summaries again of plain ones that stand one after the other. */
export class PlainSummaryReader {
  readonly #numbers: readonly number[];
  readonly #names: readonly string[];
  readonly #salt: number;
  #at = 0;
  #nameAt = 0;

  /** @param salt the installation's, see `emptySummary` */
  constructor(numbers: readonly number[], names: readonly string[], salt: number) {
    this.#numbers = numbers;
    this.#names = names;
    this.#salt = salt;
  }

  next(): Summary {
    const summary = emptySummary(this.#salt);
    summary.starts = this.#number();
    summary.reports = this.#number();
    summary.coldStarts = this.#number();
    summary.errorLines = this.#number();
    summary.countedErrors = this.#number();
    summary.countedTimeouts = this.#number();
    summary.memoryUsedMbMax = this.#number();
    summary.memorySizeMb = this.#number();
    summary.durationUsSum = this.#wide();
    summary.durationUsMax = this.#wide();
    summary.billedMsSum = this.#wide();
    summary.initUsSum = this.#wide();
    this.#durations(summary.durations);
    this.#counts(summary.countedErrorKinds);
    this.#counts(summary.versions);
    this.#counts(summary.destinations);
    this.#counts(summary.riskyDestinations);
    return summary;
  }

  #number(): number {
    return this.#numbers[this.#at++] ?? 0;
  }

  #wide(): number {
    const below = this.#number();
    return below + WIDE * this.#number();
  }

  #durations(sketch: DurationSketch): void {
    const used = this.#number();
    const buckets = new Array<number>(used);
    const counts = new Array<number>(used);
    let total = 0;
    for (let place = 0; place < used; place++) {
      buckets[place] = this.#number();
      const count = this.#number();
      counts[place] = count;
      total += count;
    }
    sketch.restore(buckets, counts, total);
  }

  #counts(counts: BoundedCounts): void {
    const used = this.#number();
    if (used === 0) return;
    const named = new CountsByName();
    for (let place = 0; place < used; place++) named.append(this.#names[this.#nameAt++] ?? '', this.#number());
    counts.restore(named);
  }
}

/** The summary that a plain one stands for; any other as it is. */
export const wholeSummary = (summary: Summary | PlainSummary, salt: number): Summary =>
  summary instanceof PlainSummary ? new PlainSummaryReader(summary.numbers, summary.names, salt).next() : summary;
