import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { HandlerFunction } from './handler-function.ts';
import type { Ingest } from './ingest.ts';
import type { KinesisDelivery } from './kinesis-delivery.ts';
import type { OwnMetrics } from './own-metrics.ts';
import type { SlackNotifier } from './slack-notifier.ts';

export interface OperationsAlarmsProps {
  readonly installation: string;
  readonly topic: ITopic;
  readonly alertsTopic: ITopic;
  readonly ingest: Ingest;
  readonly metrics: OwnMetrics;
  readonly subscribe?: HandlerFunction;
  readonly kinesis?: KinesisDelivery;
  readonly slack?: SlackNotifier;
}

interface AlarmRule {
  readonly metric: IMetric;
  /** For the person who is woken: what it means and what to do first. */
  readonly says: string;
  /** The alarm rings above this, or below it for a heartbeat. */
  readonly threshold: number;
  readonly below?: true;
  /** How many periods in a row. */
  readonly periods?: number;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Nightjar's alarms about itself: silence must mean quiet, not death. Each is explained in docs/operations.md. */
export class OperationsAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: OperationsAlarmsProps) {
    super(scope, id);
    const action = new SnsAction(props.topic);
    this.alarms = Object.entries(rulesOf(props)).map(([name, rule]) => {
      const alarm = new Alarm(this, name, {
        alarmDescription: `Nightjar ${props.installation}: ${rule.says}`,
        metric: rule.metric,
        threshold: rule.threshold,
        evaluationPeriods: rule.periods ?? 1,
        comparisonOperator:
          rule.below === true ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
        // A heartbeat that is missing is the failure; a count that is missing is zero.
        treatMissingData: rule.below === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

const rulesOf = (props: OperationsAlarmsProps): Record<string, AlarmRule> => {
  const { ingest, metrics, alertsTopic, subscribe, kinesis, slack } = props;
  return {
    EvaluationStopped: {
      metric: metrics.sum('ticks'),
      threshold: 1,
      below: true,
      periods: 2,
      says: 'no evaluation finished for 10 minutes, so no incident can be found; look at the log of evaluate',
    },
    EvaluationLate: {
      metric: metrics.maximum('evaluationLag'),
      threshold: 5 * 60_000,
      periods: 2,
      says: 'the newest evaluated minute is more than 5 minutes old; alerts come late',
    },
    PublishFailed: {
      metric: metrics.sum('publishFailures'),
      threshold: 0,
      says: 'SNS refused an alert; it stays in the outbox and is tried again, look at the log of evaluate',
    },
    DeliveryFailed: {
      metric: alertsTopic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
      threshold: 0,
      says: 'SNS could not hand an alert to a subscriber; check the subscriptions of the alerts topic',
    },
    IngestFailed: {
      metric: ingest.handler.function.metricErrors({ period: FIVE_MINUTES }),
      threshold: 0,
      says: 'ingest could not store log events; they are tried again, then kept in the dead-letter queue',
    },
    IngestThrottled: {
      metric: ingest.handler.function.metricThrottles({ period: FIVE_MINUTES }),
      threshold: 0,
      periods: 3,
      says: 'ingest lacks concurrency; raise the account limit or use the Kinesis transport',
    },
    IngestSlow: {
      metric: metrics.sum('fallbacks'),
      // Below it the slow way costs nothing that anybody would notice.
      threshold: 1_000,
      periods: 12,
      says: 'for an hour, logs came in a layout that ingest reads right but slowly, at several times the cost; its log has the reasons, look for a new version of Nightjar',
    },
    IngestLost: {
      metric: visibleMessages(ingest.deadLetters),
      threshold: 0,
      says: 'log events could not be counted; they lie in the dead-letter queue of ingest',
    },
    CountsLost: {
      metric: metrics.sum('lostCommits'),
      threshold: 0,
      says: 'evaluation stood still for over 3 days, and summaries expired unread: counts of that time are gone',
    },
    CircleFound: {
      metric: metrics.sum('circles'),
      threshold: 0,
      says: 'Nightjar is given its own log lines, in a circle that costs money and puts no more filters; look at the log of subscribe for group and filter, and remove it',
    },
    ...(subscribe === undefined ? {} : subscribeRules(subscribe)),
    ...(kinesis === undefined ? {} : kinesisRules(kinesis)),
    ...(slack === undefined ? {} : slackRules(slack)),
  };
};

const subscribeRules = (subscribe: HandlerFunction): Record<string, AlarmRule> => ({
  SubscribeFailed: {
    metric: subscribe.function.metricErrors({ period: FIVE_MINUTES }),
    threshold: 0,
    periods: 3,
    says: 'new log groups get no filter, so new functions are not seen; look at the log of subscribe',
  },
});

const kinesisRules = (kinesis: KinesisDelivery): Record<string, AlarmRule> => ({
  StreamBehind: {
    metric: kinesis.stream.metricGetRecordsIteratorAgeMilliseconds({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    threshold: 5 * 60_000,
    periods: 2,
    says: 'ingest reads the stream more than 5 minutes late; look for failed writes, then add shards',
  },
  StreamFull: {
    metric: kinesis.stream.metricWriteProvisionedThroughputExceeded({ period: FIVE_MINUTES }),
    threshold: 0,
    periods: 3,
    says: 'the stream refuses records of CloudWatch Logs; add shards',
  },
  StreamLost: {
    metric: visibleMessages(kinesis.deadLetters),
    threshold: 0,
    says: 'a batch of the stream could not be stored for 6 hours; the dead-letter queue names shard and range',
  },
});

const slackRules = (slack: SlackNotifier): Record<string, AlarmRule> => ({
  SlackLost: {
    metric: visibleMessages(slack.deadLetters),
    threshold: 0,
    says: 'Slack did not take a message for over an hour; it lies in the dead-letter queue of Slack, repair the webhook and redrive',
  },
});

const visibleMessages = (queue: DeadLetterQueue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Maximum' });
