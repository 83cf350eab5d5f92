import { dayOf } from '../baseline/calendar.ts';
import {
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  recordAlarm,
  recordHeight,
  turnDay,
} from '../baseline/extreme-value-calibrator.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { type Minute, minute } from '../units.ts';
import { accumulate, type Cusum, decodeCusum, encodeCusum, newCusum, resetCusum } from './cusum.ts';
import { isLearning, type Moment } from './moment.ts';

/**
 * The four alternatives to "as usual" that counts are tested against, as multiples of the usual rate. A test for x2 is
 * the quickest against x3 and tolerates x1.44; x5 finds x10 at once and tolerates x2.5; a half finds -70 % and
 * tolerates -28 %; a tenth finds outages. `blocks` says whose dispersion tempers the evidence: brief bursts matter to
 * the coarse tests, the wander of whole hours to the fine ones.
 */
export const RATE_ALTERNATIVES = [
  { factor: 2, blocks: 'hours' },
  { factor: 5, blocks: 'minutes' },
  { factor: 0.5, blocks: 'hours' },
  { factor: 0.1, blocks: 'minutes' },
] as const;

/**
 * 14 nats: e^14 = 1.2 million minutes, 2.3 years of one statistic. The ceiling keeps a wildly bursty history from
 * deafening a test for good: a real x10 on a busy function gathers thousands of nats within minutes.
 */
const CALIBRATION = { floor: 14, ceiling: 2_000 } as const;
/** Evidence is kept up to here: more only delays the end of an alarm. */
const MOST_EVIDENCE = 4_000;
/** One minute may bring at most this share of the alert line, so that a blip of one or two minutes stays quiet. */
const MOST_PER_MINUTE = 1 / 2.5;
/** Evidence has turned, and an alarm begins to settle, once it fell this many nats below its height: odds of 1 to 55. */
const TURNED_BY = 4;

export interface RateTest {
  readonly cusum: Cusum;
  readonly calibrator: Calibrator;
}

export const newRateTests = (firstWindow: Minute): RateTest[] =>
  RATE_ALTERNATIVES.map(() => ({
    cusum: newCusum(firstWindow),
    calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
  }));

/** What counts were expected, and how far they usually stray. */
export interface CountExpectation {
  /** Per minute; what spikes are measured against. */
  readonly high: number;
  /** Per minute; what drops are measured against. */
  readonly low: number;
  /** Variance over Poisson variance, by block length. */
  readonly dispersion: { readonly minutes: number; readonly hours: number };
}

const perMinuteLimit = (test: RateTest): number => test.calibrator.threshold * MOST_PER_MINUTE;

/** Takes in `minutes` equal windows (more than one only when `calls` is 0) that end with `moment.minute`. */
export const advanceRateTests = (
  tests: readonly RateTest[],
  calls: number,
  minutes: number,
  expected: CountExpectation,
  moment: Moment,
  isOpen: boolean,
): void => {
  const from = minute(moment.minute - minutes + 1);
  const learning = isLearning(moment);
  for (const [index, alternative] of RATE_ALTERNATIVES.entries()) {
    const test = tests[index];
    if (!test) continue;
    const perMinute = alternative.factor > 1 ? expected.high : expected.low;
    const dispersion = expected.dispersion[alternative.blocks];
    turnDay(test.calibrator, dayOf(moment.minute), CALIBRATION, moment.calibration);
    const evidence =
      (calls * Math.log(alternative.factor) - (alternative.factor - 1) * perMinute * minutes) / dispersion;
    const bounded = Math.min(evidence, perMinuteLimit(test) * minutes);
    accumulate(test.cusum, bounded, MOST_EVIDENCE, from, calls, perMinute * minutes);
    if (!isOpen) recordHeight(test.calibrator, test.cusum.value, learning);
  }
};

/** How loud a test is: evidence over alert line, or 0 once its evidence has turned. */
export const surpriseOf = (test: RateTest): number => {
  const { value, peak } = test.cusum;
  return peak - value >= TURNED_BY
    ? Math.min(0.99, value / test.calibrator.threshold)
    : value / test.calibrator.threshold;
};

/** The largest share of its alert line that any test has reached: how far the counts are to be trusted for learning. */
export const loudestSurprise = (tests: readonly RateTest[]): number =>
  tests.reduce((loudest, test) => Math.max(loudest, test.cusum.value / test.calibrator.threshold), 0);

/** Idle minutes after which a drop test reaches `multiple` times its alert line, at this rate. */
export const idleMinutesUntil = (
  test: RateTest,
  index: number,
  expected: CountExpectation,
  multiple: number,
): number => {
  const alternative = RATE_ALTERNATIVES[index];
  if (!alternative || alternative.factor > 1) return Number.POSITIVE_INFINITY;
  const missing = multiple * test.calibrator.threshold - test.cusum.value;
  if (missing <= 0) return Number.POSITIVE_INFINITY;
  const gain = ((1 - alternative.factor) * expected.low) / expected.dispersion[alternative.blocks];
  return Math.ceil(missing / Math.min(gain, perMinuteLimit(test)));
};

export const resetRateTests = (tests: readonly RateTest[], at: Minute): void => {
  for (const test of tests) resetCusum(test.cusum, at);
};

/** Charges the alarm to the tests that rang. */
export const chargeRateTests = (tests: readonly RateTest[]): void => {
  for (const test of tests) if (surpriseOf(test) >= 1) recordAlarm(test.calibrator);
};

export const encodeRateTests = (tests: readonly RateTest[], writer: ByteWriter): void => {
  for (const test of tests) {
    encodeCusum(test.cusum, writer);
    encodeCalibrator(test.calibrator, writer);
  }
};

export const decodeRateTests = (reader: ByteReader): RateTest[] =>
  RATE_ALTERNATIVES.map(() => ({ cusum: decodeCusum(reader), calibrator: decodeCalibrator(reader) }));
