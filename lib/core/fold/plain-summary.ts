import type { BoundedCounts } from './bounded-counts.ts';
import { emptySummary, type Summary } from './summary.ts';

/**
 * A summary that is nothing but counts under their caps, as numbers one after the other and the names that some of them
 * count: half the memory, three objects instead of fifteen. The order is {@link plainSummaryOf}'s.
 */
export class PlainSummary {
  readonly numbers: readonly number[];
  readonly names: readonly string[];

  constructor(numbers: readonly number[], names: readonly string[]) {
    this.numbers = numbers;
    this.names = names;
  }
}

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
    summary.durationUsSum,
    summary.durationUsMax,
    summary.billedMsSum,
    summary.initUsSum,
    summary.memoryUsedMbMax,
    summary.memorySizeMb,
    durations.buckets.length,
  ];
  for (const [place, bucket] of durations.buckets.entries()) numbers.push(bucket, durations.counts[place] ?? 0);
  for (const counts of named) numbers.push(counts.named.size, ...counts.named.values());
  return new PlainSummary(
    numbers,
    named.flatMap((counts) => [...counts.named.keys()]),
  );
};

/** Makes summaries again of plain ones that stand one after the other. */
export class PlainSummaryReader {
  readonly #numbers: ArrayLike<number>;
  readonly #names: readonly string[];
  readonly #salt: number;
  #at = 0;
  #nameAt = 0;

  /** @param salt the installation's, see `emptySummary` */
  constructor(numbers: ArrayLike<number>, names: readonly string[], salt: number) {
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
    summary.durationUsSum = this.#number();
    summary.durationUsMax = this.#number();
    summary.billedMsSum = this.#number();
    summary.initUsSum = this.#number();
    summary.memoryUsedMbMax = this.#number();
    summary.memorySizeMb = this.#number();
    const buckets = this.#number();
    summary.durations.restore(this.#numbers, this.#at, buckets);
    this.#at += 2 * buckets;
    this.#counts(summary.countedErrorKinds);
    this.#counts(summary.versions);
    this.#counts(summary.destinations);
    this.#counts(summary.riskyDestinations);
    return summary;
  }

  #number(): number {
    return this.#numbers[this.#at++] ?? 0;
  }

  #counts(counts: BoundedCounts): void {
    for (let left = this.#number(); left > 0; left--) counts.add(this.#names[this.#nameAt++] ?? '', this.#number());
  }
}

/** The summary that a plain one stands for; any other as it is. */
export const wholeSummary = (summary: Summary | PlainSummary, salt: number): Summary =>
  summary instanceof PlainSummary ? new PlainSummaryReader(summary.numbers, summary.names, salt).next() : summary;
