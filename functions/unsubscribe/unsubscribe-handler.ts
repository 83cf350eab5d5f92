import { setTimeout as pause } from 'node:timers/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { removeAccountPolicy } from '../../lib/aws/account-policies.ts';
import { dynamoConnection } from '../../lib/aws/aws-connection.ts';
import { SENT_ONCE, subscribedLogGroups } from '../../lib/aws/cloudwatch-log-groups.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { describeEnvironmentProblems, readUnsubscribeEnvironment } from '../../lib/config/environment.ts';
import { parseSelection } from '../../lib/config/selection-text.ts';
import type { LogGroupSelection } from '../../lib/core/log-group-selection.ts';
import { accountPlanRow } from '../../lib/core/subscribe/account-plan.ts';
import { paced } from '../../lib/core/subscribe/pace.ts';
import {
  makeUnsubscribe,
  NOTHING_REMOVED,
  type Removal,
  type RemovalProgress,
} from '../../lib/core/subscribe/run-unsubscribe.ts';
import { stopMark } from '../../lib/core/subscribe/stop-mark.ts';
import { type EpochMs, epochMs } from '../../lib/core/units.ts';
import { answerCloudFormation } from './answer-cloudformation.ts';
import { type CustomResourceEvent, customResourceEvent } from './custom-resource-event.ts';

/** Left at the end of an invocation to hand over to the next. */
const RESERVE_MS = 30_000;
/** Longer than what a run of subscribe still does that looked at the mark just before it was set. */
const SETTLE_MS = 30_000;
/** CloudFormation waits an hour; whoever needs longer would start himself anew for ever. */
const MOST_RUNS = 8;

interface Deadline {
  getRemainingTimeInMillis(): number;
}

/**
 * The handler for an environment. Takes the filters away that `subscribe` put: all when the stack goes, those out of
 * scope when the sources change. Thousands of groups need several invocations; each starts the next.
 */
export const unsubscribeHandler = (
  variables: Readonly<Record<string, string | undefined>>,
  wait: (spanMs: number) => Promise<unknown> = (spanMs) => pause(spanMs),
) => {
  const environment = readUnsubscribeEnvironment(variables);
  if (!environment.ok) throw new Error(describeEnvironmentProblems(environment.problem));
  const { tableName, region, functionName } = environment.value;
  const client = new CloudWatchLogsClient({ region, ...SENT_ONCE });
  const lambda = new LambdaClient({ region });
  const table = new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName);
  const waited = async (spanMs: number): Promise<void> => {
    await wait(spanMs);
  };

  const startNext = (event: CustomResourceEvent, progress: RemovalProgress) =>
    lambda.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: new TextEncoder().encode(JSON.stringify({ ...event, progress })),
      }),
    );

  const prepare = async (event: CustomResourceEvent, until: EpochMs): Promise<void> => {
    if (event.progress !== undefined) return;
    const { FilterName } = event.ResourceProperties;
    // Where no source is by prefix nobody puts filters, or whoever did so before must stop.
    const isEmpty = selectionOf(event.ResourceProperties).length === 0;
    if (isEmpty && event.RequestType !== 'Update') return;
    const mark = stopMark(table, FilterName);
    const goes = isEmpty || event.RequestType === 'Delete';
    const policyGoes = losesPolicy(event);
    await mark.set(goes || policyGoes);
    if (goes || policyGoes) await waited(SETTLE_MS);
    if (policyGoes) {
      await paced(systemClock, waited, until)(() => removeAccountPolicy(client, FilterName));
      await accountPlanRow(table).clear();
    }
    if (!goes) await mark.set(false);
  };

  return async (input: unknown, context: Deadline): Promise<void> => {
    const event = v.parse(customResourceEvent, input);
    const until = epochMs(systemClock() + context.getRemainingTimeInMillis() - RESERVE_MS);
    try {
      await prepare(event, until);
      const removal = removalOf(event);
      if (removal !== undefined) {
        const logGroups = subscribedLogGroups(client, event.ResourceProperties.FilterName);
        const unsubscribe = makeUnsubscribe({ logGroups, clock: systemClock, pause: waited }, removal);
        const { progress, isDone } = await unsubscribe(event.progress ?? NOTHING_REMOVED, until);
        process.stdout.write(`${JSON.stringify({ isDone, ...progress })}\n`);
        if (!isDone) {
          if (progress.runs >= MOST_RUNS) throw new Error(`filters are left after ${MOST_RUNS} invocations`);
          await startNext(event, progress);
          return;
        }
        await answerCloudFormation(event, failureOf(event, progress));
        return;
      }
      await answerCloudFormation(event, undefined);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
      process.stdout.write(`${JSON.stringify({ problem: reason })}\n`);
      await answerCloudFormation(event, `${reason}; try again, filters that are gone already do no harm`);
    }
  };
};

const removalOf = (event: CustomResourceEvent): Removal | undefined => {
  if (event.RequestType === 'Delete') return { selection: selectionOf(event.ResourceProperties) };
  if (event.RequestType === 'Create') return undefined;
  const { OldResourceProperties: old, ResourceProperties: now } = event;
  // Filters of another name are a resource of their own, deleted by a request of its own.
  return old.FilterName === now.FilterName ? { selection: selectionOf(old), keep: selectionOf(now) } : undefined;
};

/** The policy of the account bears the name of the filters; it goes with the configuration that allowed it. */
const losesPolicy = (event: CustomResourceEvent): boolean => {
  const { ResourceProperties: now } = event;
  if (event.RequestType === 'Delete') return now.Subscription === 'account';
  if (event.RequestType === 'Create') return false;
  const { OldResourceProperties: old } = event;
  return old.FilterName === now.FilterName && old.Subscription === 'account' && now.Subscription !== 'account';
};

const selectionOf = ({ Sources }: CustomResourceEvent['ResourceProperties']): LogGroupSelection =>
  parseSelection(Sources) ?? [];

/** A change of sources goes through all the same: the role no longer reaches groups below a prefix that was dropped. */
const failureOf = ({ RequestType }: CustomResourceEvent, { denied, deniedGroups }: RemovalProgress) =>
  denied === 0 || RequestType === 'Update'
    ? undefined
    : `the filters of ${denied} log groups may not be removed, the first are ${deniedGroups.join(', ')}`;
