import { emptySummary, type Summary } from '../fold/summary.ts';
import type { Minute } from '../units.ts';

/** The function's durations of one minute, in milliseconds, as CloudWatch's statistics tell them. */
export interface DurationStatistics {
  readonly min: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly max: number;
}

/** One minute of one function as the metrics of `AWS/Lambda` tell it. */
export interface MetricMinute {
  readonly minute: Minute;
  readonly invocations: number;
  readonly errors: number;
  readonly durationMs?: DurationStatistics;
}

/** Durations that stand for all of a minute. */
const MOST_SAMPLES = 40;

/** The minute as a summary: counts as they are, durations as a sample that has the same quartiles. */
export const summaryOfMetrics = ({ invocations, errors, durationMs }: MetricMinute, salt: number): Summary => {
  const summary = emptySummary(salt);
  summary.starts = invocations;
  summary.reports = invocations;
  summary.countedErrors = Math.min(errors, invocations);
  if (durationMs === undefined) return summary;
  const samples = Math.min(invocations, MOST_SAMPLES);
  for (let index = 0; index < samples; index++) {
    const us = Math.round(durationAt(durationMs, (index + 0.5) / samples) * 1_000);
    summary.durations.add(us);
    summary.durationUsSum += us;
  }
  summary.durationUsMax = Math.round(durationMs.max * 1_000);
  return summary;
};

/** The quantile function, straight in the logarithm between the known quantiles. */
const durationAt = ({ min, p25, p50, p75, max }: DurationStatistics, share: number): number => {
  const known = [min, p25, p50, p75, max];
  const place = Math.min(3, Math.floor(share * 4));
  const [low = 0, high = 0] = [known[place], known[place + 1]];
  if (!(low > 0)) return high * share;
  return low * (Math.max(high, low) / low) ** (share * 4 - place);
};
