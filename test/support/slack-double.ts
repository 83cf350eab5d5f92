import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slackProblems } from './slack-rules.ts';

export interface SlackAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Taken {
  readonly text: string;
  readonly blocks?: readonly unknown[];
}

/** A message of the bot's channel, as it reads now. */
export interface ChannelMessage extends Taken {
  readonly ts: string;
  readonly threadTs?: string;
  readonly isBroadcast: boolean;
}

/** An incoming webhook and the two methods of the API on loopback: take what Slack's rules allow, refuse the rest with Slack's words. */
export interface SlackDouble {
  /** Of the webhook. */
  readonly url: string;
  /** Of the API; ends with a slash. */
  readonly api: string;
  /** Bodies that the webhook took. */
  readonly taken: Taken[];
  readonly channel: ChannelMessage[];
  /** What was wrong with those that were not. */
  readonly problems: string[];
  /** Given in turn before the double judges by itself; `hang up` ends the connection. */
  readonly answers: (SlackAnswer | 'hang up')[];
  posts: number;
  stop(): Promise<void>;
}

export const BOT_TOKEN = 'xoxb-000000000000-local';
const CHANNEL_NAME = '#alerts';
export const CHANNEL_ID = 'C0ALERTS';

const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const said = (json: object): SlackAnswer => ({ status: 200, text: JSON.stringify(json) });
const no = (error: string): SlackAnswer => said({ ok: false, error });

export const startSlackDouble = async (): Promise<SlackDouble> => {
  const taken: Taken[] = [];
  const channel: ChannelMessage[] = [];
  const problems: string[] = [];
  const answers: (SlackAnswer | 'hang up')[] = [];

  const isFine = (message: unknown): boolean => {
    const found = slackProblems(message);
    problems.push(...found);
    return found.length === 0;
  };

  const webhook = (contentType: string, body: string): SlackAnswer => {
    const message = contentType.startsWith('application/json') ? parsed(body) : undefined;
    if (message === undefined) return { status: 400, text: 'invalid_payload' };
    if (!isFine(message)) return { status: 400, text: 'invalid_blocks' };
    taken.push(message as unknown as Taken);
    return { status: 200, text: 'ok' };
  };

  /** @see https://docs.slack.dev/reference/methods/chat.postMessage */
  const postMessage = (json: Readonly<Record<string, unknown>>): SlackAnswer => {
    const { channel: place, thread_ts: threadTs, reply_broadcast: broadcast, ...message } = json;
    if (place !== CHANNEL_ID && place !== CHANNEL_NAME) return no('channel_not_found');
    if (broadcast !== undefined && (broadcast !== true || threadTs === undefined)) return no('invalid_arguments');
    const root = channel.find(({ ts }) => ts === threadTs);
    if (threadTs !== undefined && root?.threadTs !== undefined) return no('invalid_thread_ts');
    if (threadTs !== undefined && root === undefined) return no('thread_not_found');
    if (!isFine(message)) return no('invalid_blocks');
    const ts = `1767729600.${String(channel.length + 1).padStart(6, '0')}`;
    const isBroadcast = broadcast === true;
    const kept = { ...(message as unknown as Taken), ts, isBroadcast };
    channel.push(typeof threadTs === 'string' ? { ...kept, threadTs } : kept);
    return said({ ok: true, channel: CHANNEL_ID, ts, message });
  };

  /** Takes ids only, as Slack's does. @see https://docs.slack.dev/reference/methods/chat.update */
  const update = (json: Readonly<Record<string, unknown>>): SlackAnswer => {
    const { channel: place, ts, ...message } = json;
    if (place !== CHANNEL_ID) return no('channel_not_found');
    const at = channel.findIndex((one) => one.ts === ts);
    const before = channel[at];
    if (before === undefined) return no('message_not_found');
    if (!isFine(message)) return no('invalid_blocks');
    channel[at] = { ...before, ...(message as unknown as Taken) };
    return said({ ok: true, channel: CHANNEL_ID, ts, text: '' });
  };

  const judge = ({ method, url = '', headers }: IncomingMessage, body: string): SlackAnswer => {
    const contentType = headers['content-type'] ?? '';
    if (method !== 'POST') return { status: 405, text: '' };
    if (url === '/services/T00000000/B00000000/hook') return webhook(contentType, body);
    const json = parsed(body);
    if (!url.startsWith('/api/')) return { status: 404, text: 'no_service' };
    if (headers.authorization !== `Bearer ${BOT_TOKEN}`) return no('invalid_auth');
    if (contentType !== 'application/json; charset=utf-8' || json === undefined) return no('invalid_json');
    if (url === '/api/chat.postMessage') return postMessage(json);
    return url === '/api/chat.update' ? update(json) : no('unknown_method');
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      double.posts++;
      const scripted = answers.shift();
      if (scripted === 'hang up') {
        request.socket.destroy();
        return;
      }
      const answer = scripted ?? judge(request, Buffer.concat(chunks).toString());
      response.writeHead(answer.status, { 'content-type': 'text/html', ...answer.headers }).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const double: SlackDouble = {
    url: `${origin}/services/T00000000/B00000000/hook`,
    api: `${origin}/api/`,
    taken,
    channel,
    problems,
    answers,
    posts: 0,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return double;
};
