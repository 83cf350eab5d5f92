import { randomUUID } from 'node:crypto';
import { dynamoConnection } from '../../lib/aws/aws-connection.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { emfMetrics } from '../../lib/aws/emf-metrics.ts';
import { awsFunctionLookup } from '../../lib/aws/function-lookup.ts';
import { functionTags } from '../../lib/aws/function-tags.ts';
import { ownSlotInvoker } from '../../lib/aws/lambda-slot-invoker.ts';
import { cloudWatchLogSearch } from '../../lib/aws/log-search.ts';
import { awsNetworkLookup } from '../../lib/aws/network-lookup.ts';
import { pause } from '../../lib/aws/retry.ts';
import { snsPublisher } from '../../lib/aws/sns-publisher.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { writeLine } from '../../lib/aws/write-line.ts';
import { readDeployedPolicy } from '../../lib/config/deployed-policy.ts';
import { describeEnvironmentProblems, readEvaluateEnvironment, saltOf } from '../../lib/config/environment.ts';
import { loadDeployedLists } from '../../lib/config/load-lists.ts';
import { configuredLinks } from '../../lib/core/alert/configured-links.ts';
import { extraDollarsPerHour } from '../../lib/core/cost/extra-cost.ts';
import { makeEvaluate } from '../../lib/core/pipeline/evaluate.ts';
import { findDetails } from '../../lib/core/pipeline/find-details.ts';
import type { Clock } from '../../lib/core/pipeline/ports.ts';
import { readTickEvent } from '../../lib/core/pipeline/tick-event.ts';

/** The handler for an environment. What it decides follows from the event's time; `clock` only measures the lag. */
export const evaluateHandler = (
  variables: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
  /** Takes the metric lines. */
  write: (line: string) => void = writeLine,
  /** Lets other invocations of a tick go first. */
  wait: (milliseconds: number) => Promise<void> = pause,
) => {
  const environment = readEvaluateEnvironment(variables);
  if (!environment.ok) throw new Error(describeEnvironmentProblems(environment.problem));
  const {
    tableName,
    region,
    installation,
    topicArn,
    listFolder,
    policyFile,
    networkLookup,
    functionLookup,
    tagLookup,
    logSearch,
    dashboard,
    docsUrl,
    backfill,
    ...settings
  } = environment.value;
  const invoker = ownSlotInvoker(variables, region);
  // A list of a million lines takes about a second, once per process.
  const table = new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName);
  const details = {
    table,
    costOf: extraDollarsPerHour,
    ...(logSearch === 'on' && { logs: cloudWatchLogSearch(variables, region) }),
  };
  const evaluating = loadDeployedLists(listFolder).then((lists) =>
    makeEvaluate({
      table,
      publisher: snsPublisher({ topicArn, links: configuredLinks(region, dashboard, docsUrl) }),
      metrics: emfMetrics({ installation, clock, write }),
      clock,
      settings: {
        ...settings,
        salt: saltOf(environment.value),
        policy: readDeployedPolicy(policyFile),
        lists,
        awaitsBackfill: backfill === 'on',
      },
      detailsOf: (orders) => findDetails(details, orders),
      ...(invoker && { invoker, pause: wait }),
      ...(tagLookup === 'on' && { tagLookup: functionTags(variables, region) }),
      ...(networkLookup === 'on' && { networkLookup: awsNetworkLookup(variables, region) }),
      ...(functionLookup === 'on' && { functionLookup: awsFunctionLookup(variables, region) }),
    }),
  );
  // Told by the first tick, which waits for it; not before, as nobody would hear.
  evaluating.catch(() => undefined);
  return async (event: unknown): Promise<void> => {
    const tick = readTickEvent(event);
    if (!tick.ok) throw new Error(`${tick.problem.code}: the schedule must send {"scheduledTime":"<ISO time>"}`);
    const evaluate = await evaluating;
    await evaluate({ ...tick.value, attempt: randomUUID() });
  };
};
