import { MINUTES_PER_HOUR, MS_PER_MINUTE } from '../units.ts';
import {
  type CalibrationSettings,
  type Calibrator,
  newCalibrator,
  recordAlarm,
  recordHeight,
  turnDay,
} from './extreme-value-calibrator.ts';

/** How fast the level follows: 45 min found most real one-minute anomalies for few false ones (docs/cli.md, series). */
const LEVEL_HALF_LIFE_MINUTES = 45;
const SPREAD_HALF_LIFE_MINUTES = 2 * LEVEL_HALF_LIFE_MINUTES;
/** Three days of one hour each. */
const HOUR_HALF_LIFE_MINUTES = 3 * MINUTES_PER_HOUR;
/** Mean absolute deviation of a normal distribution times this is its standard deviation. */
const SPREAD_PER_DEVIATION = 1.25;
/** What is learnt of one surprising value: so much, and no more. */
const LEARNT_SPREADS = 3;
const LEARNT_DEVIATIONS = 5;
/** Drift that the two cumulative sums forgive each point, in spreads. */
const CUSUM_DRIFT = 2;
/** Weight of a sudden step against a lasting deviation. */
const STEP_WEIGHT = 0.8;
/** A series that never moves still has this much spread, as a share of its level. */
const LEAST_SPREAD_SHARE = 0.001;
/** Points until level and spread are more than a first impression. */
const WARM_UP_POINTS = 30;
const HOURS = 24;
const MINUTES_PER_DAY = 1_440;

/** Evidence is `e^nats - 1`, so that the calibrator's log domain is that of the nats. 18 is a deviation of six spreads. */
export const GAUGE_CALIBRATION: CalibrationSettings = { floor: 18, ceiling: 2_000 };
const RETURN_PERIOD_DAYS = 400;
/** The first two days form the hours' offsets and calibrate nothing. */
const FORMING_DAYS = 2;

/** What is learnt about one metric series. Fixed size. */
export interface Gauge {
  points: number;
  at: number;
  value: number;
  level: number;
  /** Mean absolute residual, and mean absolute first difference. */
  deviation: number;
  stepDeviation: number;
  /** What each hour of the day (UTC) adds to the level. */
  readonly hourOffsets: Float32Array;
  up: number;
  down: number;
  readonly firstDay: number;
  readonly calibrator: Calibrator;
}

/** What one point looks like against what was learnt before it. */
export interface GaugeReading {
  /** Surprise over its alert line; 1 is the alert line. */
  readonly score: number;
  readonly expected: { readonly lower: number; readonly upper: number };
  readonly direction: 'up' | 'down';
}

export const newGauge = (atMs: number, value: number): Gauge => {
  const day = dayOf(atMs);
  return {
    points: 1,
    at: atMs,
    value,
    level: value,
    deviation: 0,
    stepDeviation: 0,
    hourOffsets: new Float32Array(HOURS),
    up: 0,
    down: 0,
    firstDay: day,
    calibrator: newCalibrator(day, GAUGE_CALIBRATION),
  };
};

/**
 * Judges the next point of a metric series, then learns from it: level (exponentially weighted) plus an offset per hour of
 * the day, spread from the mean absolute residual, two cumulative sums for lasting deviations, first differences for
 * steps. Times ascend, at any and changing distances; values are finite.
 * @param isLearning remember the series' own daily maxima as they are, without bounding them
 */
export const advanceGauge = (gauge: Gauge, atMs: number, value: number, isLearning: boolean): GaugeReading => {
  const minutes = Math.max(0, (atMs - gauge.at) / MS_PER_MINUTE);
  const hour = Math.floor(atMs / (MS_PER_MINUTE * MINUTES_PER_HOUR)) % HOURS;
  turnDay(gauge.calibrator, dayOf(atMs), GAUGE_CALIBRATION, {
    calibratesFromDay: gauge.firstDay + FORMING_DAYS,
    returnPeriodDays: RETURN_PERIOD_DAYS,
  });
  const usual = gauge.level + (gauge.hourOffsets[hour] ?? 0);
  const spread = spreadOf(gauge.deviation, gauge.level);
  const residual = value - usual;
  const z = residual / spread;
  const step = value - gauge.value;
  const zStep = step / spreadOf(gauge.stepDeviation, gauge.level);
  const learnt = Math.max(-LEARNT_SPREADS, Math.min(LEARNT_SPREADS, z));
  gauge.up = Math.max(0, gauge.up + learnt - CUSUM_DRIFT);
  gauge.down = Math.max(0, gauge.down - learnt - CUSUM_DRIFT);
  const nats = Math.max(
    Math.log1p((z * z) / 2),
    Math.log1p(gauge.up),
    Math.log1p(gauge.down),
    STEP_WEIGHT * Math.log1p((zStep * zStep) / 2),
  );
  const isFormed = gauge.points >= WARM_UP_POINTS;
  const evidence = isFormed ? Math.expm1(nats) : 0;
  recordHeight(gauge.calibrator, evidence, isLearning);
  const reading: GaugeReading = {
    score: evidence / gauge.calibrator.threshold,
    expected: { lower: usual - LEARNT_SPREADS * spread, upper: usual + LEARNT_SPREADS * spread },
    direction: z >= 0 ? 'up' : 'down',
  };
  learn(gauge, hour, minutes, isFormed ? learnt * spread : residual, Math.abs(step));
  gauge.points++;
  gauge.at = atMs;
  gauge.value = value;
  return reading;
};

/** An alarm opened: the day counts as one with an alarm. */
export const gaugeAlarmed = (gauge: Gauge): void => recordAlarm(gauge.calibrator);

/** The deviation is over: the sums begin anew. */
export const gaugeQuiet = (gauge: Gauge): void => {
  gauge.up = 0;
  gauge.down = 0;
};

const learn = (gauge: Gauge, hour: number, minutes: number, residual: number, stepSize: number): void => {
  // While there are few points, each weighs as one of them.
  const least = 1 / (gauge.points + 1);
  const weight = (halfLife: number): number => Math.max(least, 1 - 2 ** (-minutes / halfLife));
  const spreadWeight = weight(SPREAD_HALF_LIFE_MINUTES);
  const clipped = (size: number, usual: number): number =>
    gauge.points < WARM_UP_POINTS
      ? size
      : Math.min(size, Math.max(LEARNT_DEVIATIONS * usual, leastSpread(gauge.level)));
  gauge.level += weight(LEVEL_HALF_LIFE_MINUTES) * residual;
  gauge.deviation += spreadWeight * (clipped(Math.abs(residual), gauge.deviation) - gauge.deviation);
  gauge.stepDeviation += spreadWeight * (clipped(stepSize, gauge.stepDeviation) - gauge.stepDeviation);
  const offset = gauge.hourOffsets[hour] ?? 0;
  const hourWeight = 1 - 2 ** (-Math.min(minutes, MINUTES_PER_HOUR) / HOUR_HALF_LIFE_MINUTES);
  gauge.hourOffsets[hour] = offset + hourWeight * residual;
};

const leastSpread = (level: number): number => Math.max(1e-9, LEAST_SPREAD_SHARE * Math.abs(level));
const spreadOf = (deviation: number, level: number): number =>
  Math.max(SPREAD_PER_DEVIATION * deviation, leastSpread(level));
const dayOf = (atMs: number): number => Math.floor(atMs / (MS_PER_MINUTE * MINUTES_PER_DAY));
