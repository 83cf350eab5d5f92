import { dayOf } from '../baseline/calendar.ts';
import {
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  raiseAfterAlarm,
  recordAlarm,
  recordHeight,
  turnDay,
} from '../baseline/extreme-value-calibrator.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import { accumulate, type Cusum, decodeCusum, encodeCusum, fadeCusum, newCusum, resetCusum } from './cusum.ts';
import { isLearning, type Moment } from './moment.ts';

/**
 * The four alternatives to "as usual" that counts are tested against, as multiples of the usual rate. A test for x2 is
 * the quickest against x3 and tolerates x1.44; x5 finds x10 at once and tolerates x2.5; a half finds -70 % and
 * tolerates -28 %; a tenth finds outages.
 */
export const RATE_ALTERNATIVES = [2, 5, 0.5, 0.1] as const;

/**
 * 14 nats: e^14 = 1.2 million minutes, 2.3 years of one statistic. The ceiling keeps a wildly bursty history from
 * deafening a test for good: a real x10 on a busy function gathers thousands of nats within minutes. Days of counts are
 * more alike than days of other signals: what is believed of their scale trades false alarms for what is found.
 */
const CALIBRATION = { floor: 14, ceiling: 2_000, usualScale: 0.2 } as const;
/** Evidence is kept up to here: more only delays the end of an alarm. */
const MOST_EVIDENCE = 4_000;
/**
 * One minute may bring this many nats, or this share of a higher alert line, so that a blip of one to three minutes stays
 * quiet and cannot lift the line either …
 */
const MOST_PER_MINUTE = { nats: 4.5, lines: 0.15 } as const;
/** … and what has spoken as three such minutes do is no blip: the next one may bring twice as much, then four times. */
const BLIP_MINUTES = 2.9;
const MOST_GROWTH = 4;
/** … but where calls come in runs with gaps between them, one run ten times as large is the whole story … */
const MOST_PER_RUN = 3.5;
/** … while one of up to five times the usual busiest minute is a blip: it takes more of them. */
const MOST_PER_MODERATE_RUN = 0.6;
const RUN_SLACK_CALLS = 2;
/** A window is a run of its own when none came in the minutes before. */
const RUN_GAP_MINUTES = 4;
/** … and so is a minute far above the busiest one of a usual day: fourfold for a minute is a blip, tenfold is not. */
const PEAK_RATIO = 5;
const PEAK_SLACK_CALLS = 10;
/** … unless this hour usually brings as many, and in clumps of such size: batches are due, whatever the minute. */
const DUE_RATIO = 1.5;
const DUE_DEVIATIONS = 6;
/** Evidence fades with a half-life of a day: what began weeks ago is no part of what happens now. */
const KEPT_PER_HOUR = 0.5 ** (1 / 24);
/** Evidence has turned, and an alarm begins to settle, once it fell this far below its height: odds of 1 to 55 … */
const TURNED_BY = 4;
/** … and half an alert line, since what is loud by nature also wavers by nature. */
const TURNED_BY_LINES = 0.5;
/** A deviation alarms only when all its calls are more (less) than this multiple of the usual ones. */
const LEAST_UP = 2.25;
const MOST_DOWN = 0.45;
/**
 * What is not of such size is remembered up to this share of the lowest alert line, or discounted by how far it is from
 * such size, squared: where the rate wanders to twice the usual for an hour most days, it will be 2.3 times one day.
 */
const MOST_RECORDED = 0.7;
/**
 * What stands above this share of its line at midnight, still without an alarm, belongs to the day on which it ends: the
 * line must not rise to meet what is about to cross it.
 */
const UNFINISHED_SHARE = 0.6;

/**
 * Where next to nothing is expected, five times that is next to nothing too. There x5 also stands for calls that come
 * every five minutes by themselves, outside any schedule; of both, at one tenth of the odds, since they are rarer.
 */
const STRAYS_TEST = RATE_ALTERNATIVES.indexOf(5);
const STRAYS_PER_MINUTE = 0.2;
const STRAYS_ODDS = 0.1;
/** Exponents beyond this overflow. */
const MOST_EXPONENT = 600;

/** What one call says for each alternative, in nats. */
const NATS_PER_CALL = RATE_ALTERNATIVES.map(Math.log);

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
  /** Variance over Poisson variance. */
  readonly dispersion: number;
  /** Calls that usually come in one minute, if any come. */
  readonly callsPerRun: number;
}

/**
 * Takes in `minutes` equal windows (more than one only when `calls` is 0) that end with `moment.minute`; the call before
 * came `gapMinutes` ago, and the busiest minute of a usual day has `usualPeak` calls.
 */
export const advanceRateTests = (
  tests: readonly RateTest[],
  calls: number,
  minutes: number,
  expected: CountExpectation,
  gapMinutes: number,
  usualPeak: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  const isDue =
    calls <= DUE_RATIO * expected.high * MINUTES_PER_HOUR &&
    calls <= expected.high + DUE_DEVIATIONS * Math.sqrt(expected.dispersion * expected.high);
  const isRun = gapMinutes >= RUN_GAP_MINUTES && calls > 0;
  const isOutOfProportion = calls > PEAK_RATIO * usualPeak + (isRun ? RUN_SLACK_CALLS : PEAK_SLACK_CALLS);
  const linesAtOnce = isDue ? 0 : isOutOfProportion ? MOST_PER_RUN : isRun ? MOST_PER_MODERATE_RUN : 0;
  const from = minute(moment.minute - minutes + 1);
  const learning = isLearning(moment);
  const day = dayOf(moment.minute);
  for (let index = 0; index < tests.length; index++) {
    const test = tests[index];
    const factor = RATE_ALTERNATIVES[index];
    if (!test || !factor) continue;
    const perMinute = factor > 1 ? expected.high : expected.low;
    if (day > test.calibrator.day && !isOpen && !learning) leaveUnfinishedOut(test);
    turnDay(test.calibrator, day, CALIBRATION, moment.calibration);
    if (from % MINUTES_PER_HOUR === 0 && test.cusum.value > 0) fadeCusum(test.cusum, KEPT_PER_HOUR);
    const evidence =
      index === STRAYS_TEST && factor * perMinute < STRAYS_PER_MINUTE
        ? strayEvidence(calls, minutes, perMinute, factor, expected)
        : (calls * (NATS_PER_CALL[index] ?? 0) - (factor - 1) * perMinute * minutes) / expected.dispersion;
    const bounded = boundEvidence(test, factor, evidence, minutes, linesAtOnce);
    accumulate(test.cusum, bounded, MOST_EVIDENCE, from, calls, perMinute * minutes);
    if (isOpen || test.cusum.peak === 0) continue;
    recordHeight(test.calibrator, heightOf(test, index), learning);
    // Nobody closes an alarm while learning; what an alarm's end would reset must not linger for weeks.
    if (learning && hasTurned(test)) resetCusum(test.cusum, moment.minute);
  }
};

/** Takes a climb that no alarm was raised for, and that goes on, out of the day that ends. */
const leaveUnfinishedOut = ({ cusum, calibrator }: RateTest): void => {
  const isUnfinished = cusum.value > UNFINISHED_SHARE * calibrator.threshold;
  if (isUnfinished && calibrator.maximumToday < calibrator.threshold)
    calibrator.maximumToday = Math.min(calibrator.maximumToday, MOST_RECORDED * CALIBRATION.floor);
};

/** Evidence of so many minutes, no more than they may bring. */
const boundEvidence = (
  test: RateTest,
  factor: number,
  evidence: number,
  minutes: number,
  linesAtOnce: number,
): number => {
  // No minute is bounded to less; so much suffices nearly always.
  if (evidence <= MOST_PER_MINUTE.nats * minutes) return evidence;
  const perUsualMinute = factor > 1 ? growthOfCap(test) * mostPerMinute(test) : mostPerMinute(test);
  return Math.min(evidence, minutes * Math.max(perUsualMinute, linesAtOnce * test.calibrator.threshold));
};

/** Nats of one window for a mixture of both: its likelihood ratio is their mean, weighted by the odds. */
const strayNats = (calls: number, perMinute: number, factor: number): number => {
  const ratioFor = (alternative: number): number =>
    Math.exp(Math.min(MOST_EXPONENT, calls * Math.log(alternative / perMinute) - (alternative - perMinute)));
  return Math.log((1 - STRAYS_ODDS) * ratioFor(factor * perMinute) + STRAYS_ODDS * ratioFor(STRAYS_PER_MINUTE));
};

/** In nats. What comes in runs strays in runs: a single call off schedule is as much of a surprise as a whole run is. */
const strayEvidence = (
  calls: number,
  minutes: number,
  perMinute: number,
  factor: number,
  { dispersion, callsPerRun }: CountExpectation,
): number => {
  const ofCalls = (minutes * strayNats(calls, perMinute, factor)) / dispersion;
  if (calls === 0) return ofCalls;
  return Math.max(ofCalls, strayNats(1, perMinute / callsPerRun, factor) / Math.max(1, dispersion / callsPerRun));
};

const mostPerMinute = ({ calibrator }: RateTest): number =>
  Math.max(MOST_PER_MINUTE.nats, MOST_PER_MINUTE.lines * calibrator.threshold);

/** How many times as much as the first minutes of a rise its next one may bring. */
const growthOfCap = (test: RateTest): number => {
  const minutesSpoken = test.cusum.value / mostPerMinute(test);
  return minutesSpoken < BLIP_MINUTES ? 1 : Math.min(MOST_GROWTH, 2 ** Math.floor(minutesSpoken - BLIP_MINUTES + 1));
};

/** Whether the deviation as a whole is of the size that is tested for, or near it: half as many again for hours is life. */
const isOfSize = ({ cusum }: RateTest, index: number): boolean =>
  (RATE_ALTERNATIVES[index] ?? 1) > 1
    ? cusum.observed >= LEAST_UP * cusum.expected
    : cusum.observed <= MOST_DOWN * cusum.expected;

/** What a day's maximum is told: evidence as far as it is of the size that could alarm. */
const heightOf = (test: RateTest, index: number): number => {
  const { value, observed, expected } = test.cusum;
  const always = MOST_RECORDED * CALIBRATION.floor;
  if (value <= always || isOfSize(test, index)) return value;
  const size = (RATE_ALTERNATIVES[index] ?? 1) > 1 ? LEAST_UP : MOST_DOWN;
  const share = Math.max(0, (observed / expected - 1) / (size - 1));
  return Math.max(always, value * share * share);
};

/** Evidence that has fallen well below its height. */
const hasTurned = ({ cusum, calibrator }: RateTest): boolean =>
  cusum.peak - cusum.value >= Math.max(TURNED_BY, TURNED_BY_LINES * calibrator.threshold);

/**
 * How loud a test is: evidence over alert line, below 1 once its evidence has turned. A window without calls never
 * speaks for more calls than usual, however slowly a rarely called function's evidence fades.
 */
export const surpriseOf = (test: RateTest, index: number, calls: number): number => {
  if (test.cusum.value === 0) return 0;
  const surprise = test.cusum.value / test.calibrator.threshold;
  const isSpike = (RATE_ALTERNATIVES[index] ?? 1) > 1;
  return hasTurned(test) || !isOfSize(test, index) || (isSpike && calls === 0) ? Math.min(0.99, surprise) : surprise;
};

/** The largest share of its alert line that any test has reached: how far the counts are to be trusted for learning. */
export const loudestSurprise = (tests: readonly RateTest[]): number => {
  let loudest = 0;
  for (const { cusum, calibrator } of tests) loudest = Math.max(loudest, cusum.value / calibrator.threshold);
  return loudest;
};

/** Idle minutes after which a drop test reaches `multiple` times its alert line, at this rate. */
export const idleMinutesUntil = (
  test: RateTest,
  index: number,
  expected: CountExpectation,
  multiple: number,
): number => {
  const factor = RATE_ALTERNATIVES[index];
  if (!factor || factor > 1) return Number.POSITIVE_INFINITY;
  const untilOfSize = Math.ceil((test.cusum.observed / MOST_DOWN - test.cusum.expected) / expected.low);
  const missing = multiple * test.calibrator.threshold - test.cusum.value;
  if (missing <= 0) return untilOfSize > 0 ? untilOfSize : Number.POSITIVE_INFINITY;
  const gain = ((1 - factor) * expected.low) / expected.dispersion;
  const untilLoud = Math.ceil(missing / Math.min(gain, mostPerMinute(test)));
  return Math.max(untilLoud, untilOfSize);
};

/** Charges the alarm to the tests that rang. */
export const chargeRateTests = (tests: readonly RateTest[]): void => {
  for (const test of tests) if (test.cusum.value >= test.calibrator.threshold) recordAlarm(test.calibrator);
};

/** The alarm that these tests rang went quiet. */
export const settleRateTests = (tests: readonly RateTest[], at: Minute): void => {
  for (const test of tests) {
    if (test.cusum.peak >= test.calibrator.threshold) raiseAfterAlarm(test.calibrator, CALIBRATION);
    resetCusum(test.cusum, at);
  }
};

export const encodeRateTests = (tests: readonly RateTest[], writer: ByteWriter): void => {
  for (const test of tests) {
    encodeCusum(test.cusum, writer);
    encodeCalibrator(test.calibrator, writer);
  }
};

export const decodeRateTests = (reader: ByteReader): RateTest[] =>
  RATE_ALTERNATIVES.map(() => ({ cusum: decodeCusum(reader), calibrator: decodeCalibrator(reader) }));
