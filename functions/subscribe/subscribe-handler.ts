import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { cloudWatchAccountPolicies } from '../../lib/aws/account-policies.ts';
import { dynamoConnection, serviceConnection } from '../../lib/aws/aws-connection.ts';
import { cloudWatchLogGroups, SENT_ONCE } from '../../lib/aws/cloudwatch-log-groups.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { emfMetrics } from '../../lib/aws/emf-metrics.ts';
import { cloudWatchIncomingBytes } from '../../lib/aws/incoming-bytes.ts';
import { JsonService } from '../../lib/aws/json-service.ts';
import { lambdaFunctions } from '../../lib/aws/lambda-functions.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { TAGGING_TARGET, taggedResources } from '../../lib/aws/tagged-resources.ts';
import { writeLine } from '../../lib/aws/write-line.ts';
import { describeEnvironmentProblems, readSubscribeEnvironment } from '../../lib/config/environment.ts';
import { ownLogGroup } from '../../lib/core/own-log-groups.ts';
import { circleSignRow } from '../../lib/core/pipeline/circle-sign.ts';
import { accountPlanRow, forbidsFilters } from '../../lib/core/subscribe/account-plan.ts';
import { totalOf } from '../../lib/core/subscribe/blind-spots.ts';
import { isOpen } from '../../lib/core/subscribe/circle.ts';
import { createdLogGroup } from '../../lib/core/subscribe/created-log-group.ts';
import { makeSubscribe, type SubscribeReport } from '../../lib/core/subscribe/run-subscribe.ts';
import { stopMark } from '../../lib/core/subscribe/stop-mark.ts';
import { makeSubscribeCreated } from '../../lib/core/subscribe/subscribe-created.ts';
import { subscriptionStatusRow } from '../../lib/core/subscribe/subscription-status.ts';
import { sweepRow } from '../../lib/core/subscribe/sweep.ts';
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
  const { installation, tableName, region, selection, filterName, destinationArn, writerRoleArn } = environment.value;
  const { maximumForeignShare } = environment.value;
  const target = { filterName, destinationArn, ...(writerRoleArn === '' ? {} : { roleArn: writerRoleArn }) };
  const table = new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName);
  const tagging = serviceConnection('tagging', variables, region);
  const signs = circleSignRow(table);
  const isRemoved = stopMark(table, filterName).isSet;
  const plans = accountPlanRow(table);
  const logs = new CloudWatchLogsClient({ region, ...SENT_ONCE });
  const ports = {
    logGroups: cloudWatchLogGroups(logs, target),
    policies: cloudWatchAccountPolicies(logs, target),
    plans,
    functions: lambdaFunctions(new LambdaClient({ region, ...SENT_ONCE })),
    tagged: taggedResources(new JsonService(tagging, 'tagging', TAGGING_TARGET, '1.1')),
    sweeps: sweepRow(table),
    statuses: subscriptionStatusRow(table),
    signs,
    incomingBytes: cloudWatchIncomingBytes(new CloudWatchClient({ region, ...SENT_ONCE })),
    isRemoved,
    isStopped: async () =>
      (await isRemoved()) || isOpen(await signs.read(), systemClock()) || forbidsFilters(await plans.read()),
    clock: systemClock,
    pause: (spanMs: number) => pause(spanMs),
  };
  const subscribeCreated = makeSubscribeCreated(ports, selection);
  const subscribe = makeSubscribe(ports, {
    selection,
    target: JSON.stringify([target, selection]),
    filterName,
    ingestLogGroup: ownLogGroup(installation, 'ingest'),
    ...(maximumForeignShare !== 'never' && {
      account: {
        maximumForeignShare,
        destinationArn,
        transport: writerRoleArn === '' ? ('direct' as const) : ('kinesis' as const),
      },
    }),
  });
  const metrics = emfMetrics({ installation, clock: systemClock, write: writeLine });
  return async (event: unknown, context: Deadline): Promise<void> => {
    const created = createdLogGroup(event);
    if (created !== undefined) {
      writeLine(JSON.stringify({ created, outcome: await subscribeCreated(created) }));
      return;
    }
    const report = await subscribe(epochMs(systemClock() + context.getRemainingTimeInMillis() - RESERVE_MS));
    const { groups, functions, halted } = report.status;
    const figures = {
      logGroupsBlind: totalOf(groups),
      functionsBlind: functions === undefined ? 0 : totalOf(functions),
      ...(halted !== undefined && { circles: 1 }),
    };
    metrics.emit(figures, lineOf(report));
  };
};

const MAX_NAMES_IN_LINE = 20;

/** Counts, and the first few names that a person would look for; the others are in the table. */
const lineOf = ({ status, put, removed }: SubscribeReport) => {
  const { wanted, left, groups, functions, halted, account } = status;
  return {
    ...(halted !== undefined && { halted }),
    ...(account !== undefined && { account }),
    wanted,
    put,
    removed,
    left,
    blindGroups: groups.counts,
    groups: groups.named.slice(0, MAX_NAMES_IN_LINE),
    blindFunctions: functions?.counts,
    functions: functions?.named.slice(0, MAX_NAMES_IN_LINE),
  };
};
