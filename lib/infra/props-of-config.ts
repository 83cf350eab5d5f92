import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Config, SourceConfig, VpcConfig } from '../config/config.ts';
import type { LogAnomalyDetectorProps, OperationsProps } from './log-anomaly-detector-props.ts';
import { LogSource } from './log-source.ts';
import { webhookOfArn } from './slack-webhook.ts';
import { Subscription } from './subscription.ts';
import { Transport } from './transport.ts';

/** A configuration file's content as props of the construct. What it names of the account is imported into `scope`. */
export const propsOf = (scope: Construct, config: Config): LogAnomalyDetectorProps => ({
  alerts: alertProps(scope, config),
  operations: operationsProps(scope, config),
  ...(config.encryptionKey === undefined
    ? {}
    : { encryptionKey: Key.fromKeyArn(scope, 'GivenKey', config.encryptionKey) }),
  ...(config.vpc === undefined ? {} : vpcProps(scope, config.vpc)),
  sources: config.sources.map(sourceOf),
  transport:
    config.transport.type === 'direct'
      ? Transport.direct()
      : Transport.kinesis({
          shards: config.transport.shards,
          retention: Duration.hours(config.transport.retentionHours),
          batchWindow: Duration.seconds(config.transport.batchWindowSeconds),
        }),
  subscription:
    config.subscription.type === 'account' ? Subscription.account(config.subscription) : Subscription.logGroups(),
  overrides: config.overrides,
  lists: config.lists,
  learningPeriod: Duration.minutes(config.learningMinutes),
  backfill: Duration.days(config.backfillDays),
  ...(config.backfillLogs === undefined ? {} : { backfillLogs: config.backfillLogs }),
  historyRetention: Duration.days(config.historyDays),
  logRetention: config.logRetentionDays,
  slots: config.slots,
  removalPolicy: config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
});

const alertProps = (scope: Construct, { alerts }: Config): LogAnomalyDetectorProps['alerts'] => {
  const { topic, topicKey: keyArn, slackWebhook, slackWebhookKey, ...told } = alerts;
  const { remindAfterMinutes, remindEveryMinutes, stormWithinMinutes, ...rest } = told;
  return {
    ...rest,
    ...(topic !== undefined && {
      topic: Topic.fromTopicAttributes(scope, 'GivenAlertsTopic', {
        topicArn: topic,
        ...(keyArn !== undefined && { keyArn }),
      }),
    }),
    remindAfter: Duration.minutes(remindAfterMinutes),
    remindEvery: Duration.minutes(remindEveryMinutes),
    stormWithin: Duration.minutes(stormWithinMinutes),
    ...(slackWebhook === undefined ? {} : { slackWebhook: webhookOfArn(slackWebhook) }),
    ...(slackWebhookKey === undefined ? {} : { slackWebhookKey: { keyArn: slackWebhookKey } }),
  };
};

const operationsProps = (scope: Construct, { operations }: Config): OperationsProps => {
  const { topic, ...rest } = operations;
  if (topic === undefined) return rest;
  return { ...rest, topic: Topic.fromTopicArn(scope, 'GivenOperationsTopic', topic) };
};

const vpcProps = (scope: Construct, { id: vpcId, subnets, securityGroups }: VpcConfig) => {
  const vpc = Vpc.fromVpcAttributes(scope, 'GivenVpc', {
    vpcId,
    // Nobody asks in which zones they are; as many are wanted as there are subnets.
    availabilityZones: subnets.map((subnet) => `zone of ${subnet}`),
    privateSubnetIds: [...subnets],
  });
  for (const subnet of vpc.privateSubnets) {
    const reason = 'Functions are put into the subnet; its routes are neither read nor changed.';
    Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', reason);
  }
  const groups = securityGroups?.map((group) =>
    SecurityGroup.fromSecurityGroupId(scope, `Given-${group}`, group, { mutable: false }),
  );
  return { vpc, ...(groups !== undefined && { securityGroups: groups }) };
};

const sourceOf = (source: SourceConfig): LogSource => {
  switch (source.type) {
    case 'lambda':
      return LogSource.lambda(source);
    case 'log-groups':
      return LogSource.logGroups(...source.names);
    case 'flow-logs':
      return LogSource.flowLogs({ ...source, groups: source.names });
    case 'resolver-logs':
      return LogSource.resolverLogs(...source.names);
  }
};
