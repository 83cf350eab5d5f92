import type { Stack } from 'aws-cdk-lib';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup, CfnSubscriptionFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lib/config/config.ts';
import { type LogAnomalyDetectorProps, LogSource, propsOf, Transport } from '../../lib/infra/index.ts';
import { synthesise } from '../support/synthesise.ts';
import { TEMPLATE_RULES } from '../support/template-rules.ts';

const alerts = { emails: ['oncall@example.com'] };
const listed = [LogSource.logGroups('/aws/lambda/checkout', '/aws/lambda/billing')];

/** Every configuration that the documents show. */
const CONFIGURATIONS: Readonly<Record<string, (stack: Stack) => LogAnomalyDetectorProps>> = {
  'nothing but an e-mail address': () => ({ alerts }),
  'listed groups, direct': () => ({ alerts, sources: listed }),
  'listed groups through Kinesis': () => ({ alerts, sources: listed, transport: Transport.kinesis() }),
  'a large fleet': () => ({
    alerts,
    sources: listed,
    transport: Transport.kinesis({ shards: 16, retention: Duration.days(7), batchWindow: Duration.seconds(10) }),
    slots: 32,
  }),
  'topics and key of the account': (stack) => ({
    alerts: { topic: Topic.fromTopicArn(stack, 'Pager', 'arn:aws:sns:eu-west-1:123456789012:pager') },
    operations: { topic: Topic.fromTopicArn(stack, 'Ops', 'arn:aws:sns:eu-west-1:123456789012:ops') },
    encryptionKey: Key.fromKeyArn(stack, 'Given', 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52'),
  }),
  'everything set': () => ({
    alerts: { ...alerts, minimumSeverity: 'high' },
    operations: { emails: ['platform@example.com'] },
    sources: [LogSource.lambda({ exclude: ['/aws/lambda/test-'] }), LogSource.logGroups('/shop/orders')],
    transport: Transport.direct(),
    learningPeriod: Duration.days(14),
    historyRetention: Duration.days(90),
    logRetention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
    slots: 4,
    ingestReservedConcurrency: 10,
    installationName: 'production',
  }),
  'a configuration file': () => {
    const parsed = parseConfig({ alerts, sources: [{ type: 'log-groups', names: ['/a/b'] }], learningPeriod: '12h' });
    if (!parsed.ok) throw new Error('the example must be allowed');
    return propsOf(parsed.value);
  },
  'Slack alone, by a secret of the account': (stack) => ({
    alerts: { slackWebhook: Secret.fromSecretNameV2(stack, 'Hook', 'slack/hook') },
  }),
  'Slack by a configuration file, its address in an encrypted parameter': () => {
    const slackWebhook = 'arn:aws:ssm:eu-west-1:123456789012:parameter/slack/hook';
    const slackWebhookKey = 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52-2222-4000-8000-000000000000';
    const parsed = parseConfig({ alerts: { slackWebhook, slackWebhookKey } });
    if (!parsed.ok) throw new Error('the example must be allowed');
    return propsOf(parsed.value);
  },
};

describe.each(Object.entries(CONFIGURATIONS))('%s', (_, props) => {
  const synthesised = synthesise(props);

  it('synthesises to the same bytes a second time', () => {
    expect(synthesise(props).text).toBe(synthesised.text);
  });

  it('leaves cdk-nag (AwsSolutions) without a finding', () => {
    expect(synthesised.findings).toEqual([]);
  });

  it.each(Object.entries(TEMPLATE_RULES))('holds the rule: %s', (_rule, broken) => {
    expect(broken(synthesised)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it('see what cdk-nag would complain about', () => {
    const { findings } = synthesise({ alerts }, (stack) => new Queue(stack, 'Open'));
    expect(findings).toContainEqual(expect.stringMatching(/^AwsSolutions-SQS4.* Nightjar\/Open/));
  });

  it('break each for what it forbids', () => {
    const careless = synthesise({ alerts }, (stack) => {
      new CfnLogGroup(stack, 'Forever', { logGroupName: '/aws/lambda/mine' });
      new Queue(stack, 'Open');
      new Key(stack, 'Old');
      new CfnAlarm(stack, 'Mute', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 });
      new CfnSubscriptionFilter(stack, 'Early', { destinationArn: 'x', filterPattern: '', logGroupName: '/a' });
      const role = new Role(stack, 'Wide', {
        assumedBy: new ServicePrincipal('logs.amazonaws.com'),
        managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
      });
      role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    });
    const broken = Object.entries(TEMPLATE_RULES)
      .filter(([, rule]) => rule(careless).length > 0)
      .map(([rule]) => rule);
    expect(broken).toEqual([
      'every log group expires and stands below /nightjar/',
      'no role has a managed policy',
      'no policy of a role has a wildcard in its actions, or as its resource where a narrower one exists',
      'every role for a service names the account that the service works for, Lambda apart',
      'every queue and topic refuses requests without TLS',
      'every key is rotated',
      'every alarm says what it means and has somewhere to go',
      'every filter waits for what it delivers to',
    ]);
  });
});
