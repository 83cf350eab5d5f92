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
import type { UsualByClock } from '../baseline/usual-rate.ts';
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
/** Where gaps stray more than by chance, a longest gap of two weeks says less about the next: the line lies up to this higher. */
const BURSTY_MARGIN = 0.3;
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
  /** Expected calls since the last call … */
  missing: number;
  /** … and if local clocks moved. Silence is what all of them call silence. */
  missingIfEarlier: number;
  missingIfLater: number;
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
  missingIfEarlier: 0,
  missingIfLater: 0,
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

const learnClump = (silence: Silence, calls: number): void => {
  silence.windows = Math.min(SETTLED_WINDOWS, silence.windows + 1);
  const weight = Math.max(CLUMP_RATE, 1 / silence.windows);
  silence.callsPerWindow = Math.fround(silence.callsPerWindow + weight * (calls - silence.callsPerWindow));
};

/** Squared coefficient of variation of the gaps: 1 for Poisson, near 0 for a clock, above 1 for bursts. */
const irregularity = ({ gapMean, gapSquare }: Silence): number => Math.max(0, gapSquare / (gapMean * gapMean) - 1);

/** Expected calls since the last call, whatever clocks did. */
const surelyMissing = ({ missing, missingIfEarlier, missingIfLater }: Silence): number =>
  Math.min(missing, missingIfEarlier, missingIfLater);

const mayHaveMoved = ({ missing, missingIfEarlier, missingIfLater }: Silence): boolean =>
  missing !== missingIfEarlier || missing !== missingIfLater;

const turnSilenceDay = ({ calibrator }: Silence, { minute: now, calibration }: Moment): void => {
  const day = dayOf(now);
  if (day <= calibrator.day) return;
  turnDay(calibrator, day, CALIBRATION, { ...calibration, returnPeriodDays: OFTENER * calibration.returnPeriodDays });
};

/** Calls came in this window: whatever was missing before was a gap. */
export const endSilence = (silence: Silence, calls: number, moment: Moment, isOpen: boolean): void => {
  turnSilenceDay(silence, moment);
  if (silence.missing > 0 && !isOpen && !mayHaveMoved(silence)) learnGap(silence);
  if (!isOpen) learnClump(silence, calls);
  resetSilence(silence);
  silence.lastCall = moment.minute;
};

/** No calls came for so many windows. */
export const prolongSilence = (
  silence: Silence,
  minutes: number,
  expected: UsualByClock,
  moment: Moment,
  isOpen: boolean,
): void => {
  turnSilenceDay(silence, moment);
  silence.missing = Math.fround(silence.missing + expected.now * minutes);
  silence.missingIfEarlier = Math.fround(silence.missingIfEarlier + expected.earlier * minutes);
  silence.missingIfLater = Math.fround(silence.missingIfLater + expected.later * minutes);
  if (!isOpen) recordHeight(silence.calibrator, surelyMissing(silence), isLearning(moment));
};

/** Expected calls that must be missing before silence is news. */
export const silenceLine = (silence: Silence): number =>
  Math.max(
    Math.max(1, silence.gapMean) * (CALIBRATION.floor + POISSON_MARGIN * Math.min(1, irregularity(silence))),
    silence.calibrator.threshold * (1 + BURSTY_MARGIN * Math.min(1, Math.max(0, irregularity(silence) - 1))),
  );

export const silenceSurprise = (silence: Silence, now: Minute): number =>
  now - silence.lastCall < LEAST_MINUTES ? 0 : surelyMissing(silence) / silenceLine(silence);

/** Idle minutes from `now` until the silence reaches `multiple` times its alert line. */
export const silentMinutesUntil = (silence: Silence, expected: UsualByClock, now: Minute, multiple: number): number => {
  const line = multiple * silenceLine(silence);
  const tooSoon = silence.lastCall + LEAST_MINUTES - now;
  if (surelyMissing(silence) >= line) return tooSoon > 0 ? tooSoon : Number.POSITIVE_INFINITY;
  return Math.max(
    tooSoon,
    Math.ceil((line - silence.missing) / expected.now),
    Math.ceil((line - silence.missingIfEarlier) / expected.earlier),
    Math.ceil((line - silence.missingIfLater) / expected.later),
  );
};

export const resetSilence = (silence: Silence): void => {
  silence.missing = 0;
  silence.missingIfEarlier = 0;
  silence.missingIfLater = 0;
};

export const chargeSilence = (silence: Silence, now: Minute): void => {
  if (silenceSurprise(silence, now) >= 1) recordAlarm(silence.calibrator);
};

/** Bit of the byte of gaps, which are 50 at most: two more figures follow. */
const MAY_HAVE_MOVED = 0x80;

export const encodeSilence = (silence: Silence, writer: ByteWriter): void => {
  writer
    .f32(silence.missing)
    .f32(silence.gapMean)
    .f32(silence.gapSquare)
    .u8(silence.gaps | (mayHaveMoved(silence) ? MAY_HAVE_MOVED : 0))
    .f32(silence.callsPerWindow)
    .u8(silence.windows)
    .near(silence.lastCall);
  if (mayHaveMoved(silence)) writer.f32(silence.missingIfEarlier).f32(silence.missingIfLater);
  encodeCalibrator(silence.calibrator, writer);
};

export const decodeSilence = (reader: ByteReader): Silence => {
  const missing = reader.f32();
  const gapMean = reader.f32();
  const gapSquare = reader.f32();
  const gaps = reader.u8();
  const callsPerWindow = reader.f32();
  const windows = reader.u8();
  const lastCall = minute(reader.layout < 4 ? reader.varint() : reader.near());
  const moved = (gaps & MAY_HAVE_MOVED) !== 0;
  return {
    missing,
    missingIfEarlier: moved ? reader.f32() : missing,
    missingIfLater: moved ? reader.f32() : missing,
    gapMean,
    gapSquare,
    gaps: gaps & ~MAY_HAVE_MOVED,
    callsPerWindow,
    windows,
    lastCall,
    calibrator: decodeCalibrator(reader),
  };
};
