import { mean, median } from 'simple-statistics';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { minute } from '../units.ts';
import { dayOf } from './calendar.ts';

/** Two weeks: each weekday twice, and short enough to follow a function that changes character. */
const DAYS_KEPT = 14;
/** Steps per unit of ln(1 + maximum): a stored maximum is within 1.6 % of the true one, and 2,900 nats fit a byte. */
const STEPS_PER_NAT = 32;
/** Below this a Gumbel fit to 14 values is luck, not evidence. */
const LEAST_GUMBEL_SCALE = 0.12;
/** What scale a function is believed to have before its own days say more, and how many days that belief weighs. */
const PRIOR_GUMBEL_SCALE = 0.3;
const PRIOR_DAYS = 10;
/** Mean of a Gumbel distribution with location 0 and scale 1. */
const EULER = 0.577_215_664_9;
/** This share of the days may be outliers: what they say is bounded to a multiple (in ln units) of the highest other day. */
const OUTLIERS = 0.2;
const MOST_GAP = 0.5;
/** An alert line lies at least this far above the second-highest day: a repeating false alarm calibrates itself away. */
const ABOVE_SECOND_HIGHEST = 1.15;
/** … but one bad day in the learning period must not lift it further than this above what the other days say. */
const TRUSTED_EXCESS = 2;
/** A day on which an alarm opened is remembered as this much above the alert line it crossed. */
const ALARM_DAY_EXCESS = 1.3;
/** What the fit makes of two weeks may not lie further than this above the highest day it saw. */
const ABOVE_HIGHEST = 4;
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
  /** Gumbel scale, in ln(1 + statistic), that is believed before the function's own days say more. */
  readonly usualScale?: number;
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
 * the return period, fitted by L-moments in the log domain, which waste less of 14 days than median and quartiles do; the
 * highest fifth of the days is brought within reach of the rest first, so that two bad days of fourteen move it little.
 * @see Gumbel (1958), Statistics of Extremes; Hosking (1990), L-moments, JRSS B 52; Siffer et al. (2017), Anomaly detection in streams with extreme value theory
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

/**
 * The days' heights with the highest brought within reach of the rest: a few days of trouble, while learning or since,
 * must not set the line.
 */
const withinReach = (sorted: readonly number[]): readonly number[] => {
  const trusted = sorted[sorted.length - 1 - Math.floor(OUTLIERS * sorted.length)] ?? 0;
  return sorted.map((height) => Math.min(height, trusted + MOST_GAP));
};

/** Scale of the Gumbel distribution that ascending values seem drawn from: half their mean difference over ln 2. */
const gumbelScale = (sorted: readonly number[]): number => {
  const days = sorted.length;
  let weighted = 0;
  for (const [rank, value] of sorted.entries()) weighted += (2 * rank - days + 1) * value;
  return weighted / (days * (days - 1) * Math.LN2);
};

const alertLine = (stored: Uint8Array, settings: CalibrationSettings, returnPeriodDays: number): number => {
  const days = stored.length;
  const sorted = Array.from(stored, (code) => code / STEPS_PER_NAT).sort((a, b) => a - b);
  const highest = Math.expm1(sorted[days - 1] ?? 0);
  if (days < LEAST_DAYS) {
    const line = Math.max(settings.floor * UNCALIBRATED_EXCESS, ABOVE_SECOND_HIGHEST * highest);
    return Math.min(settings.ceiling, line);
  }
  const secondHighest = Math.expm1(sorted[days - 2] ?? 0);
  const heights = withinReach(sorted);
  const believed =
    (gumbelScale(heights) * days + (settings.usualScale ?? PRIOR_GUMBEL_SCALE) * PRIOR_DAYS) / (days + PRIOR_DAYS);
  const scale = Math.max(Math.min(LEAST_GUMBEL_SCALE, settings.usualScale ?? LEAST_GUMBEL_SCALE), believed);
  const location = mean(heights) - EULER * scale;
  const quantile = Math.expm1(location + scale * Math.log(returnPeriodDays));
  const caution = days < WEEK_OF_DAYS ? SHORT_HISTORY_EXCESS : 1;
  const fitted = caution * Math.max(settings.floor, Math.min(quantile, ABOVE_HIGHEST * highest));
  const trusted = Math.min(TRUSTED_EXCESS * fitted, secondHighest);
  return Math.min(settings.ceiling, Math.max(fitted, ABOVE_SECOND_HIGHEST * trusted));
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
  if (height <= calibrator.maximumToday) return;
  const bounded = isLearning ? height : Math.min(height, ALARM_DAY_EXCESS * calibrator.threshold);
  if (bounded > calibrator.maximumToday) calibrator.maximumToday = Math.fround(bounded);
};

/** The highest of a usual day: the median of the days that are remembered; undefined before the first. */
export const usualHighest = ({ dailyMaxima }: Calibrator): number | undefined =>
  dailyMaxima.length === 0 ? undefined : Math.expm1(median([...dailyMaxima]) / STEPS_PER_NAT);

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
