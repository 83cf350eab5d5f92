import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { IncomingBytes } from '../core/subscribe/circle.ts';
import type { EpochMs } from '../core/units.ts';
import { orBusy } from './service-busy.ts';

/** The most that one call takes. */
const MAX_QUERIES = 500;
const SECONDS_PER_DAY = 86_400;
const FIVE_MINUTES_SECONDS = 300;

/** One query for each group; ids are by position, since names of groups are no ids. */
export const incomingBytesInput = (
  logGroups: readonly (string | undefined)[],
  from: EpochMs,
  to: EpochMs,
): GetMetricDataCommandInput => ({
  StartTime: new Date(from),
  EndTime: new Date(to),
  MetricDataQueries: logGroups.map((logGroup, index) => ({
    Id: `g${index}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/Logs',
        MetricName: 'IncomingBytes',
        // Without a dimension it is the sum over the account and Region.
        Dimensions: logGroup === undefined ? [] : [{ Name: 'LogGroupName', Value: logGroup }],
      },
      Period: to - from > SECONDS_PER_DAY * 1_000 ? SECONDS_PER_DAY : FIVE_MINUTES_SECONDS,
      Stat: 'Sum',
    },
  })),
});

/** Metric `IncomingBytes` of CloudWatch Logs: what producers sent, before compression. $0.01 for 1,000 groups. */
export const cloudWatchIncomingBytes = (client: CloudWatchClient): IncomingBytes => ({
  async sums(logGroups, from, to) {
    const sums: number[] = [];
    for (let begin = 0; begin < logGroups.length; begin += MAX_QUERIES) {
      const asked = logGroups.slice(begin, begin + MAX_QUERIES);
      const found = new Map<string, number>();
      let NextToken: string | undefined;
      do {
        const input = { ...incomingBytesInput(asked, from, to), NextToken };
        const answer = await orBusy(client.send(new GetMetricDataCommand(input)));
        for (const { Id = '', Values = [] } of answer.MetricDataResults ?? []) {
          found.set(Id, (found.get(Id) ?? 0) + Values.reduce((sum, value) => sum + value, 0));
        }
        NextToken = answer.NextToken;
      } while (NextToken !== undefined);
      sums.push(...asked.map((_, index) => found.get(`g${index}`) ?? 0));
    }
    return sums;
  },
});
