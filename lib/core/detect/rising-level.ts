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
import { halfLifeOf } from '../baseline/kept-after.ts';
import {
  decodeLevelFilter,
  encodeLevelFilter,
  type LevelFilter,
  learnLevel,
  levelOf,
  newLevelFilter,
  resetLevel,
} from '../baseline/level-filter.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import { isLearning, type Moment } from './moment.ts';

/** Long enough to see through bursts, short enough to see a ramp before the weekly profile follows it. */
export const HOURS_OF_RISE = 6;
const LEVEL = { halfLife: halfLifeOf(HOURS_OF_RISE * MINUTES_PER_HOUR), priorCalls: 20 } as const;
/** In units of "level minus one": twice the profile at the least; thirteen times is news whatever the history. Levels stray less than evidence. */
const CALIBRATION = { floor: 1, ceiling: 12, usualScale: 0.08 } as const;
/** … but where six hours stray by bursts, so do their highest levels: half their deviation is what simulations show. */
const SCALE_PER_DEVIATION = 0.5;
const MOST_SCALE = 0.4;
/** A level must hold for an hour: one batch is not a level. */
const LEAST_MINUTES = 60;

/**
 * Watches the level of the last hours against the profile of the last weeks, without clipping: what raises the rate by
 * a little every day to teach the detector is seen here before the baseline has followed.
 */
export interface RisingLevel {
  readonly filter: LevelFilter;
  readonly calibrator: Calibrator;
  /** Since when the level has been above the alert line; 0 when it is not. */
  above: number;
}

export const newRisingLevel = (firstWindow: Minute): RisingLevel => ({
  filter: newLevelFilter(LEVEL),
  calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
  above: 0,
});

/** Begins a day; `strays` is the relative deviation that the calls of six hours are known to have. */
export const turnRisingDay = (
  { calibrator }: RisingLevel,
  strays: number,
  { minute: now, calibration }: Moment,
): void => {
  const usualScale = Math.max(CALIBRATION.usualScale, Math.min(MOST_SCALE, SCALE_PER_DEVIATION * strays));
  turnDay(calibrator, dayOf(now), { ...CALIBRATION, usualScale }, calibration);
};

export const advanceRisingLevel = (
  rising: RisingLevel,
  calls: number,
  minutes: number,
  expectedPerMinute: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  learnLevel(rising.filter, LEVEL, calls / minutes, expectedPerMinute, minutes);
  const height = Math.max(0, levelOf(rising.filter) - 1);
  if (!isOpen) recordHeight(rising.calibrator, height, isLearning(moment));
  if (height < rising.calibrator.threshold) rising.above = 0;
  else if (rising.above === 0) rising.above = moment.minute;
};

/**
 * Level over alert line. A window without calls never speaks for too many: where a day brings a single call, a burst stands
 * out of six hours' level for days.
 */
export const risingSurprise = (rising: RisingLevel, calls: number, now: Minute): number => {
  const surprise = (levelOf(rising.filter) - 1) / rising.calibrator.threshold;
  return isAbove(rising, now) && calls > 0 ? surprise : Math.min(0.99, surprise);
};

/** Whether the level has stood above the alert line for long enough. */
const isAbove = (rising: RisingLevel, now: Minute): boolean => rising.above > 0 && now - rising.above >= LEAST_MINUTES;

export const sinceWhenHigh = (rising: RisingLevel): Minute => minute(rising.above);
export const levelMultiple = (rising: RisingLevel): number => levelOf(rising.filter);

export const resetRisingLevel = (rising: RisingLevel): void => {
  resetLevel(rising.filter, LEVEL);
  rising.above = 0;
};

export const chargeRisingLevel = (rising: RisingLevel, now: Minute): void => {
  if (isAbove(rising, now)) recordAlarm(rising.calibrator);
};

export const encodeRisingLevel = (rising: RisingLevel, writer: ByteWriter): void => {
  encodeLevelFilter(rising.filter, writer);
  encodeCalibrator(rising.calibrator, writer);
  writer.varint(rising.above);
};

export const decodeRisingLevel = (reader: ByteReader): RisingLevel => ({
  filter: decodeLevelFilter(reader),
  calibrator: decodeCalibrator(reader),
  above: reader.varint(),
});
