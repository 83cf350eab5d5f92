import type { EpochMs } from '../units.ts';
import type { SlackMessage } from './slack-message.ts';
import { slackOfNotification } from './slack-of-notification.ts';
import type { SnsNotification } from './sns-notification.ts';

/** Where messages go. `isFresh` asks for the address anew, as it may have been changed. */
export type WebhookAddress = (isFresh: boolean) => Promise<string>;

/** What a webhook answered. */
export interface WebhookAnswer {
  readonly status: number;
  /** Slack says `ok`, or a word for what is wrong. */
  readonly text: string;
  /** From the header `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

export interface NotifyPorts {
  readonly address: WebhookAddress;
  /** Rejects when there was no answer. */
  readonly post: (url: string, body: string) => Promise<WebhookAnswer>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly clock: () => EpochMs;
  /** In [0, 1). */
  readonly random: () => number;
}

/** The message was not taken; whoever brought it keeps it. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

const FIRST_DELAY_MS = 1_000; // Slack takes one message a second per webhook
const LONGEST_DELAY_MS = 20_000;
const MOST_REMEMBERED = 500;

/** Refusals that another address may heal: revoked, archived, deleted, rotated. */
const ADDRESS_REFUSALS: ReadonlySet<number> = new Set([403, 404, 410]);

const delayOf = (answer: WebhookAnswer | undefined, failures: number, random: number): number => {
  const asked = answer?.retryAfterSeconds;
  if (asked !== undefined) return asked * 1_000;
  const grown = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return grown / 2 + (random * grown) / 2;
};

const mayPass = (answer: WebhookAnswer | undefined): boolean =>
  answer === undefined || answer.status === 429 || answer.status >= 500;

/**
 * Posts notifications to a webhook: again after throttles, server errors and silence for as long as the deadline allows,
 * and not before `Retry-After`. Blocks that are refused are sent as text alone, so that a message is never lost for its
 * looks. A notice that this process has posted is not posted again; a webhook knows no identity, so a process that dies
 * between the answer and its note posts twice.
 * @throws NotDelivered
 */
export const makeNotify = ({ address, post, pause, clock, random }: NotifyPorts) => {
  const done = new Set<string>();

  const answerTo = async (message: object, deadline: EpochMs): Promise<WebhookAnswer> => {
    let isFresh = false;
    for (let failures = 1; ; failures++) {
      const url = await address(isFresh);
      const answer = await post(url, JSON.stringify(message)).catch(() => undefined);
      if (answer !== undefined && !mayPass(answer)) {
        if (isFresh || !ADDRESS_REFUSALS.has(answer.status)) return answer;
        isFresh = true;
        continue;
      }
      const delay = delayOf(answer, failures, random());
      if (clock() + delay >= deadline) throw new NotDelivered(`no answer but ${answer?.status ?? 'silence'} in time`);
      await pause(delay);
    }
  };

  const deliver = async (message: SlackMessage, deadline: EpochMs): Promise<void> => {
    const answer = await answerTo(message, deadline);
    if (answer.status === 200) return;
    const plain = answer.status === 400 ? await answerTo({ text: message.text }, deadline) : answer;
    if (plain.status !== 200) throw new NotDelivered(`refused with ${plain.status}`);
  };

  return async (notification: SnsNotification, deadline: EpochMs): Promise<'sent' | 'repeated'> => {
    const { name, message } = slackOfNotification(notification);
    if (done.has(name)) return 'repeated';
    await deliver(message, deadline);
    done.add(name);
    for (const oldest of done) {
      if (done.size <= MOST_REMEMBERED) break;
      done.delete(oldest);
    }
    return 'sent';
  };
};
