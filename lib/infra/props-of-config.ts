import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Config, SourceConfig } from '../config/config.ts';
import type { LogAnomalyDetectorProps } from './log-anomaly-detector-props.ts';
import { LogSource } from './log-source.ts';
import { webhookOfArn } from './slack-webhook.ts';
import { Subscription } from './subscription.ts';
import { Transport } from './transport.ts';

/** A configuration file's content as props of the construct. */
export const propsOf = (config: Config): LogAnomalyDetectorProps => ({
  alerts: alertProps(config),
  operations: config.operations,
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
  historyRetention: Duration.days(config.historyDays),
  logRetention: config.logRetentionDays,
  slots: config.slots,
  removalPolicy: config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
});

const alertProps = ({ alerts }: Config): LogAnomalyDetectorProps['alerts'] => {
  const { slackWebhook, slackWebhookKey, remindAfterMinutes, remindEveryMinutes, stormWithinMinutes, ...rest } = alerts;
  return {
    ...rest,
    remindAfter: Duration.minutes(remindAfterMinutes),
    remindEvery: Duration.minutes(remindEveryMinutes),
    stormWithin: Duration.minutes(stormWithinMinutes),
    ...(slackWebhook === undefined ? {} : { slackWebhook: webhookOfArn(slackWebhook) }),
    ...(slackWebhookKey === undefined ? {} : { slackWebhookKey: { keyArn: slackWebhookKey } }),
  };
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
