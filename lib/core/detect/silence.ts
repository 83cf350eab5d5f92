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
const CALIBRATION = { floor: 2.2, ceiling: 2_500, usualScale: 0.16 } as const;
/** For a Poisson function: ten expected calls more; the odds of that silence by chance are 1 to 200,000. */
const POISSON_MARGIN = 10;
/** Weight of a new gap in what is known about gaps: sixteen gaps of memory, and a belief in Poisson worth two. */
const GAP_RATE = 0.06;
const PRIOR_GAPS = 2;
const SETTLED_GAPS = 50;
/** One gap may claim at most this multiple of the usual one: an outage is not what gaps are like. */
const MOST_GAP = 4;
/** Weight of a new window in the usual calls per window. */
const CLUMP_RATE = 0.005;
const SETTLED_WINDOWS = 200;
/** Gaps of a day are alike, so their fitted line may be tighter; a missed schedule should not wait for a week. */
const OFTENER = 0.3;
/** A gap in delivery of this many minutes is no silence, however busy the function. */
const LEAST_MINUTES = 4;

/** How many calls should have come since the last one came. Needs a clock, not an event: silence sends none. */
export interface Silence {
  /** Expected calls since the last call. */
  missing: number;
  /** Gaps between calls, in expected calls: usual size and mean square. Equal gaps are a clock. */
  gapMean: number;
  gapSquare: number;
  gaps: number;
  /** Usual calls in a window that has any: batches are missed as batches. */
  callsPerWindow: number;
  windows: number;
  /** The last window with a call. */
  lastCall: Minute;
  readonly calibrator: Calibrator;
}

export const newSilence = (firstWindow: Minute): Silence => ({
  missing: 0,
  gapMean: 1,
  gapSquare: 2,
  gaps: 0,
  callsPerWindow: 1,
  windows: 0,
  lastCall: firstWindow,
  calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
});

const learnGap = (silence: Silence): void => {
  const weight = Math.max(GAP_RATE, 1 / (silence.gaps + PRIOR_GAPS));
  const gap = Math.min(MOST_GAP * Math.max(1, silence.gapMean), silence.missing);
  silence.gaps = Math.min(SETTLED_GAPS, silence.gaps + 1);
  silence.gapMean = Math.fround(silence.gapMean + weight * (gap - silence.gapMean));
  silence.gapSquare = Math.fround(silence.gapSquare + weight * (gap * gap - silence.gapSquare));
};

/** Squared coefficient of variation of the gaps: 1 for Poisson, near 0 for a clock, above 1 for bursts. */
const irregularity = ({ gapMean, gapSquare }: Silence): number =>
  Math.min(1, Math.max(0, gapSquare / (gapMean * gapMean) - 1));

export const advanceSilence = (
  silence: Silence,
  calls: number,
  minutes: number,
  expectedPerMinute: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  const day = dayOf(moment.minute);
  if (day > silence.calibrator.day) {
    const oftener = { ...moment.calibration, returnPeriodDays: OFTENER * moment.calibration.returnPeriodDays };
    turnDay(silence.calibrator, day, CALIBRATION, oftener);
  }
  if (calls > 0) {
    if (silence.missing > 0 && !isOpen) learnGap(silence);
    silence.windows = Math.min(SETTLED_WINDOWS, silence.windows + 1);
    const weight = Math.max(CLUMP_RATE, 1 / silence.windows);
    silence.callsPerWindow = Math.fround(silence.callsPerWindow + weight * (calls - silence.callsPerWindow));
    silence.missing = 0;
    silence.lastCall = moment.minute;
    return;
  }
  silence.missing = Math.fround(silence.missing + expectedPerMinute * minutes);
  if (!isOpen) recordHeight(silence.calibrator, silence.missing, isLearning(moment));
};

/** Expected calls that must be missing before silence is news. */
export const silenceLine = (silence: Silence): number =>
  Math.max(
    Math.max(1, silence.gapMean) * (CALIBRATION.floor + POISSON_MARGIN * irregularity(silence)),
    silence.calibrator.threshold,
  );

export const silenceSurprise = (silence: Silence, now: Minute): number =>
  now - silence.lastCall < LEAST_MINUTES ? 0 : silence.missing / silenceLine(silence);

/** Idle minutes from `now` until the silence reaches `multiple` times its alert line. */
export const silentMinutesUntil = (
  silence: Silence,
  expectedPerMinute: number,
  now: Minute,
  multiple: number,
): number => {
  const missing = multiple * silenceLine(silence) - silence.missing;
  const tooSoon = silence.lastCall + LEAST_MINUTES - now;
  if (missing <= 0) return tooSoon > 0 ? tooSoon : Number.POSITIVE_INFINITY;
  return Math.max(tooSoon, Math.ceil(missing / expectedPerMinute));
};

export const resetSilence = (silence: Silence): void => {
  silence.missing = 0;
};

export const chargeSilence = (silence: Silence, now: Minute): void => {
  if (silenceSurprise(silence, now) >= 1) recordAlarm(silence.calibrator);
};

export const encodeSilence = (silence: Silence, writer: ByteWriter): void => {
  writer
    .f32(silence.missing)
    .f32(silence.gapMean)
    .f32(silence.gapSquare)
    .u8(silence.gaps)
    .f32(silence.callsPerWindow)
    .u8(silence.windows)
    .near(silence.lastCall);
  encodeCalibrator(silence.calibrator, writer);
};

export const decodeSilence = (reader: ByteReader): Silence => ({
  missing: reader.f32(),
  gapMean: reader.f32(),
  gapSquare: reader.f32(),
  gaps: reader.u8(),
  callsPerWindow: reader.f32(),
  windows: reader.u8(),
  lastCall: minute(reader.layout < 4 ? reader.varint() : reader.near()),
  calibrator: decodeCalibrator(reader),
});
