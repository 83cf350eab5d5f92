import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** One figure: a metric over a span, summed up or its highest minute. */
export interface FigureQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimension: readonly [name: string, value: string];
  readonly statistic: 'Sum' | 'Maximum';
  /** What becomes of the minutes: all added, or the highest one. */
  readonly over: 'all' | 'highest';
}

const PERIOD_SECONDS = 60;
/** What one call takes. */
const MOST_QUERIES = 500;

/** Figures in the order of the queries, minute by minute over the span; `undefined` where nothing was measured. */
export const readFigures = async (
  client: CloudWatchClient,
  queries: readonly FigureQuery[],
  span: { readonly from: Date; readonly until: Date },
): Promise<readonly (number | undefined)[]> => {
  const values: number[][] = queries.map(() => []);
  for (let begin = 0; begin < queries.length; begin += MOST_QUERIES) {
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          StartTime: span.from,
          EndTime: span.until,
          MetricDataQueries: queries.slice(begin, begin + MOST_QUERIES).map((query, index) => ({
            Id: `q${begin + index}`,
            MetricStat: {
              Metric: {
                Namespace: query.namespace,
                MetricName: query.metric,
                Dimensions: [{ Name: query.dimension[0], Value: query.dimension[1] }],
              },
              Period: PERIOD_SECONDS,
              Stat: query.statistic,
            },
          })),
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
        values[Number(Id.slice(1))]?.push(...Values);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return queries.map(({ over }, index) => {
    const measured = values[index] ?? [];
    if (measured.length === 0) return undefined;
    return over === 'all'
      ? measured.reduce((sum, value) => sum + value, 0)
      : measured.reduce((high, value) => Math.max(high, value));
  });
};
