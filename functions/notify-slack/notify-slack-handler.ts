import { setTimeout as pause } from 'node:timers/promises';
import { postWebhook } from '../../lib/aws/post-webhook.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { webhookAddress } from '../../lib/aws/webhook-address.ts';
import { writeLine } from '../../lib/aws/write-line.ts';
import { describeEnvironmentProblems, readNotifySlackEnvironment } from '../../lib/config/environment.ts';
import { makeNotify } from '../../lib/core/notify/make-notify.ts';
import { readNotifications } from '../../lib/core/notify/sns-notification.ts';
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
  const notify = makeNotify({
    address: webhookAddress(environment.value.webhookArn, variables, systemClock),
    post: postWebhook,
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
