import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { FunctionMetrics } from '../core/backfill/function-metrics.ts';
import type { MetricMinute } from '../core/backfill/metric-minute.ts';
import { epochMs, type Minute, minuteOf, startOf } from '../core/units.ts';

/** Query id → metric of `AWS/Lambda` and statistic. */
const QUERIES = {
  invocations: ['Invocations', 'Sum'],
  errors: ['Errors', 'Sum'],
  min: ['Duration', 'Minimum'],
  p25: ['Duration', 'p25'],
  p50: ['Duration', 'p50'],
  p75: ['Duration', 'p75'],
  max: ['Duration', 'Maximum'],
} as const;
const IDS = Object.keys(QUERIES) as (keyof typeof QUERIES)[];

/** Most values in one answer; more would be a second page, and perhaps a second bill. */
const MOST_VALUES = 100_800;
const MINUTES_PER_WEEK = 10_080;

export const metricsInput = (functionName: string, from: Minute, until: Minute): GetMetricDataCommandInput => ({
  StartTime: new Date(startOf(from)),
  EndTime: new Date(startOf(until) + 60_000), // exclusive
  ScanBy: 'TimestampAscending',
  MaxDatapoints: MOST_VALUES,
  MetricDataQueries: IDS.map((Id) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/Lambda',
        MetricName: QUERIES[Id][0],
        Dimensions: [{ Name: 'FunctionName', Value: functionName }],
      },
      Period: 60,
      Stat: QUERIES[Id][1],
    },
  })),
});

/** Metrics of the account and Region that the client is of. */
export const cloudWatchFunctionMetrics = (client: CloudWatchClient): FunctionMetrics => ({
  longestSpanMinutes: Math.min(MINUTES_PER_WEEK, Math.floor(MOST_VALUES / IDS.length)),
  metricsPerRequest: IDS.length,

  async read(functionName, from, until) {
    const input = metricsInput(functionName, from, until);
    const columns = new Map(IDS.map((id) => [id, new Map<Minute, number>()]));
    let next: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand(next === undefined ? input : { ...input, NextToken: next }),
      );
      for (const result of page.MetricDataResults ?? []) fill(columns.get(result.Id as keyof typeof QUERIES), result);
      next = page.NextToken;
    } while (next !== undefined);
    return rowsOf(columns);
  },
});

const fill = (column: Map<Minute, number> | undefined, { Timestamps = [], Values = [] }: MetricDataResult): void => {
  Timestamps.forEach((at, index) => {
    const value = Values[index];
    if (value !== undefined) column?.set(minuteOf(epochMs(at.getTime())), value);
  });
};

const rowsOf = (columns: ReadonlyMap<keyof typeof QUERIES, ReadonlyMap<Minute, number>>): readonly MetricMinute[] => {
  const at = (id: keyof typeof QUERIES, minute: Minute): number => columns.get(id)?.get(minute) ?? 0;
  const minutes = [...(columns.get('invocations')?.keys() ?? [])].sort((a, b) => a - b);
  return minutes.flatMap((minute): MetricMinute[] => {
    const invocations = Math.round(at('invocations', minute));
    if (!(invocations > 0)) return [];
    const row = { minute, invocations, errors: Math.round(at('errors', minute)) };
    if (columns.get('p50')?.has(minute) !== true) return [row];
    const [min, max] = [at('min', minute), at('max', minute)];
    const [p25, p50, p75] = [at('p25', minute), at('p50', minute), at('p75', minute)];
    return [{ ...row, durationMs: { min, p25, p50, p75, max } }];
  });
};
