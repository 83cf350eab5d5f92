import type { ByteReader, ByteWriter } from '../bytes.ts';

/** A block with fewer expected calls says nothing about dispersion. */
const LEAST_EXPECTED_CALLS = 5;
/** Weight of a new block: 250 blocks of memory, most of a day of minutes, so that an incident of hours moves it little. */
const LEARNING_RATE = 0.004;
/** The first blocks weigh more, against a belief in Poisson worth five of them. */
const PRIOR_BLOCKS = 5;
const SETTLED_BLOCKS = 250;
/** One block may claim at most this multiple of the present estimate (plus one): outliers are not dispersion. */
const MOST_CLAIM = 9;

/**
 * Variance of counts over what Poisson allows, measured on blocks of at least `blockMinutes` and five expected calls.
 * 1 is Poisson, near 0 is a clock (cron), 20 is bursty. The block's length decides which correlations it sees.
 * @see McCullagh and Nelder (1989), Generalized Linear Models, section 6.2 (quasi-Poisson dispersion)
 */
export interface Dispersion {
  value: number;
  /** Calls per minute that were expected where it was measured. */
  typicalRate: number;
  blockObserved: number;
  blockExpected: number;
  blockMinutes: number;
  /** Blocks measured, up to where each weighs the same. */
  blocks: number;
}

export const newDispersion = (): Dispersion => ({
  value: 1,
  typicalRate: 0,
  blockObserved: 0,
  blockExpected: 0,
  blockMinutes: 0,
  blocks: 0,
});

/** Takes in `minutes` equal windows. A block that ran while something was suspicious is thrown away. */
export const learnDispersion = (
  dispersion: Dispersion,
  leastBlockMinutes: number,
  observed: number,
  expected: number,
  minutes: number,
  isTrusted: boolean,
): void => {
  if (!isTrusted) {
    dispersion.blockObserved = 0;
    dispersion.blockExpected = 0;
    dispersion.blockMinutes = 0;
    return;
  }
  dispersion.blockObserved = Math.fround(dispersion.blockObserved + observed);
  dispersion.blockExpected = Math.fround(dispersion.blockExpected + expected);
  dispersion.blockMinutes += minutes;
  if (dispersion.blockMinutes < leastBlockMinutes || dispersion.blockExpected < LEAST_EXPECTED_CALLS) return;
  const claim = (dispersion.blockObserved - dispersion.blockExpected) ** 2 / dispersion.blockExpected;
  const bounded = Math.min(claim, MOST_CLAIM * dispersion.value + 1);
  const weight = Math.max(LEARNING_RATE, 1 / (dispersion.blocks + PRIOR_BLOCKS));
  dispersion.blocks = Math.min(SETTLED_BLOCKS, dispersion.blocks + 1);
  dispersion.value = Math.fround(dispersion.value + weight * (bounded - dispersion.value));
  const rate = dispersion.blockExpected / dispersion.blockMinutes;
  dispersion.typicalRate = Math.fround(dispersion.typicalRate + weight * (rate - dispersion.typicalRate));
  dispersion.blockObserved = 0;
  dispersion.blockExpected = 0;
  dispersion.blockMinutes = 0;
};

/** Below this share of the typical rate, dispersion fades to Poisson: nobody calls in bursts when nobody calls. */
const QUIET_SHARE = 0.1;

/**
 * Where calls are so rare that a block takes longer than this, what strays in it is for the most part the profile's own
 * error, which grows with the length and says little about an hour; clumps are left at least this share of it.
 */
const LONG_BLOCK_MINUTES = 60;
const LEAST_CLUMPS_SHARE = 0.25;

/** The part of what exceeds Poisson that is there within an hour as well. */
const clumpsShare = ({ typicalRate }: Dispersion): number =>
  typicalRate > 0
    ? Math.min(1, Math.max(LEAST_CLUMPS_SHARE, (LONG_BLOCK_MINUTES * typicalRate) / LEAST_EXPECTED_CALLS))
    : 1;

/** The dispersion to expect at a rate, bounded: off schedule a batch job's single stray call counts in full. */
export const dispersionAt = (dispersion: Dispersion, rate: number, least: number, most: number): number => {
  const bounded = Math.min(most, Math.max(least, dispersion.value));
  const share = dispersion.typicalRate > 0 ? Math.min(1, rate / (QUIET_SHARE * dispersion.typicalRate)) : 1;
  return bounded > 1 ? 1 + (bounded - 1) * share * clumpsShare(dispersion) : bounded;
};

export const encodeDispersion = (dispersion: Dispersion, writer: ByteWriter): void => {
  writer.f32(dispersion.value).f32(dispersion.typicalRate).f32(dispersion.blockObserved).f32(dispersion.blockExpected);
  writer.varint(dispersion.blockMinutes).u8(dispersion.blocks);
};

export const decodeDispersion = (reader: ByteReader): Dispersion => ({
  value: reader.f32(),
  typicalRate: reader.f32(),
  blockObserved: reader.f32(),
  blockExpected: reader.f32(),
  blockMinutes: reader.varint(),
  blocks: reader.u8(),
});
