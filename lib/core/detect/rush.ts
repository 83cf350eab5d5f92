import { dayOf } from '../baseline/calendar.ts';
import {
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  recordAlarm,
  recordHeight,
  turnDay,
  usualHighest,
} from '../baseline/extreme-value-calibrator.ts';
import { halfLifeOf, keptAfter } from '../baseline/kept-after.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { type Minute, minute } from '../units.ts';
import { isLearning, type Moment } from './moment.ts';

/** Calls fade with this half-life, so what is watched is about the last nine minutes: a blip of two is not a rush. */
const HALF_LIFE = halfLifeOf(6);
const MINUTES_WATCHED = 1 / (1 - keptAfter(1, HALF_LIFE));
/** In units of the mean rate of all hours. Three times that is no rush; the ceiling is what a stored day can hold. */
const CALIBRATION = { floor: 3, ceiling: 2_500, usualScale: 0.08 } as const;
/** Fewer calls than this within those minutes are no rush either, however rarely the function is called. */
const LEAST_CALLS = 25;

/**
 * Whether a function is busier than at the busiest moment of any usual day. Where calls come in bursts the hour of the week
 * says little about one burst, but the height of a day's highest burst is alike from day to day.
 */
export interface Rush {
  /** Calls of the last minutes, fading. */
  calls: number;
  /** When they last stood above the alert line without a break. */
  since: Minute;
  readonly calibrator: Calibrator;
}

export const newRush = (firstWindow: Minute): Rush => ({
  calls: 0,
  since: firstWindow,
  calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
});

/** Recent calls over what the mean rate of all hours would bring. */
const heightOf = (rush: Rush, meanPerMinute: number): number => rush.calls / (MINUTES_WATCHED * meanPerMinute);

export const advanceRush = (
  rush: Rush,
  calls: number,
  minutes: number,
  meanPerMinute: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  turnDay(rush.calibrator, dayOf(moment.minute), CALIBRATION, moment.calibration);
  rush.calls = Math.fround(keptAfter(minutes, HALF_LIFE) * rush.calls + calls);
  const height = heightOf(rush, meanPerMinute);
  if (height < rush.calibrator.threshold) rush.since = moment.minute;
  if (!isOpen && calls > 0) recordHeight(rush.calibrator, height, isLearning(moment));
};

/** Evidence over alert line. A window without calls never speaks for too many. */
export const rushSurprise = (rush: Rush, calls: number, meanPerMinute: number): number => {
  const surprise = heightOf(rush, meanPerMinute) / rush.calibrator.threshold;
  return calls === 0 || rush.calls < LEAST_CALLS ? Math.min(0.99, surprise) : surprise;
};

/** How many times as busy as at the busiest moment of a usual day; undefined before such days are known. */
export const timesTheBusiest = (rush: Rush, meanPerMinute: number): number | undefined => {
  const busiest = usualHighest(rush.calibrator);
  return busiest === undefined || busiest === 0 ? undefined : heightOf(rush, meanPerMinute) / busiest;
};

/** Calls per minute lately. */
export const rushRate = (rush: Rush): number => rush.calls / MINUTES_WATCHED;

export const chargeRush = (rush: Rush, meanPerMinute: number): void => {
  if (heightOf(rush, meanPerMinute) >= rush.calibrator.threshold) recordAlarm(rush.calibrator);
};

export const encodeRush = (rush: Rush, writer: ByteWriter): void => {
  writer.f32(rush.calls).near(rush.since);
  encodeCalibrator(rush.calibrator, writer);
};

export const decodeRush = (reader: ByteReader): Rush => ({
  calls: reader.f32(),
  since: minute(reader.near()),
  calibrator: decodeCalibrator(reader),
});
