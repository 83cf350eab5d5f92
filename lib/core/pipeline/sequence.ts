/** Decimal digits without leading zeros, as Kinesis numbers the records of a shard; too long for a number. */
export type SequenceNumber = string;

/** Both ends included. */
export interface SequenceRange {
  readonly first: SequenceNumber;
  readonly last: SequenceNumber;
}

/** Negative when `a` comes before `b`. */
export const compareSequence = (a: SequenceNumber, b: SequenceNumber): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

export const laterSequence = (a: SequenceNumber, b: SequenceNumber): SequenceNumber =>
  compareSequence(a, b) >= 0 ? a : b;

export const covers = (ranges: readonly SequenceRange[], sequence: SequenceNumber): boolean =>
  ranges.some(({ first, last }) => compareSequence(first, sequence) <= 0 && compareSequence(sequence, last) <= 0);
