import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { notifySlackHandler } from '../../functions/notify-slack/notify-slack-handler.ts';
import { writeNotifySlackEnvironment } from '../../lib/config/environment.ts';
import { buildPublishInput } from '../../lib/core/alert/publish-input.ts';
import { TRANSITION_STORIES } from '../support/alert-stories.ts';
import { startHttpDouble } from '../support/dynalite.ts';
import { type SlackDouble, startSlackDouble } from '../support/slack-double.ts';

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
const handlerFor = (webhookArn: string) =>
  notifySlackHandler(
    {
      ...writeNotifySlackEnvironment({ webhookArn }),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: aws.endpoint,
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

it.each(['', 'http://hooks.slack.com/services/x', '{"url":"ftp://x/"}', 'not an address'])(
  'refuses %j for an address, and does not repeat it in the error',
  async (text) => {
    kept = text;
    const failed = handlerFor(SECRET)(queued(alert('opened-timeouts')), context);
    await expect(failed).rejects.toThrow('the secret of the webhook holds no');
    expect(slack.posts).toBe(0);
  },
);

it('refuses events that are not of a queue behind a topic', async () => {
  await expect(handlerFor(SECRET)({ Records: [{ Sns: {} }] }, context)).rejects.toThrow('notify.bad_event');
  await expect(handlerFor(SECRET)({ Records: [{ body: 'x' }] }, context)).rejects.toThrow('notify.bad_envelope');
});
