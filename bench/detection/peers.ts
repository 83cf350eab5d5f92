import { median } from 'simple-statistics';
import { PERIOD_MINUTES } from './series-recorder.ts';

/** Scores each period of a series in (robust) standard deviations; learns as it goes. NaN periods score 0. */
export type GaugeScorer = (series: Float64Array, firstPeriod: number) => Float64Array;

export interface Peer {
  readonly name: string;
  readonly scorer: GaugeScorer;
  /** Standard deviations, and how many of how many periods must lie beyond them. */
  readonly deviations: number;
  readonly consecutive: number;
}

const PERIODS_PER_HOUR = 60 / PERIOD_MINUTES;
const PERIODS_PER_DAY = 24 * PERIODS_PER_HOUR;
const HOURS_PER_WEEK = 168;
const LEAST_DEVIATION = 1e-3;
/** Weight of a new observation in a band's cell: a fortnight of weekly visits. */
const BAND_WEIGHT = 0.02;

/** A band per hour of the week, mean and deviation, like the anomaly bands of CloudWatch alarms. */
const hourOfWeekBand: GaugeScorer = (series, firstPeriod) => {
  const mean = new Float64Array(HOURS_PER_WEEK);
  const variance = new Float64Array(HOURS_PER_WEEK);
  const count = new Float64Array(HOURS_PER_WEEK);
  return series.map((value, period) => {
    if (Number.isNaN(value)) return 0;
    const cell = Math.floor((firstPeriod + period) / PERIODS_PER_HOUR) % HOURS_PER_WEEK;
    const seen = count[cell] ?? 0;
    const residual = value - (mean[cell] ?? 0);
    const deviation = Math.sqrt(variance[cell] ?? 0);
    const weight = Math.max(BAND_WEIGHT, 1 / (seen + 1));
    mean[cell] = (mean[cell] ?? 0) + weight * residual;
    variance[cell] = (1 - weight) * ((variance[cell] ?? 0) + weight * residual ** 2);
    count[cell] = seen + 1;
    return seen < PERIODS_PER_HOUR ? 0 : residual / Math.max(LEAST_DEVIATION, deviation);
  });
};

/** Additive Holt-Winters with a daily season, and the residual in smoothed absolute deviations. */
const holtWinters: GaugeScorer = (series) => {
  const [alpha, beta, gamma] = [0.05, 0.001, 0.1];
  const season = new Float64Array(PERIODS_PER_DAY);
  let [level, trend, spread] = [0, 0, 0];
  return series.map((value, period) => {
    if (Number.isNaN(value)) return 0;
    const cell = period % PERIODS_PER_DAY;
    const seasonal = season[cell] ?? 0;
    const residual = value - (level + trend + seasonal);
    const score = period < 3 * PERIODS_PER_DAY ? 0 : residual / Math.max(LEAST_DEVIATION, 1.25 * spread);
    const before = level;
    level += trend + alpha * residual;
    trend += beta * (level - before - trend);
    season[cell] = seasonal + gamma * residual;
    spread += 0.01 * (Math.abs(residual) - spread);
    return score;
  });
};

/** Median of the same period on the past days, and the residual in median absolute deviations of the past day. */
const seasonalMedian: GaugeScorer = (series) => {
  const days = 14;
  const residuals: number[] = [];
  let spread = 0;
  return series.map((value, period) => {
    if (Number.isNaN(value)) return 0;
    const past: number[] = [];
    for (let day = 1; day <= days; day++) {
      const then = series[period - day * PERIODS_PER_DAY];
      if (then !== undefined && !Number.isNaN(then)) past.push(then);
    }
    if (past.length < 3) return 0;
    const residual = value - median(past);
    residuals.push(Math.abs(residual));
    if (residuals.length > PERIODS_PER_DAY) residuals.shift();
    if (period % PERIODS_PER_HOUR === 0) spread = 1.4826 * median(residuals);
    return residual / Math.max(LEAST_DEVIATION, spread);
  });
};

export const PEERS: readonly Peer[] = [
  { name: 'hour-of-week band, 3 sigma 1 of 1', scorer: hourOfWeekBand, deviations: 3, consecutive: 1 },
  { name: 'hour-of-week band, 3 sigma 3 of 3', scorer: hourOfWeekBand, deviations: 3, consecutive: 3 },
  { name: 'Holt-Winters, 3 sigma 3 of 3', scorer: holtWinters, deviations: 3, consecutive: 3 },
  { name: 'seasonal median/MAD, 3 sigma 3 of 3', scorer: seasonalMedian, deviations: 3, consecutive: 3 },
];
