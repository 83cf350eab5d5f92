import { setTimeout as pause } from 'node:timers/promises';
import { dynamoConnection } from '../../lib/aws/aws-connection.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { keptSlackDestination } from '../../lib/aws/kept-slack-destination.ts';
import { postToSlack } from '../../lib/aws/post-to-slack.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { writeLine } from '../../lib/aws/write-line.ts';
import { describeEnvironmentProblems, readNotifySlackEnvironment } from '../../lib/config/environment.ts';
import { makeNotify } from '../../lib/core/notify/make-notify.ts';
import { readNotifications } from '../../lib/core/notify/sns-notification.ts';
import { slackThreads } from '../../lib/core/pipeline/slack-threads.ts';
import { epochMs } from '../../lib/core/units.ts';

/** Left at the end of an invocation to fail in good order. */
const RESERVE_MS = 3_000;

interface Deadline {
  getRemainingTimeInMillis(): number;
}

/** The handler for an environment. It throws for a message that was not taken: the queue keeps it. */
export const notifySlackHandler = (
  variables: Readonly<Record<string, string | undefined>>,
  wait: (milliseconds: number) => Promise<void> = (milliseconds) => pause(milliseconds),
) => {
  const environment = readNotifySlackEnvironment(variables);
  if (!environment.ok) throw new Error(describeEnvironmentProblems(environment.problem));
  const { webhookArn, tableName, region } = environment.value;
  const table = new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName);
  const notify = makeNotify({
    destination: keptSlackDestination(webhookArn, variables, systemClock),
    post: postToSlack,
    threads: slackThreads(table, systemClock),
    pause: wait,
    clock: systemClock,
    random: Math.random,
  });
  return async (event: unknown, context: Deadline): Promise<void> => {
    const notifications = readNotifications(event);
    if (!notifications.ok)
      throw new Error(`${notifications.problem.code}: only a queue behind a topic may invoke this`);
    const deadline = epochMs(systemClock() + context.getRemainingTimeInMillis() - RESERVE_MS);
    for (const notification of notifications.value) {
      const outcome = await notify(notification, deadline);
      writeLine(JSON.stringify({ notification: notification.messageId, outcome }));
    }
  };
};
