import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { dynamoConnection } from '../../lib/aws/aws-connection.ts';
import { cloudWatchLogGroups } from '../../lib/aws/cloudwatch-log-groups.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { emfMetrics } from '../../lib/aws/emf-metrics.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { writeLine } from '../../lib/aws/write-line.ts';
import { describeEnvironmentProblems, readSubscribeEnvironment } from '../../lib/config/environment.ts';
import { createdLogGroup } from '../../lib/core/subscribe/created-log-group.ts';
import { makeSubscribe } from '../../lib/core/subscribe/run-subscribe.ts';
import { stopMark } from '../../lib/core/subscribe/stop-mark.ts';
import { makeSubscribeCreated } from '../../lib/core/subscribe/subscribe-created.ts';
import { sweepRow } from '../../lib/core/subscribe/sweep-row.ts';
import { epochMs } from '../../lib/core/units.ts';

/** Left at the end of a run to store how far it came. */
const RESERVE_MS = 15_000;

interface Deadline {
  getRemainingTimeInMillis(): number;
}

/** The handler for an environment. */
export const subscribeHandler = (variables: Readonly<Record<string, string | undefined>>) => {
  const environment = readSubscribeEnvironment(variables);
  if (!environment.ok) throw new Error(describeEnvironmentProblems(environment.problem));
  const { installation, tableName, region, prefixes, excluded, filterName, destinationArn, writerRoleArn } =
    environment.value;
  const target = { filterName, destinationArn, ...(writerRoleArn === '' ? {} : { roleArn: writerRoleArn }) };
  const table = new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName);
  const logGroups = cloudWatchLogGroups(new CloudWatchLogsClient({ region }), target);
  const isStopped = stopMark(table, filterName).isSet;
  const scope = { prefixes, excluded };
  const subscribeCreated = makeSubscribeCreated({ logGroups, isStopped }, scope);
  const subscribe = makeSubscribe(
    {
      logGroups,
      sweeps: sweepRow(table),
      isStopped,
      clock: systemClock,
      pause: (spanMs) => pause(spanMs),
    },
    scope,
    JSON.stringify([target, prefixes, excluded]),
  );
  const metrics = emfMetrics({ installation, clock: systemClock, write: writeLine, everyMs: 0 });
  return async (event: unknown, context: Deadline): Promise<void> => {
    const created = createdLogGroup(event);
    if (created !== undefined) {
      writeLine(JSON.stringify({ created, outcome: await subscribeCreated(created) }));
      return;
    }
    const report = await subscribe(epochMs(systemClock() + context.getRemainingTimeInMillis() - RESERVE_MS));
    const logGroupsBlind = Object.values(report.blind).reduce((sum, count) => sum + count, 0);
    metrics.emit({ logGroupsBlind }, { ...report });
  };
};
