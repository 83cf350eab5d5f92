import type { EpochMs } from '../units.ts';
import { makeSlackCall, NotDelivered, type SlackCallPorts } from './make-slack-call.ts';
import type { SlackAnswer } from './slack-answer.ts';
import type { SlackDestination } from './slack-destination.ts';
import type { SlackMessage } from './slack-message.ts';
import { type NamedMessage, slackOfNotification } from './slack-of-notification.ts';
import { broughtUpToDate, type SlackThread, type SlackThreads } from './slack-thread.ts';
import type { SnsNotification } from './sns-notification.ts';

export interface NotifyPorts extends SlackCallPorts {
  /** Asked by bots only. */
  readonly threads: SlackThreads;
}

type Bot = Extract<SlackDestination, { readonly kind: 'bot' }>;
type Method = 'chat.postMessage' | 'chat.update';

const MOST_REMEMBERED = 500;

/** Somebody deleted the message that the thread hangs on. */
const THREAD_GONE: ReadonlySet<string> = new Set(['thread_not_found', 'message_not_found']);

/**
 * Posts notifications to Slack. Blocks that are refused are sent as text alone, so that a message is never lost for its
 * looks.
 *
 * A bot tells each incident in a thread: the first notice is a message of the channel, those that follow stand below it,
 * and the line above the first message is brought up to date. What is pressing is shown in the channel as well. A webhook
 * tells nothing about what it posted: each notice is a message.
 *
 * A notice that this process has posted, or that a thread shows, is not posted again; a process that dies between Slack's
 * answer and its note posts twice.
 * @throws NotDelivered
 */
export const makeNotify = (ports: NotifyPorts) => {
  const call = makeSlackCall(ports);
  const { threads, destination } = ports;
  const done = new Set<string>();

  /** As it is, else as text alone. */
  const send = async (
    { text, blocks }: SlackMessage,
    deadline: EpochMs,
    method: Method = 'chat.postMessage',
    more: object = {},
  ): Promise<SlackAnswer> => {
    const post = (message: object) => (place: SlackDestination) =>
      place.kind === 'webhook'
        ? { url: place.url, body: message }
        : {
            url: `${place.api}${method}`,
            token: place.token,
            body: { channel: place.channel, ...message, ...more },
          };
    const answer = await call(post({ text, blocks }), deadline);
    return answer.blocksRefused ? call(post({ text }), deadline) : answer;
  };

  const post = async (message: SlackMessage, deadline: EpochMs, more?: object): Promise<SlackAnswer> => {
    const answer = await send(message, deadline, 'chat.postMessage', more);
    if (!answer.isTaken) throw new NotDelivered(`refused with ${answer.code}`);
    return answer;
  };

  const follow = async (thread: SlackThread, { message, incident }: NamedMessage, deadline: EpochMs) => {
    const { channel, ts } = thread;
    const sequence = incident?.sequence ?? 0;
    // First what may be repeated without harm; where it is refused, the thread still tells everything.
    if (sequence > thread.sequence) {
      await send(broughtUpToDate(thread.message, message), deadline, 'chat.update', { channel, ts });
    }
    const below = { channel, thread_ts: ts, ...(incident?.isPressing && { reply_broadcast: true }) };
    const answer = await send(message, deadline, 'chat.postMessage', below);
    if (answer.isTaken || THREAD_GONE.has(answer.code)) return answer.isTaken;
    throw new NotDelivered(`refused with ${answer.code}`);
  };

  const tellInThread = async ({ channel: asked }: Bot, named: NamedMessage, deadline: EpochMs) => {
    const { message, incident } = named;
    if (incident === undefined) {
      await post(message, deadline);
      return 'sent';
    }
    const known = await threads.read(incident.id);
    const thread = known?.asked === asked ? known : undefined;
    if (thread?.sequence === incident.sequence) return 'repeated';
    if (thread !== undefined && (await follow(thread, named, deadline))) {
      const sequence = Math.max(thread.sequence, incident.sequence);
      await threads.write(incident.id, { ...thread, sequence });
      return 'sent';
    }
    const { channel = asked, ts } = await post(message, deadline);
    if (ts !== undefined) {
      await threads.write(incident.id, { asked, channel, ts, sequence: incident.sequence, message });
    }
    return 'sent';
  };

  return async (notification: SnsNotification, deadline: EpochMs): Promise<'sent' | 'repeated'> => {
    const named = slackOfNotification(notification);
    if (done.has(named.name)) return 'repeated';
    const place = await destination(false);
    const outcome = place.kind === 'bot' ? await tellInThread(place, named, deadline) : 'sent';
    if (place.kind === 'webhook') await post(named.message, deadline);
    done.add(named.name);
    for (const oldest of done) {
      if (done.size <= MOST_REMEMBERED) break;
      done.delete(oldest);
    }
    return outcome;
  };
};
