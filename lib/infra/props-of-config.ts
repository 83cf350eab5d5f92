import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Config } from '../config/config.ts';
import type { LogAnomalyDetectorProps } from './log-anomaly-detector-props.ts';
import { LogSource } from './log-source.ts';
import { webhookOfArn } from './slack-webhook.ts';
import { Transport } from './transport.ts';

/** A configuration file's content as props of the construct. */
export const propsOf = (config: Config): LogAnomalyDetectorProps => ({
  alerts: alertProps(config),
  operations: config.operations,
  sources: config.sources.map((source) =>
    source.type === 'lambda' ? LogSource.lambda(source) : LogSource.logGroups(...source.names),
  ),
  transport:
    config.transport.type === 'direct'
      ? Transport.direct()
      : Transport.kinesis({
          shards: config.transport.shards,
          retention: Duration.hours(config.transport.retentionHours),
          batchWindow: Duration.seconds(config.transport.batchWindowSeconds),
        }),
  lists: config.lists,
  learningPeriod: Duration.minutes(config.learningMinutes),
  historyRetention: Duration.days(config.historyDays),
  logRetention: config.logRetentionDays,
  slots: config.slots,
  removalPolicy: config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
});

const alertProps = ({ alerts }: Config): LogAnomalyDetectorProps['alerts'] => {
  const { slackWebhook, slackWebhookKey, ...rest } = alerts;
  return {
    ...rest,
    ...(slackWebhook === undefined ? {} : { slackWebhook: webhookOfArn(slackWebhook) }),
    ...(slackWebhookKey === undefined ? {} : { slackWebhookKey: { keyArn: slackWebhookKey } }),
  };
};
