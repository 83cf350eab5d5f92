import * as v from 'valibot';
import { fail, ok, type Result } from '../result.ts';

/** What SNS puts into a queue for each message of a topic. */
export interface SnsNotification {
  /** The same for every delivery of one publish. */
  readonly messageId: string;
  readonly subject: string;
  readonly message: string;
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const envelopeSchema = v.object({
  MessageId: v.string(),
  Subject: v.nullish(v.string(), ''),
  Message: v.string(),
});

const eventSchema = v.object({ Records: v.array(v.object({ body: v.string() })) });

export type NotificationProblem = { readonly code: 'notify.bad_event' } | { readonly code: 'notify.bad_envelope' };

/** The notifications of one invocation by a queue. */
export const readNotifications = (event: unknown): Result<readonly SnsNotification[], NotificationProblem> => {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success) return fail({ code: 'notify.bad_event' });
  const notifications: SnsNotification[] = [];
  for (const { body } of parsed.output.Records) {
    const envelope = v.safeParse(envelopeSchema, jsonOf(body));
    if (!envelope.success) return fail({ code: 'notify.bad_envelope' });
    const { MessageId, Subject, Message } = envelope.output;
    notifications.push({ messageId: MessageId, subject: Subject, message: Message });
  }
  return ok(notifications);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
