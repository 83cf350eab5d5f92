import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { cloudWatchFunctionMetrics } from '../../../lib/aws/cloudwatch-function-metrics.ts';
import { minute, startOf } from '../../../lib/core/units.ts';
import { startHttpDouble } from '../../support/dynalite.ts';

/** CloudWatch on loopback, as its service model describes GetMetricData: instants are seconds. */
const bodies: Record<string, unknown>[] = [];
let pages: object[] = [];
let double: Awaited<ReturnType<typeof startHttpDouble>>;

beforeAll(async () => {
  double = await startHttpDouble((operation, body) => {
    expect(operation).toBe('GetMetricData');
    bodies.push(JSON.parse(body));
    return { status: 200, body: JSON.stringify(pages[bodies.length - 1] ?? { MetricDataResults: [] }) };
  });
});
afterAll(() => double.stop());
beforeEach(() => {
  bodies.length = 0;
});

const FIRST = minute(29_459_520);
const seconds = (at: number): number => startOf(minute(at)) / 1_000;
const client = () =>
  new CloudWatchClient({
    region: 'eu-west-1',
    endpoint: double.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

it('asks for one function at a time, by the minute, and joins the statistics of each minute', async () => {
  const result = (Id: string, values: readonly [number, number][]) => ({
    Id,
    Timestamps: values.map(([at]) => seconds(FIRST + at)),
    Values: values.map(([, value]) => value),
  });
  pages = [
    {
      MetricDataResults: [
        result('invocations', [
          [0, 3],
          [2, 1],
        ]),
        result('errors', [[0, 1]]),
        ...['min', 'p25', 'p50', 'p75', 'max'].map((id, place) => result(id, [[0, 10 * (place + 1)]])),
      ],
      NextToken: 'more',
    },
    { MetricDataResults: [result('invocations', [[5, 7]])] },
  ];
  const metrics = cloudWatchFunctionMetrics(client());
  const until = minute(FIRST + metrics.longestSpanMinutes - 1);
  expect(await metrics.read('checkout', FIRST, until)).toEqual([
    { minute: FIRST, invocations: 3, errors: 1, durationMs: { min: 10, p25: 20, p50: 30, p75: 40, max: 50 } },
    { minute: FIRST + 2, invocations: 1, errors: 0 },
    { minute: FIRST + 5, invocations: 7, errors: 0 },
  ]);
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toMatchObject({ NextToken: 'more' });
  const { StartTime, EndTime, MetricDataQueries } = bodies[0] as {
    StartTime: number;
    EndTime: number;
    MetricDataQueries: { MetricStat: { Period: number; Metric: object } }[];
  };
  expect([StartTime, EndTime]).toEqual([seconds(FIRST), seconds(until + 1)]);
  expect(MetricDataQueries).toHaveLength(metrics.metricsPerRequest);
  for (const { MetricStat } of MetricDataQueries) {
    expect(MetricStat.Period).toBe(60);
    expect(MetricStat.Metric).toMatchObject({
      Namespace: 'AWS/Lambda',
      Dimensions: [{ Name: 'FunctionName', Value: 'checkout' }],
    });
  }
});

it('asks for no more than fits one answer', () => {
  const { longestSpanMinutes, metricsPerRequest } = cloudWatchFunctionMetrics(client());
  expect(longestSpanMinutes * metricsPerRequest).toBeLessThanOrEqual(100_800);
});
