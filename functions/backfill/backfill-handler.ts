import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { dynamoConnection, serviceConnection } from '../../lib/aws/aws-connection.ts';
import { cloudWatchFunctionMetrics } from '../../lib/aws/cloudwatch-function-metrics.ts';
import { logGroupList, SENT_ONCE } from '../../lib/aws/cloudwatch-log-groups.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { cloudWatchIncomingBytes } from '../../lib/aws/incoming-bytes.ts';
import { insightsSearch } from '../../lib/aws/insights-search.ts';
import { JsonService } from '../../lib/aws/json-service.ts';
import { lambdaFunctions } from '../../lib/aws/lambda-functions.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { TAGGING_TARGET, taggedResources } from '../../lib/aws/tagged-resources.ts';
import { writeLine } from '../../lib/aws/write-line.ts';
import { describeEnvironmentProblems, readBackfillEnvironment, saltOf } from '../../lib/config/environment.ts';
import { DOLLARS_PER_METRIC } from '../../lib/core/backfill/function-metrics.ts';
import { DOLLARS_PER_SCANNED_BYTE } from '../../lib/core/backfill/past-names.ts';
import { makeBackfill } from '../../lib/core/backfill/run-backfill.ts';
import { watchedFunctions } from '../../lib/core/backfill/watched-functions.ts';
import { epochMs } from '../../lib/core/units.ts';

/** Left at the end of a run to store how far it came. */
const RESERVE_MS = 20_000;
/** CloudWatch throttles by values read: waiting is the rule with busy fleets, not the exception. */
const ATTEMPTS = 12;

interface Invocation {
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

/** The handler for an environment. Once the backfill is through, a call costs one read. */
export const backfillHandler = (variables: Readonly<Record<string, string | undefined>>) => {
  const environment = readBackfillEnvironment(variables);
  if (!environment.ok) throw new Error(describeEnvironmentProblems(environment.problem));
  const { tableName, region, selection, days, maximumDollars, ...settings } = environment.value;
  const tagging = serviceConnection('tagging', variables, region);
  const ports = {
    logGroups: logGroupList(new CloudWatchLogsClient({ region, ...SENT_ONCE })),
    functions: lambdaFunctions(new LambdaClient({ region, ...SENT_ONCE })),
    tagged: taggedResources(new JsonService(tagging, 'tagging', TAGGING_TARGET, '1.1')),
    clock: systemClock,
    pause: (spanMs: number) => pause(spanMs),
  };
  const metrics = new CloudWatchClient({ region, retryMode: 'adaptive', maxAttempts: ATTEMPTS });
  const past = {
    lines: insightsSearch(new CloudWatchLogsClient({ region, retryMode: 'adaptive', maxAttempts: ATTEMPTS })),
    incomingBytes: cloudWatchIncomingBytes(metrics),
  };
  return async (_event: unknown, invocation: Invocation): Promise<void> => {
    const endsAt = epochMs(systemClock() + invocation.getRemainingTimeInMillis() - RESERVE_MS);
    const backfill = makeBackfill({
      table: new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName),
      metrics: cloudWatchFunctionMetrics(metrics),
      clock: systemClock,
      functions: () => watchedFunctions(ports, selection, endsAt),
      ...(maximumDollars > 0 && { past }),
      settings: { ...settings, salt: saltOf(environment.value), minimumSeverity: 'low' },
    });
    const [, , , , account = ''] = invocation.invokedFunctionArn.split(':');
    const { v: _, ...progress } = await backfill({
      ...{ account, region, days, endsAt, maximumDollars },
      attempt: randomUUID(),
    });
    const costDollars =
      progress.metricsRead * DOLLARS_PER_METRIC + (progress.lines?.bytesScanned ?? 0) * DOLLARS_PER_SCANNED_BYTE;
    writeLine(JSON.stringify({ backfill: { ...progress, costDollars } }));
  };
};
