import { interquartileRange, medianSorted } from 'simple-statistics';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { minute } from '../units.ts';
import { dayOf } from './calendar.ts';

/** Two weeks: each weekday twice, and short enough to follow a function that changes character. */
const DAYS_KEPT = 14;
/** Steps per unit of ln(1 + maximum): a stored maximum is within 1.6 % of the true one, and 2,900 nats fit a byte. */
const STEPS_PER_NAT = 32;
/** Below this a Gumbel fit to 14 values is luck, not evidence. */
const LEAST_GUMBEL_SCALE = 0.18;
/** What scale a function is believed to have before its own days say more, and how many days that belief weighs. */
const PRIOR_GUMBEL_SCALE = 0.18;
const PRIOR_DAYS = 4;
/** Of a Gumbel distribution with scale 1: interquartile range and median (both minus location). */
const GUMBEL_IQR = 1.573;
const GUMBEL_MEDIAN = 0.3665;
/** An alert line lies at least this far above the second-highest day: a repeating false alarm calibrates itself away. */
const ABOVE_SECOND_HIGHEST = 1.15;
/** … but one bad day in the learning period must not lift it further than this above what the other days say. */
const TRUSTED_EXCESS = 2;
/** A day on which an alarm opened is remembered as this much above the alert line it crossed. */
const ALARM_DAY_EXCESS = 1.3;
/** With fewer days than this there is nothing to fit. */
const LEAST_DAYS = 3;
/** Without days to fit, the alert line is this multiple of the floor. */
const UNCALIBRATED_EXCESS = 1.4;
/** Less than a week of days knows no week-end: the line lies higher until then. */
const WEEK_OF_DAYS = 7;
const SHORT_HISTORY_EXCESS = 1.3;

export interface CalibrationSettings {
  /** Lowest alert line, in units of the statistic. */
  readonly floor: number;
  /** Highest alert line: bounds how far a noisy or poisoned history can deafen a detector. */
  readonly ceiling: number;
}

/** How a day is judged: which days count, and how rarely a false alarm may come. */
export interface CalibrationContext {
  /** Days before this one are a forming profile's noise and are not remembered. */
  readonly calibratesFromDay: number;
  /** Return period: days between false alarms that one statistic of one function may cause. */
  readonly returnPeriodDays: number;
  /** By what the alert line is multiplied, as the function's owner wants it; 1 when absent. */
  readonly lineFactor?: number;
}

/**
 * Finds the alert line of one statistic of one function from the statistic's own daily maxima: the Gumbel quantile at
 * the return period, fitted by median and interquartile range in the log domain, so that three bad days of fourteen
 * do not move it.
 * @see Gumbel (1958), Statistics of Extremes; Siffer et al. (2017), Anomaly detection in streams with extreme value theory
 */
export interface Calibrator {
  day: number;
  maximumToday: number;
  /** Newest last, quantised ln(1 + maximum). */
  dailyMaxima: Uint8Array;
  threshold: number;
}

export const newCalibrator = (day: number, settings: CalibrationSettings): Calibrator => ({
  day,
  maximumToday: 0,
  dailyMaxima: new Uint8Array(0),
  threshold: Math.fround(settings.floor * UNCALIBRATED_EXCESS),
});

const alertLine = (stored: Uint8Array, settings: CalibrationSettings, returnPeriodDays: number): number => {
  const days = stored.length;
  const sorted = Array.from(stored, (code) => code / STEPS_PER_NAT).sort((a, b) => a - b);
  const highest = sorted[days - 1] ?? 0;
  if (days < LEAST_DAYS) {
    const line = Math.max(settings.floor * UNCALIBRATED_EXCESS, ABOVE_SECOND_HIGHEST * Math.expm1(highest));
    return Math.min(settings.ceiling, line);
  }
  const ownScale = interquartileRange(sorted) / GUMBEL_IQR;
  const scale = Math.max(LEAST_GUMBEL_SCALE, (ownScale * days + PRIOR_GUMBEL_SCALE * PRIOR_DAYS) / (days + PRIOR_DAYS));
  const location = medianSorted(sorted) - GUMBEL_MEDIAN * scale;
  const caution = days < WEEK_OF_DAYS ? SHORT_HISTORY_EXCESS : 1;
  const fitted = caution * Math.max(settings.floor, Math.expm1(location + scale * Math.log(returnPeriodDays)));
  const secondHighest = Math.min(TRUSTED_EXCESS * fitted, Math.expm1(sorted[days - 2] ?? 0));
  return Math.min(settings.ceiling, Math.max(fitted, ABOVE_SECOND_HIGHEST * secondHighest));
};

/** Closes the days before `day`. Cheap to call every window: works once a day. */
export const turnDay = (
  calibrator: Calibrator,
  day: number,
  settings: CalibrationSettings,
  context: CalibrationContext,
): void => {
  if (day <= calibrator.day) return;
  if (calibrator.day >= context.calibratesFromDay) {
    const code = Math.min(255, Math.round(Math.log1p(calibrator.maximumToday) * STEPS_PER_NAT));
    const kept = calibrator.dailyMaxima.subarray(Math.max(0, calibrator.dailyMaxima.length - DAYS_KEPT + 1));
    calibrator.dailyMaxima = Uint8Array.of(...kept, code);
    const line = alertLine(calibrator.dailyMaxima, settings, context.returnPeriodDays);
    calibrator.threshold = Math.fround(line * (context.lineFactor ?? 1));
  }
  calibrator.day = day;
  calibrator.maximumToday = 0;
};

/** Remembers the statistic's height today; `isLearning` days are remembered as they are, later ones bounded. */
export const recordHeight = (calibrator: Calibrator, height: number, isLearning: boolean): void => {
  const bounded = isLearning ? height : Math.min(height, ALARM_DAY_EXCESS * calibrator.threshold);
  if (bounded > calibrator.maximumToday) calibrator.maximumToday = Math.fround(bounded);
};

/** An alarm opened on this statistic: an attacker or a noisy pattern pays for a higher line with alerts. */
export const recordAlarm = (calibrator: Calibrator): void => {
  calibrator.maximumToday = Math.fround(ALARM_DAY_EXCESS * calibrator.threshold);
};

/**
 * An alarm on this statistic went quiet: until the day's turn works the alert line out anew, the next one must be clearly
 * louder, so that one long deviation at the edge does not alert again and again.
 */
export const raiseAfterAlarm = (calibrator: Calibrator, settings: CalibrationSettings): void => {
  calibrator.threshold = Math.fround(Math.min(settings.ceiling, ALARM_DAY_EXCESS * calibrator.threshold));
};

export const encodeCalibrator = (calibrator: Calibrator, writer: ByteWriter): void => {
  writer
    .signed(dayOf(minute(writer.origin)) - calibrator.day)
    .f32(calibrator.maximumToday)
    .f32(calibrator.threshold);
  writer.varint(calibrator.dailyMaxima.length).bytes(calibrator.dailyMaxima);
};

export const decodeCalibrator = (reader: ByteReader): Calibrator => {
  const day = reader.layout < 4 ? reader.varint() : dayOf(minute(reader.origin)) - reader.signed();
  const maximumToday = reader.f32();
  const threshold = reader.f32();
  return { day, maximumToday, threshold, dailyMaxima: reader.bytes(reader.varint()).slice() };
};
