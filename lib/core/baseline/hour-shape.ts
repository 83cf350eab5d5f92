import type { ByteReader, ByteWriter } from '../bytes.ts';
import { HOURS_PER_DAY, QUARTERS_PER_HOUR } from './calendar.ts';

/** Shares are kept in steps of 1/64 of an even spread; all calls in one quarter are 256 steps, kept as 255. */
const STEPS = 64;
const MOST = 255;
/** What one more day weighs: about a fortnight of days. */
const WEIGHT_OF_DAY = 1 / 14;
/** Spreads the rounding of small steps evenly, or slow change would never land: the golden ratio's fractions. */
const GOLDEN = 0.618_033_988_75;

/**
 * How the calls of each hour of the day spread over its four quarters: where in the hour a morning's ramp climbs, and when
 * in it a schedule runs. 1 is an even spread.
 */
export type HourShape = Uint8Array;

export const newHourShape = (): HourShape => new Uint8Array(HOURS_PER_DAY * QUARTERS_PER_HOUR).fill(STEPS);

/** The share of the quarter, times four. */
export const shapeAt = (shape: HourShape, hour: number, quarter: number): number =>
  (shape[(hour % HOURS_PER_DAY) * QUARTERS_PER_HOUR + quarter] ?? STEPS) / STEPS;

/**
 * Takes in the calls of the quarters of a completed hour, whose hour of day was seen on `days` days before. `usualCalls`
 * is what such an hour usually has: a day with few calls says little.
 */
export const learnHourShape = (
  shape: HourShape,
  hour: number,
  byQuarter: Float32Array,
  days: number,
  usualCalls: number,
): void => {
  const calls = byQuarter.reduce((sum, count) => sum + count, 0);
  if (calls === 0) return;
  const weight = Math.max(WEIGHT_OF_DAY, 1 / (days + 1)) * Math.min(1, calls / Math.max(1, usualCalls));
  const dither = (hour * GOLDEN) % 1;
  for (let quarter = 0; quarter < QUARTERS_PER_HOUR; quarter++) {
    const cell = (hour % HOURS_PER_DAY) * QUARTERS_PER_HOUR + quarter;
    const before = shape[cell] ?? STEPS;
    const seen = ((byQuarter[quarter] ?? 0) / calls) * QUARTERS_PER_HOUR * STEPS;
    shape[cell] = Math.min(MOST, Math.floor(before + weight * (seen - before) + dither));
  }
};

/** With `hours` = 1 what came at nine comes at eight. */
export const rotateHourShape = (shape: HourShape, hours: number): void => {
  const before = shape.slice();
  const moved = hours * QUARTERS_PER_HOUR;
  for (let cell = 0; cell < shape.length; cell++) {
    shape[cell] = before[(cell + moved + shape.length) % shape.length] ?? STEPS;
  }
};

export const encodeHourShape = (shape: HourShape, writer: ByteWriter): void => {
  writer.bytes(shape);
};

export const decodeHourShape = (reader: ByteReader): HourShape =>
  reader.bytes(HOURS_PER_DAY * QUARTERS_PER_HOUR).slice();
