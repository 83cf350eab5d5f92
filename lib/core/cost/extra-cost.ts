import type { HistoryPoint } from '../detect/history-point.ts';
import type { Evidence } from '../detect/verdict.ts';
import { PRICES } from './prices.ts';

const MINUTES_PER_HOUR = 60;
const QUARTERS_PER_HOUR = 4;
const MB_PER_GB = 1_024;
const REQUESTS_PRICED = 1_000_000;

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Price of one call of this duration. Billed by the millisecond; initialisation is left out. */
const dollarsPerCall = (durationMs: number, memorySizeMb: number): number =>
  (durationMs / 1_000) * (memorySizeMb / MB_PER_GB) * PRICES.lambdaGbSeconds.dollars;

/**
 * What a deviation of calls or of their duration costs an hour beyond what is usual: extra GB-seconds and requests at
 * list price, as of its worst minute. `undefined` where that cannot be said, or nothing is extra.
 *
 * @param memorySizeMb of the function, by one of its reports
 * @param history of the hours before
 */
export const extraDollarsPerHour = (
  evidence: Evidence,
  memorySizeMb: number,
  history: readonly HistoryPoint[],
): number | undefined => {
  const medians = history.map(({ durationMsMedian }) => durationMsMedian).filter((median) => median !== null);
  const usualMs = mean(medians);
  if (usualMs === undefined) return undefined;
  if (evidence.signal === 'invocations' && evidence.direction === 'up' && evidence.unit === 'invocations/min') {
    const extraCalls = (evidence.observed - (evidence.expected.upper ?? 0)) * MINUTES_PER_HOUR;
    const perRequest = PRICES.lambdaRequests.dollars / REQUESTS_PRICED;
    return extraCalls <= 0 ? undefined : extraCalls * (perRequest + dollarsPerCall(usualMs, memorySizeMb));
  }
  if (evidence.signal !== 'duration' || evidence.direction !== 'up' || evidence.unit !== 'ms') return undefined;
  const calls = mean(history.map(({ invocations }) => invocations * QUARTERS_PER_HOUR)) ?? 0;
  const extraMs = evidence.observed - usualMs;
  return extraMs <= 0 || calls <= 0 ? undefined : calls * dollarsPerCall(extraMs, memorySizeMb);
};
