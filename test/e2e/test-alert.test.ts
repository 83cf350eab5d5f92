import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { slackOfNotification } from '../../lib/core/notify/slack-of-notification.ts';
import { type AccountDouble, startAccountDouble } from '../support/aws-account-double.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { slackProblems } from '../support/slack-rules.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const OPERATIONS = 'arn:aws:sns:eu-west-1:123456789012:operations';
let account: AccountDouble;

beforeAll(async () => {
  account = await startAccountDouble();
});
afterAll(() => account.stop());
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', account.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  account.stack = {
    status: 'CREATE_COMPLETE',
    outputs: { AlertsTopicArn: TOPIC, OperationsTopicArn: OPERATIONS },
  };
  account.subscriptions = [`${TOPIC}:0e8f1a52`, 'PendingConfirmation'];
  account.denied.clear();
  account.bodies.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

const published = () =>
  account.bodies.map((body) => new URLSearchParams(body)).filter((form) => form.get('Action') === 'Publish');

it('sends one alert that says it is a test, and says who gets it', async () => {
  const { code, stdout } = await runNightjar(['test-alert', '--severity', 'low']);
  const accepted = 'SNS accepted it.\n  email: handed over\n  email: not confirmed, gets nothing\n';
  expect(stdout).toBe(`Alerts topic: ${accepted}Operations topic: ${accepted}`);
  expect(code).toBe(0);
  const [form, alarm, ...more] = published();
  expect(more).toEqual([]);
  expect(alarm?.get('TopicArn')).toBe(OPERATIONS);
  const notification = slackOfNotification({
    messageId: 'm',
    subject: '',
    message: JSON.parse(alarm?.get('Message') ?? '{}').default,
  });
  expect(slackProblems(notification.message)).toEqual([]);
  expect(notification.message.text).toContain('[OK again]');
  expect(notification.message.text).toContain('This is a test, nothing is wrong');
  expect(form?.get('TopicArn')).toBe(TOPIC);
  const texts: Record<string, string> = JSON.parse(form?.get('Message') ?? '{}');
  expect(texts['email']).toContain('this is a test, nothing is wrong');
  expect(JSON.parse(texts['default'] ?? '{}')).toMatchObject({
    type: 'incident.opened',
    function: 'nightjar-test-alert',
    severity: 'low',
  });
});

it('is not content when nobody has confirmed', async () => {
  account.subscriptions = ['PendingConfirmation'];
  expect(await runNightjar(['test-alert'])).toMatchObject({ code: 4 });
});

it('says why SNS refuses', async () => {
  account.denied.add('Publish');
  const { code, stdout } = await runNightjar(['test-alert']);
  expect(stdout).toContain('Alerts topic: SNS refused it: AccessDenied');
  expect(stdout).toContain('Operations topic: SNS refused it: AccessDenied');
  expect(code).toBe(4);
});

it('refuses a stack that is not there, and a severity that does not exist', async () => {
  account.stack = undefined;
  expect(await runNightjar(['test-alert', '--stack', 'Other'])).toMatchObject({ code: 2 });
  expect(await runNightjar(['test-alert', '--severity', 'terrible'])).toMatchObject({ code: 2 });
  expect(published()).toEqual([]);
});
