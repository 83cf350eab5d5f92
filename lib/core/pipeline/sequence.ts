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

/**
 * The ranges of a delivered batch that `covered` leaves open. A delivery holds every record between its first and its
 * last, so records of it that follow one another without a covered one between make one range.
 */
export const uncoveredRanges = (
  delivered: readonly SequenceNumber[],
  covered: readonly SequenceRange[],
): SequenceRange[] => {
  const ranges: SequenceRange[] = [];
  let open: { first: SequenceNumber; last: SequenceNumber } | undefined;
  for (const sequence of [...delivered].sort(compareSequence)) {
    if (covers(covered, sequence)) {
      open = undefined;
    } else if (open === undefined) {
      open = { first: sequence, last: sequence };
      ranges.push(open);
    } else {
      open.last = sequence;
    }
  }
  return ranges;
};
