import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { SENT_ONCE } from '../../../lib/aws/cloudwatch-log-groups.ts';
import { cloudWatchIncomingBytes, incomingBytesInput } from '../../../lib/aws/incoming-bytes.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, startHttpDouble } from '../../support/dynalite.ts';

const hour = epochMs(3_600_000);

describe('incoming bytes', () => {
  it('are asked for by group, or without a dimension for all of the account', () => {
    const { MetricDataQueries = [] } = incomingBytesInput(['/a', undefined], epochMs(0), hour);
    expect(MetricDataQueries.map(({ Id, MetricStat }) => [Id, MetricStat?.Metric?.Dimensions])).toEqual([
      ['g0', [{ Name: 'LogGroupName', Value: '/a' }]],
      ['g1', []],
    ]);
    expect(MetricDataQueries[0]?.MetricStat).toMatchObject({ Period: 300, Stat: 'Sum' });
    const week = incomingBytesInput(['/a'], epochMs(0), epochMs(7 * 86_400_000));
    expect(week.MetricDataQueries?.[0]?.MetricStat?.Period).toBe(86_400);
  });

  it('are summed over values and pages, in the order of the groups, five hundred to a call', async () => {
    const asked: number[] = [];
    const double = await startHttpDouble((_, text) => {
      const { MetricDataQueries: queries, NextToken } = JSON.parse(text) as {
        MetricDataQueries: { Id: string }[];
        NextToken?: string;
      };
      asked.push(queries.length);
      const MetricDataResults = queries.slice(0, 2).map(({ Id }) => ({ Id, Values: [1, 2], StatusCode: 'Complete' }));
      return {
        status: 200,
        body: JSON.stringify(
          NextToken === undefined ? { MetricDataResults, NextToken: 'more' } : { MetricDataResults },
        ),
      };
    });
    const client = new CloudWatchClient({
      region: LOCAL_REGION,
      endpoint: double.endpoint,
      credentials: LOCAL_CREDENTIALS,
      ...SENT_ONCE,
    });
    const names = Array.from({ length: 501 }, (_, index) => `/g${index}`);
    const sums = await cloudWatchIncomingBytes(client).sums(names, epochMs(0), hour);
    await double.stop();
    expect(asked).toEqual([500, 500, 1, 1]);
    expect(sums).toHaveLength(501);
    expect([sums[0], sums[1], sums[2], sums[500]]).toEqual([6, 6, 0, 6]);
  });
});
