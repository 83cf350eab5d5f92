import type { Minute } from '../units.ts';
import type { MetricMinute } from './metric-minute.ts';

/** CloudWatch's metrics of functions, minute by minute. */
export interface FunctionMetrics {
  /** Longest span that one request may ask for, in minutes. */
  readonly longestSpanMinutes: number;
  /** Metrics that CloudWatch bills for one request. */
  readonly metricsPerRequest: number;
  /** Minutes with invocations from `from` to `until`, both included, ascending. */
  read(functionName: string, from: Minute, until: Minute): Promise<readonly MetricMinute[]>;
}

/** A billed metric, US dollars: GetMetricData, us-east-1 list price of USD 0.01 for 1,000 metrics requested. */
export const DOLLARS_PER_METRIC = 0.01 / 1_000;
