import type { Stack } from 'aws-cdk-lib';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { parseConfig } from '../../lib/config/config.ts';
import { type LogAnomalyDetectorProps, LogSource, Subscription, Transport } from '../../lib/infra/index.ts';
import { propsOf } from '../../lib/infra/props-of-config.ts';

const alerts = { emails: ['oncall@example.com'] };
const listed = [LogSource.logGroups('/aws/lambda/checkout', '/aws/lambda/billing')];

const aVpc = (stack: Stack) =>
  Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-0000000000000000a', 'subnet-0000000000000000b'],
    publicSubnetNames: ['Open'],
    publicSubnetRouteTableIds: ['rtb-0000000000000000a', 'rtb-0000000000000000b'],
    privateSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'],
    privateSubnetNames: ['Nightjar'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f60718', 'rtb-1a1b2c3d4e5f60718'],
  });

/** Every configuration that the documents show. */
export const CONFIGURATIONS: Readonly<Record<string, (stack: Stack) => LogAnomalyDetectorProps>> = {
  'nothing but an e-mail address': () => ({ alerts }),
  'listed groups, direct': () => ({ alerts, sources: listed }),
  'listed groups through Kinesis': () => ({ alerts, sources: listed, transport: Transport.kinesis() }),
  'a large fleet': () => ({
    alerts,
    sources: listed,
    transport: Transport.kinesis({ shards: 16, retention: Duration.days(7), batchWindow: Duration.seconds(10) }),
    slots: 32,
  }),
  'chosen by pattern and tag': () => ({
    alerts,
    sources: [
      LogSource.lambda({ includePatterns: ['*-prod'], includeTags: [{ key: 'team', values: ['payments'] }] }),
      LogSource.lambda({ prefix: '/shop/', excludeTags: [{ key: 'noisy' }] }),
    ],
  }),
  'flow logs and resolver logs beside Lambda': () => ({
    alerts,
    sources: [
      LogSource.lambda(),
      LogSource.flowLogs({ groups: ['/vpc/flow'] }),
      LogSource.resolverLogs('/dns/queries'),
    ],
  }),
  'the policy of the account, direct': () => ({ alerts, subscription: Subscription.account() }),
  'the policy of the account through Kinesis': () => ({
    alerts,
    sources: [
      LogSource.lambda({ exclude: ['/aws/lambda/test-'], excludePatterns: ['*-canary-*'] }),
      LogSource.lambda({ prefix: '/shop/' }),
    ],
    subscription: Subscription.account({ maximumForeignShare: 0.25 }),
    transport: Transport.kinesis(),
  }),
  'topics and key of the account': (stack) => ({
    alerts: { topic: Topic.fromTopicArn(stack, 'Pager', 'arn:aws:sns:eu-west-1:123456789012:pager') },
    operations: { topic: Topic.fromTopicArn(stack, 'Ops', 'arn:aws:sns:eu-west-1:123456789012:ops') },
    encryptionKey: Key.fromKeyArn(stack, 'Given', 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52'),
  }),
  'past lines searched on the first day': () => ({
    alerts,
    sources: [LogSource.lambda(), LogSource.logGroups('/shop/orders')],
    backfillLogs: { maximumDollars: 20 },
  }),
  'topics and key of the same app': (stack) => {
    const encryptionKey = new Key(stack, 'Given', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
    const topic = (id: string) => new Topic(stack, id, { masterKey: encryptionKey, enforceSSL: true });
    return { alerts: { ...alerts, topic: topic('Pager') }, operations: { topic: topic('Ops') }, encryptionKey };
  },
  'a VPC of the account': (stack) => ({ alerts, vpc: aVpc(stack) }),
  'a VPC of the account, with its own security group and all that can run in it': (stack) => ({
    alerts: { ...alerts, slackWebhook: Secret.fromSecretNameV2(stack, 'Hook', 'slack/hook') },
    subscription: Subscription.account(),
    transport: Transport.kinesis(),
    vpc: aVpc(stack),
    vpcSubnets: { subnetGroupName: 'Nightjar' },
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Https', 'sg-0a1b2c3d4e5f60718')],
  }),
  'topics, key and VPC by a configuration file': (stack) => {
    const parsed = parseConfig({
      alerts: {
        topic: 'arn:aws:sns:eu-west-1:123456789012:pager',
        topicKey: 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52-3333-4000-8000-000000000000',
      },
      operations: { topic: 'arn:aws:sns:eu-west-1:123456789012:ops' },
      encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52-2222-4000-8000-000000000000',
      vpc: { id: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
    });
    if (!parsed.ok) throw new Error('the example must be allowed');
    return propsOf(stack, parsed.value);
  },
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
  'a configuration file': (stack) => {
    const parsed = parseConfig({ alerts, sources: [{ type: 'log-groups', names: ['/a/b'] }], learningPeriod: '12h' });
    if (!parsed.ok) throw new Error('the example must be allowed');
    return propsOf(stack, parsed.value);
  },
  'Slack alone, by a secret of the account': (stack) => ({
    alerts: { slackWebhook: Secret.fromSecretNameV2(stack, 'Hook', 'slack/hook') },
  }),
  'Slack by a configuration file, its address in an encrypted parameter': (stack) => {
    const slackWebhook = 'arn:aws:ssm:eu-west-1:123456789012:parameter/slack/hook';
    const slackWebhookKey = 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52-2222-4000-8000-000000000000';
    const parsed = parseConfig({ alerts: { slackWebhook, slackWebhookKey } });
    if (!parsed.ok) throw new Error('the example must be allowed');
    return propsOf(stack, parsed.value);
  },
};
