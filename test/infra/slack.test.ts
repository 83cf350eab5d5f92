import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { describe, expect, it } from 'vitest';
import { readNotifySlackEnvironment } from '../../lib/config/environment.ts';
import { only } from '../support/only-resource.ts';
import { sampleArn } from '../support/resolve-template.ts';
import { type IamCall, SimulatedRole } from '../support/simulate-iam.ts';
import { synthesise } from '../support/synthesise.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack/hook-a1B2c3';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52-2222-4000-8000-000000000000';
const PARAMETER = 'arn:aws:ssm:eu-west-1:123456789012:parameter/slack/hook';

const bySecret = synthesise((stack) => ({
  alerts: {
    emails: ['oncall@example.com'],
    slackWebhook: Secret.fromSecretAttributes(stack, 'Hook', {
      secretCompleteArn: SECRET,
      encryptionKey: Key.fromKeyArn(stack, 'HookKey', KEY),
    }),
  },
}));
const byName = synthesise((stack) => ({
  alerts: { slackWebhook: Secret.fromSecretNameV2(stack, 'Hook', 'slack/hook') },
}));
const byParameter = synthesise((stack) => ({
  alerts: {
    slackWebhook: StringParameter.fromSecureStringParameterAttributes(stack, 'Hook', { parameterName: '/slack/hook' }),
    slackWebhookKey: Key.fromKeyArn(stack, 'HookKey', KEY),
  },
}));

const arnOf = (type: string, part: string): string => {
  const found = bySecret.ofType(type).find(([id]) => id.includes(part));
  if (found === undefined) throw new Error(`no ${type} called ${part}`);
  return sampleArn(...found);
};
const queue = arnOf('AWS::SQS::Queue', 'SlackQueue');
const deadLetters = arnOf('AWS::SQS::Queue', 'SlackDeadLetters');
const inPartition = (partitions: string[], ...actions: string[]): IamCall[] =>
  actions.map((action) => ({
    action,
    resource: arnOf('AWS::DynamoDB::GlobalTable', ''),
    context: { 'dynamodb:LeadingKeys': partitions },
  }));
const on = (resource: string, ...actions: string[]): IamCall[] => actions.map((action) => ({ action, resource }));
const via = (service: string) => ({
  action: 'kms:Decrypt',
  resource: KEY,
  context: { 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` },
});

describe('Slack', () => {
  it('hears both topics through a queue that keeps what is not taken, with an alarm', () => {
    const subscribed = bySecret
      .ofType('AWS::SNS::Subscription')
      .filter(([, { Properties }]) => Properties['Protocol'] === 'sqs')
      .map(([, { Properties }]) => JSON.stringify(Properties['TopicArn']));
    expect(subscribed).toEqual([expect.stringContaining('Alerts'), expect.stringContaining('Operations')]);
    expect(only(bySecret, 'AWS::SQS::Queue', 'SlackQueue').Properties).toMatchObject({
      RedrivePolicy: { maxReceiveCount: 15 },
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 360,
    });
    expect(only(bySecret, 'AWS::SQS::Queue', 'SlackDeadLetters').Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
    });
    const alarm = only(bySecret, 'AWS::CloudWatch::Alarm', 'SlackLost').Properties;
    expect(alarm).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 });
    expect(JSON.stringify(alarm['Dimensions'])).toContain('SlackDeadLetters');
  });

  it('lets only the topics of the installation write the queue', () => {
    const { PolicyDocument } = only(bySecret, 'AWS::SQS::QueuePolicy', 'SlackQueue').Properties;
    const { Statement } = PolicyDocument as { Statement: { Effect: string }[] };
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(2);
    for (const statement of allowed) {
      expect(statement).toMatchObject({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': expect.anything() } },
      });
    }
  });

  it('is told where the address is kept, never the address', () => {
    const { Environment } = only(bySecret, 'AWS::Lambda::Function', 'Slack').Properties as {
      Environment: { Variables: Record<string, string> };
    };
    const read = readNotifySlackEnvironment({ ...Environment.Variables, AWS_REGION: 'eu-west-1' });
    expect(read).toMatchObject({ ok: true, value: { webhookArn: SECRET } });
  });

  it('is not there unless it is asked for', () => {
    const without = synthesise({ alerts: { emails: ['oncall@example.com'] } });
    expect(without.text).not.toContain('Slack');
  });
});

describe('the role of notify-slack', () => {
  const role = new SimulatedRole(bySecret, 'SlackHandlerRole');
  const ownLogs = 'arn:aws:logs:eu-west-1:123456789012:log-group:/nightjar/Nightjar-Detector/notify-slack';

  it.each([
    ...on(SECRET, 'secretsmanager:GetSecretValue'),
    ...on(queue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'),
    ...on(`${ownLogs}:log-stream:2026`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ...inPartition(['slack'], 'dynamodb:GetItem', 'dynamodb:PutItem'),
  ])('allows $action on $resource', async (call) => {
    expect(await role.decide(call)).toBe('Allowed');
  });

  it.each([
    ...on(`${SECRET.slice(0, -7)}-other`, 'secretsmanager:GetSecretValue'),
    ...on(SECRET, 'secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret', 'secretsmanager:DescribeSecret'),
    ...on(PARAMETER, 'ssm:GetParameter'),
    via('s3'),
    ...on(queue, 'sqs:SendMessage', 'sqs:PurgeQueue'),
    ...on(deadLetters, 'sqs:ReceiveMessage', 'sqs:DeleteMessage'),
    ...inPartition(['incidents'], 'dynamodb:GetItem', 'dynamodb:PutItem'),
    ...inPartition(['slack', 'marks'], 'dynamodb:GetItem', 'dynamodb:PutItem'),
    ...inPartition(['slack'], 'dynamodb:Query', 'dynamodb:DeleteItem', 'dynamodb:Scan', 'dynamodb:BatchWriteItem'),
    ...on(arnOf('AWS::KMS::Key', ''), 'kms:Decrypt', 'kms:GenerateDataKey'),
    ...on(arnOf('AWS::SNS::Topic', 'Alerts'), 'sns:Publish'),
    ...on(arnOf('AWS::SNS::Topic', 'Operations'), 'sns:Publish'),
    ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/checkout', 'logs:FilterLogEvents'),
    ...on('arn:aws:lambda:eu-west-1:123456789012:function:checkout', 'lambda:InvokeFunction'),
  ])('denies $action on $resource', async (call) => {
    expect(await role.decide(call)).toBe('ImplicitlyDenied');
  });

  it('reaches a secret known by name, and no other that begins alike', async () => {
    const named = new SimulatedRole(byName, 'SlackHandlerRole');
    expect(await named.decide({ action: 'secretsmanager:GetSecretValue', resource: SECRET })).toBe('Allowed');
    const longer = SECRET.replace('hook-', 'hook-of-others-');
    expect(await named.decide({ action: 'secretsmanager:GetSecretValue', resource: longer })).toBe('ImplicitlyDenied');
  });

  it.each([
    ['secretsmanager', bySecret],
    ['ssm', byParameter],
  ])('may use the key of the address through %s only', (service, { ofType }) => {
    const policies = ofType('AWS::IAM::Policy').map(([, { Properties }]) => JSON.stringify(Properties));
    const ofSlack = policies.find((policy) => policy.includes('SlackHandlerRole')) ?? '';
    expect(ofSlack).toContain(
      `"Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:ViaService":{"Fn::Join":["",["${service}.",`,
    );
    expect(ofSlack).toContain(`"Resource":"${KEY}","Sid":"DecryptWebhook"`);
  });

  it('reaches a parameter', async () => {
    const parameter = new SimulatedRole(byParameter, 'SlackHandlerRole');
    expect(await parameter.decide({ action: 'ssm:GetParameter', resource: PARAMETER })).toBe('Allowed');
    expect(await parameter.decide({ action: 'ssm:GetParameters', resource: PARAMETER })).toBe('ImplicitlyDenied');
    const other = await parameter.decide({ action: 'ssm:GetParameter', resource: `${PARAMETER}2` });
    expect(other).toBe('ImplicitlyDenied');
  });
});
