import type { SlackDestination } from './slack-destination.ts';

/** What came back from a post. */
export interface SlackReply {
  readonly status: number;
  /** A webhook says `ok`, or a word for what is wrong; the API says so in JSON. */
  readonly text: string;
  /** From the header `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** What it means. */
export interface SlackAnswer {
  readonly isTaken: boolean;
  /** The API's word for what is wrong, else the status. */
  readonly code: string;
  /** It may be taken later. */
  readonly mayPass: boolean;
  /** Another address or token may heal it: revoked, archived, deleted, rotated. */
  readonly needsFresh: boolean;
  readonly blocksRefused: boolean;
  /** Of a message that a bot posted: what names it. */
  readonly ts?: string;
  readonly channel?: string;
}

/** @see https://docs.slack.dev/reference/methods/chat.postMessage */
const PASSING: ReadonlySet<string> = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);
const GONE: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'token_expired',
  'token_revoked',
  'account_inactive',
  'channel_not_found',
  'is_archived',
  'not_in_channel',
]);
const UGLY: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
]);

const jsonOf = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const SILENCE: SlackAnswer = {
  isTaken: false,
  code: 'silence',
  mayPass: true,
  needsFresh: false,
  blocksRefused: false,
};

/** @param reply `undefined` when there was none */
export const slackAnswer = (reply: SlackReply | undefined, kind: SlackDestination['kind']): SlackAnswer => {
  if (reply === undefined) return SILENCE;
  const { status, text } = reply;
  const hasFailed = status === 429 || status >= 500;
  if (kind === 'webhook' || status !== 200) {
    return {
      isTaken: status === 200,
      code: String(status),
      mayPass: hasFailed,
      needsFresh: status === 403 || status === 404 || status === 410,
      blocksRefused: status === 400,
    };
  }
  const { ok, error, ts, channel } = jsonOf(text);
  const code = textOf(error) ?? (ok === true ? 'ok' : 'unreadable');
  const [tsText, channelText] = [textOf(ts), textOf(channel)];
  return {
    isTaken: ok === true,
    code,
    mayPass: PASSING.has(code),
    needsFresh: GONE.has(code),
    blocksRefused: UGLY.has(code),
    ...(tsText !== undefined && { ts: tsText }),
    ...(channelText !== undefined && { channel: channelText }),
  };
};
