import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { notifySlackHandler } from '../../functions/notify-slack/notify-slack-handler.ts';
import { writeNotifySlackEnvironment } from '../../lib/config/environment.ts';
import { buildPublishInput } from '../../lib/core/alert/publish-input.ts';
import { TRANSITION_STORIES } from '../support/alert-stories.ts';
import { type LocalDynamo, startDynalite, startHttpDouble } from '../support/dynalite.ts';
import {
  BOT_TOKEN,
  CHANNEL_ID,
  type ChannelMessage,
  type SlackDouble,
  startSlackDouble,
} from '../support/slack-double.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack/hook-a1B2c3';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/slack/hook';

let slack: SlackDouble;
let aws: Awaited<ReturnType<typeof startHttpDouble>>;
let kept = '';
const asked: string[] = [];

beforeAll(async () => {
  slack = await startSlackDouble();
  aws = await startHttpDouble((operation, body) => {
    asked.push(`${operation} ${body}`);
    const answer = operation === 'GetParameter' ? { Parameter: { Value: kept } } : { SecretString: kept };
    return { status: 200, body: JSON.stringify(answer) };
  });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await Promise.all([slack.stop(), aws.stop()]);
});
beforeEach(() => {
  kept = slack.url;
  asked.length = 0;
  slack.taken.length = 0;
  slack.posts = 0;
});

const waits: number[] = [];
const handlerFor = (webhookArn: string, more: Readonly<Record<string, string>> = {}) =>
  notifySlackHandler(
    {
      ...writeNotifySlackEnvironment({ webhookArn, tableName: 'nightjar' }),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: aws.endpoint,
      ...more,
    },
    async (milliseconds) => void waits.push(milliseconds),
  );
const context = { getRemainingTimeInMillis: () => 60_000 };
const queued = (Message: string, MessageId = 'm-1') => ({
  Records: [{ body: JSON.stringify({ Type: 'Notification', MessageId, TopicArn: 'arn', Message }) }],
});
const alert = (name: string): string => {
  const story = TRANSITION_STORIES[name];
  if (story === undefined) throw new Error(`no story ${name}`);
  return JSON.parse(buildPublishInput(story, 'arn', {}).Message).default;
};

it('posts what a topic put into the queue to the address in the secret, and asks for that secret alone', async () => {
  const handler = handlerFor(SECRET);
  await handler(queued(alert('opened-errors-up')), context);
  await handler(queued(alert('resolved-quiet'), 'm-2'), context);
  expect(slack.problems).toEqual([]);
  expect(slack.taken.map(({ text }) => text.split('\n')[0])).toEqual([
    expect.stringContaining('14 errors/min'),
    expect.stringContaining('back to usual'),
  ]);
  expect(asked).toEqual([`GetSecretValue {"SecretId":"${SECRET}"}`]);
});

it('finds the address in a parameter, and as the value of a key in a secret', async () => {
  await handlerFor(PARAMETER)(queued(alert('opened-memory')), context);
  kept = JSON.stringify({ url: slack.url });
  await handlerFor(SECRET)(queued(alert('opened-memory')), context);
  expect(slack.taken).toHaveLength(2);
  expect(asked[0]).toBe('GetParameter {"Name":"/slack/hook","WithDecryption":true}');
});

it('obeys Retry-After, comes back after failures, and drops the repeat of a delivery', async () => {
  const handler = handlerFor(SECRET);
  waits.length = 0;
  slack.answers.push({ status: 429, text: 'rate_limited', headers: { 'retry-after': '7' } }, 'hang up');
  await handler(queued(alert('opened-timeouts')), context);
  await handler(queued(alert('opened-timeouts'), 'another delivery'), context);
  expect(slack.posts).toBe(3);
  expect(slack.taken).toHaveLength(1);
  expect(waits[0]).toBe(7_000);
});

it('throws for what Slack does not take, so that the queue keeps it', async () => {
  const handler = handlerFor(SECRET);
  slack.answers.push({ status: 403, text: 'action_prohibited' }, { status: 403, text: 'action_prohibited' });
  await expect(handler(queued(alert('opened-timeouts')), context)).rejects.toThrow('refused with 403');
  expect(asked).toHaveLength(2);
});

it.each([
  '',
  'http://hooks.slack.com/services/x',
  '{"url":"ftp://x/"}',
  'not an address',
  '{"token":"xoxb-1"}',
  '{"token":"secret","channel":"#alerts"}',
  '{"token":"xoxb-1","channel":"#alerts","api":"http://slack.example/api/"}',
  '{',
])('refuses %j for an address, and does not repeat it in the error', async (text) => {
  kept = text;
  const failed = handlerFor(SECRET)(queued(alert('opened-timeouts')), context);
  await expect(failed).rejects.toThrow('the secret of Slack holds neither');
  expect(slack.posts).toBe(0);
});

it('refuses events that are not of a queue behind a topic', async () => {
  await expect(handlerFor(SECRET)({ Records: [{ Sns: {} }] }, context)).rejects.toThrow('notify.bad_event');
  await expect(handlerFor(SECRET)({ Records: [{ body: 'x' }] }, context)).rejects.toThrow('notify.bad_envelope');
});

describe('a bot', () => {
  let dynamo: LocalDynamo;
  let tableName: string;
  beforeAll(async () => {
    dynamo = await startDynalite();
    ({ name: tableName } = await dynamo.createTable());
  });
  afterAll(() => dynamo.stop());
  beforeEach(() => {
    kept = JSON.stringify({ token: BOT_TOKEN, channel: '#alerts', api: slack.api });
    slack.channel.length = 0;
    slack.problems.length = 0;
  });

  /** As after a start of the process: nothing is remembered but what the table holds. */
  const bot = () => handlerFor(SECRET, { AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint, NIGHTJAR_TABLE: tableName });
  /** A notice of an incident of its own per test. */
  const notice = (id: string, name: string, change: object = {}): string =>
    JSON.stringify({ ...JSON.parse(alert(name)), id, ...change });
  const headerOf = (message: ChannelMessage | undefined): string => JSON.stringify(message?.blocks?.[0]);

  it('tells an incident in one thread, and the message of the channel says how it stands', async () => {
    await bot()(queued(notice('thread', 'opened-errors-up', { sequence: 1 })), context);
    await bot()(queued(notice('thread', 'updated-functions', { sequence: 2 }), 'm-2'), context);
    await bot()(queued(notice('thread', 'resolved-quiet', { sequence: 3 }), 'm-3'), context);
    expect(slack.problems).toEqual([]);
    const [root, ...below] = slack.channel;
    expect(below.map(({ threadTs, isBroadcast }) => [threadTs, isBroadcast])).toEqual([
      [root?.ts, false],
      [root?.ts, false],
    ]);
    expect(headerOf(root)).toContain(':large_green_circle: [RESOLVED]');
    expect(JSON.stringify(root?.blocks)).toContain('TimeoutError: 38 times');
  });

  it('shows in the channel as well that it grew worse or is back', async () => {
    await bot()(queued(notice('worse', 'opened-errors-up', { sequence: 1 })), context);
    await bot()(queued(notice('worse', 'updated-severity', { sequence: 2 }), 'm-2'), context);
    await bot()(queued(notice('worse', 'updated-reopened', { sequence: 3 }), 'm-3'), context);
    expect(slack.channel.map(({ isBroadcast }) => isBroadcast)).toEqual([false, true, true]);
  });

  it('posts once what is delivered twice, in whatever process; what comes late changes no newer state', async () => {
    await bot()(queued(notice('late', 'opened-errors-up', { sequence: 1 })), context);
    await bot()(queued(notice('late', 'resolved-quiet', { sequence: 3 }), 'm-3'), context);
    await bot()(queued(notice('late', 'resolved-quiet', { sequence: 3 }), 'again'), context);
    await bot()(queued(notice('late', 'updated-severity', { sequence: 2 }), 'm-2'), context);
    expect(slack.channel).toHaveLength(3);
    expect(headerOf(slack.channel[0])).toContain('[RESOLVED]');
  });

  it('begins a new message where the first one was deleted, or the channel is another', async () => {
    await bot()(queued(notice('deleted', 'opened-errors-up', { sequence: 1 })), context);
    slack.channel.length = 0;
    await bot()(queued(notice('deleted', 'updated-severity', { sequence: 2 }), 'm-2'), context);
    expect(slack.channel.map(({ threadTs }) => threadTs)).toEqual([undefined]);
    kept = JSON.stringify({ token: BOT_TOKEN, channel: CHANNEL_ID, api: slack.api });
    await bot()(queued(notice('deleted', 'resolved-quiet', { sequence: 3 }), 'm-3'), context);
    expect(slack.channel.map(({ threadTs }) => threadTs)).toEqual([undefined, undefined]);
  });

  it('obeys Retry-After, comes back when Slack stumbles, and reads a new token when the old one is revoked', async () => {
    const handler = bot();
    waits.length = 0;
    slack.answers.push(
      { status: 429, text: '{"ok":false,"error":"ratelimited"}', headers: { 'retry-after': '5' } },
      { status: 200, text: '{"ok":false,"error":"internal_error"}' },
      { status: 200, text: '{"ok":false,"error":"token_revoked"}' },
    );
    await handler(queued(notice('retried', 'opened-errors-up', { sequence: 1 })), context);
    expect(waits[0]).toBe(5_000);
    expect(slack.channel).toHaveLength(1);
    expect(asked.filter((call) => call.startsWith('GetSecretValue'))).toHaveLength(2);
  });

  it('sends text alone when the blocks are refused, and throws for what is not taken, without the token', async () => {
    slack.answers.push({ status: 200, text: '{"ok":false,"error":"invalid_blocks"}' });
    await bot()(queued(notice('ugly', 'opened-errors-up', { sequence: 1 })), context);
    expect(slack.channel[0]?.blocks).toBeUndefined();
    kept = kept.replace(BOT_TOKEN, 'xoxb-of-nobody');
    const failed = bot()(queued(notice('denied', 'opened-errors-up', { sequence: 1 })), context);
    await expect(failed).rejects.toThrow(/^refused with invalid_auth$/);
  });

  it('posts alarms and summaries as messages of the channel', async () => {
    const alarm = JSON.stringify({ AlarmName: 'Nightjar-EvaluationStopped', NewStateValue: 'ALARM' });
    await bot()(queued(alarm), context);
    expect(slack.channel.map(({ threadTs }) => threadTs)).toEqual([undefined]);
  });

  it('loses no message when the table does not answer', async () => {
    const handler = handlerFor(SECRET, {
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      NIGHTJAR_TABLE: 'no-such-table',
    });
    await handler(queued(notice('forgetful', 'opened-errors-up', { sequence: 1 })), context);
    await handler(queued(notice('forgetful', 'resolved-quiet', { sequence: 2 }), 'm-2'), context);
    expect(slack.channel.map(({ threadTs }) => threadTs)).toEqual([undefined, undefined]);
  });
});
