import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { Minute } from '../units.ts';
import { HOURS_PER_DAY, hourOf } from './calendar.ts';
import {
  absorbHour,
  addToShape,
  decodeHourOfDurations,
  decodeLogDurationShape,
  encodeHourOfDurations,
  encodeLogDurationShape,
  fadeShape,
  type LogDurationShape,
  newLogDurationShape,
} from './log-duration-shape.ts';
import { movementOf } from './shape-movement.ts';

/** By the clock: a busy function must not forget in an hour. */
const HALF_LIFE_HOURS = 5 * 24;
/** The anchor follows so slowly that a fortnight's poisoning stands out against it. */
const ANCHOR_HALF_LIFE_HOURS = 12 * 24;
/** Calls after which the centre moves by the clock alone, and what one hour adds to them at most. */
const SETTLED_CALLS = 600;
const MOST_CALLS_PER_HOUR = 60;
/** Before anything was seen, ln units: most functions' durations lie within a factor 1.6. */
const PRIOR_VARIANCE = 0.25;
/** Residuals beyond this many standard deviations count as this many: outliers are not spread. */
const WINSORISED_AT = 3;
/** Two durations within 6 % of each other are the same. */
const LEAST_DEVIATION = 0.06;
/** Hour-of-day offsets are kept in steps of 0.1 %, learnt as a mean over days that forgets after forty. */
const OFFSET_STEP = 0.001;
const OFFSET_PRIOR_DAYS = 10;
const MOST_OFFSET_DAYS = 40;
/** An hour with fewer calls says nothing about its hour of day. */
const LEAST_CALLS_FOR_OFFSET = 5;

/** How long a function's calls usually take, in the log domain: centre, spread, hour-of-day offsets, shape. */
export interface DurationBaseline {
  readonly firstHour: number;
  /** ln(ms); follows the days. */
  centre: number;
  /** As `centre`, but slower. */
  anchor: number;
  /** Of ln(ms) around centre and offset. */
  variance: number;
  calls: number;
  readonly offsets: Int16Array;
  readonly shape: LogDurationShape;
  /** The hour being gathered; it teaches nothing before it is complete. */
  hour: number;
  hourCalls: number;
  hourSum: number;
  hourSquares: number;
  /** Something was suspicious in this hour: it teaches nothing at all. */
  hourDisturbed: boolean;
  readonly hourShape: LogDurationShape;
}

export const newDurationBaseline = (firstWindow: Minute): DurationBaseline => ({
  firstHour: hourOf(firstWindow),
  centre: 0,
  anchor: 0,
  variance: PRIOR_VARIANCE,
  calls: 0,
  offsets: new Int16Array(HOURS_PER_DAY),
  shape: newLogDurationShape(),
  hour: hourOf(firstWindow),
  hourCalls: 0,
  hourSum: 0,
  hourSquares: 0,
  hourDisturbed: false,
  hourShape: newLogDurationShape(),
});

export const durationDeviation = (baseline: DurationBaseline): number =>
  Math.max(LEAST_DEVIATION, Math.sqrt(baseline.variance));

/** What the hour of day adds to the centre, in ln units. */
export const hourOffset = (baseline: DurationBaseline, at: Minute): number =>
  (baseline.offsets[hourOf(at) % HOURS_PER_DAY] ?? 0) * OFFSET_STEP;

/**
 * Takes in calls of this hour: how many lie how far above the usual, in ln units, and where among the bins. Residuals
 * beyond a limit count as the limit for centre and spread.
 */
export const gatherDurations = (
  baseline: DurationBaseline,
  counts: readonly number[],
  residuals: Float64Array,
  positions: Float64Array,
): void => {
  const limit = WINSORISED_AT * durationDeviation(baseline);
  let { hourCalls, hourSum, hourSquares } = baseline;
  for (let place = 0; place < counts.length; place++) {
    const calls = counts[place] ?? 0;
    const bounded = Math.min(limit, Math.max(-limit, residuals[place] ?? 0));
    hourCalls += calls;
    hourSum = Math.fround(hourSum + calls * bounded);
    hourSquares = Math.fround(hourSquares + calls * bounded ** 2);
    addToShape(baseline.hourShape, positions[place] ?? 0, calls);
  }
  baseline.hourCalls = hourCalls;
  baseline.hourSum = hourSum;
  baseline.hourSquares = hourSquares;
};

const learnHour = (baseline: DurationBaseline, elapsedHours: number): void => {
  const calls = Math.min(baseline.hourCalls, MOST_CALLS_PER_HOUR);
  const residual = baseline.hourSum / baseline.hourCalls;
  baseline.calls += calls;
  const byCalls = baseline.calls < SETTLED_CALLS ? calls / baseline.calls : 0;
  const share = calls / MOST_CALLS_PER_HOUR;
  const byClock =
    (1 - 2 ** (-elapsedHours / HALF_LIFE_HOURS)) * Math.max(share, Math.min(1, elapsedHours / HOURS_PER_DAY));
  const weight = Math.max(byCalls, byClock);
  baseline.centre = Math.fround(baseline.centre + weight * residual);
  const spread = baseline.hourSquares / baseline.hourCalls;
  baseline.variance = Math.fround(baseline.variance + weight * (spread - baseline.variance));
  const anchorWeight = Math.max(byCalls, 1 - 2 ** (-elapsedHours / ANCHOR_HALF_LIFE_HOURS));
  baseline.anchor = Math.fround(baseline.anchor + anchorWeight * (baseline.centre - baseline.anchor));
  if (baseline.hourCalls >= LEAST_CALLS_FOR_OFFSET) {
    const cell = baseline.hour % HOURS_PER_DAY;
    const days = (baseline.hour - baseline.firstHour) / HOURS_PER_DAY;
    const moved = movementOf(baseline.hourShape, baseline.shape, durationDeviation(baseline));
    const step = moved / OFFSET_STEP / Math.min(MOST_OFFSET_DAYS, days + OFFSET_PRIOR_DAYS);
    baseline.offsets[cell] = Math.round((baseline.offsets[cell] ?? 0) + step);
  }
  absorbHour(baseline.shape, baseline.hourShape);
};

/** Completes the gathered hour when `at` lies beyond it; true when the baseline changed. */
export const turnDurationHour = (baseline: DurationBaseline, at: Minute): boolean => {
  const hour = hourOf(at);
  if (hour <= baseline.hour) return false;
  if (baseline.hourCalls > 0 && !baseline.hourDisturbed) learnHour(baseline, hour - baseline.hour);
  const days = Math.floor(hour / HOURS_PER_DAY) - Math.floor(baseline.hour / HOURS_PER_DAY);
  if (days > 0) fadeShape(baseline.shape, 2 ** ((-days * HOURS_PER_DAY) / HALF_LIFE_HOURS));
  baseline.hour = hour;
  baseline.hourCalls = 0;
  baseline.hourSum = 0;
  baseline.hourSquares = 0;
  baseline.hourDisturbed = false;
  baseline.hourShape.fill(0);
  return true;
};

export const encodeDurationBaseline = (baseline: DurationBaseline, writer: ByteWriter): void => {
  writer.varint(baseline.firstHour).f32(baseline.centre).f32(baseline.anchor).f32(baseline.variance);
  writer.varint(baseline.calls);
  for (const offset of baseline.offsets) writer.signed(offset);
  encodeLogDurationShape(baseline.shape, writer);
  writer.varint(baseline.hour).varint(baseline.hourCalls).f32(baseline.hourSum).f32(baseline.hourSquares);
  writer.u8(baseline.hourDisturbed ? 1 : 0);
  encodeHourOfDurations(baseline.hourShape, writer);
};

export const decodeDurationBaseline = (reader: ByteReader): DurationBaseline => ({
  firstHour: reader.varint(),
  centre: reader.f32(),
  anchor: reader.f32(),
  variance: reader.f32(),
  calls: reader.varint(),
  offsets: Int16Array.from({ length: HOURS_PER_DAY }, () => reader.signed()),
  shape: decodeLogDurationShape(reader),
  hour: reader.varint(),
  hourCalls: reader.varint(),
  hourSum: reader.f32(),
  hourSquares: reader.f32(),
  hourDisturbed: reader.u8() === 1,
  hourShape: decodeHourOfDurations(reader),
});
