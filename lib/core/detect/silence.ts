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
import { isLearning, type Moment } from './moment.ts';

/**
 * A clock-like function speaks after a little over two missed runs at the least. The ceiling is the calibrator's own
 * limit: a bursty function may rest for hours in which its average rate would bring thousands of calls.
 */
const CALIBRATION = { floor: 2.2, ceiling: 2_500 } as const;
/** For a Poisson function: ten expected calls more; the odds of that silence by chance are 1 to 200,000. */
const POISSON_MARGIN = 10;
/** Below this dispersion a function runs by the clock and the margin shrinks with it. */
const CLOCK_LIKE = 0.5;
/** A gap in delivery of this many minutes is no silence, however busy the function. */
const LEAST_MINUTES = 4;

/** How many calls should have come since the last one came. Needs a clock, not an event: silence sends none. */
export interface Silence {
  /** Expected calls since the last call. */
  missing: number;
  /** The last window with a call. */
  lastCall: Minute;
  readonly calibrator: Calibrator;
}

export const newSilence = (firstWindow: Minute): Silence => ({
  missing: 0,
  lastCall: firstWindow,
  calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
});

export const advanceSilence = (
  silence: Silence,
  calls: number,
  minutes: number,
  expectedPerMinute: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  turnDay(silence.calibrator, dayOf(moment.minute), CALIBRATION, moment.calibration);
  if (calls > 0) {
    silence.missing = 0;
    silence.lastCall = moment.minute;
    return;
  }
  silence.missing = Math.fround(silence.missing + expectedPerMinute * minutes);
  if (!isOpen) recordHeight(silence.calibrator, silence.missing, isLearning(moment));
};

/** Expected calls that must be missing before silence is news. */
export const silenceLine = (silence: Silence, dispersion: number): number =>
  Math.max(
    CALIBRATION.floor + POISSON_MARGIN * (dispersion > CLOCK_LIKE ? 1 : dispersion),
    silence.calibrator.threshold,
  );

export const silenceSurprise = (silence: Silence, dispersion: number, now: Minute): number =>
  now - silence.lastCall < LEAST_MINUTES ? 0 : silence.missing / silenceLine(silence, dispersion);

/** Idle minutes from `now` until the silence reaches `multiple` times its alert line. */
export const silentMinutesUntil = (
  silence: Silence,
  expectedPerMinute: number,
  dispersion: number,
  now: Minute,
  multiple: number,
): number => {
  const missing = multiple * silenceLine(silence, dispersion) - silence.missing;
  const tooSoon = silence.lastCall + LEAST_MINUTES - now;
  if (missing <= 0) return tooSoon > 0 ? tooSoon : Number.POSITIVE_INFINITY;
  return Math.max(tooSoon, Math.ceil(missing / expectedPerMinute));
};

export const resetSilence = (silence: Silence): void => {
  silence.missing = 0;
};

export const chargeSilence = (silence: Silence, dispersion: number, now: Minute): void => {
  if (silenceSurprise(silence, dispersion, now) >= 1) recordAlarm(silence.calibrator);
};

export const encodeSilence = (silence: Silence, writer: ByteWriter): void => {
  writer.f32(silence.missing).varint(silence.lastCall);
  encodeCalibrator(silence.calibrator, writer);
};

export const decodeSilence = (reader: ByteReader): Silence => ({
  missing: reader.f32(),
  lastCall: minute(reader.varint()),
  calibrator: decodeCalibrator(reader),
});
