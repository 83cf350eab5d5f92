import { Aws, CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Alarm, Dashboard, MathExpression, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import manifest from '../../package.json' with { type: 'json' };
import { alertPolicyOf, isDefaultPolicy } from '../config/alert-policy-of.ts';
import { type Config, isNetworkSource, type TransportConfig } from '../config/config.ts';
import { DETECTOR_OUTPUTS, type DetectorOutput } from '../config/detector-outputs.ts';
import type { METRIC_NAMES } from '../config/metric-names.ts';
import type { NameRule } from '../core/log-group-selection.ts';
import { Backfill } from './backfill.ts';
import { checkedConfig } from './checked-config.ts';
import { costMetric } from './cost-metric.ts';
import type { Delivery } from './delivery.ts';
import { DirectDelivery } from './direct-delivery.ts';
import { EncryptionKey, letAlarmsUse } from './encryption-key.ts';
import { Evaluate } from './evaluate.ts';
import { dashboardNameOf, FleetDashboard } from './fleet-dashboard.ts';
import { FunctionNetwork } from './function-network.ts';
import type { HandlerFunction, HandlerSettings } from './handler-function.ts';
import { Ingest } from './ingest.ts';
import { KinesisDelivery } from './kinesis-delivery.ts';
import { LIST_FOLDER, listLayer } from './list-layer.ts';
import type { LogAnomalyDetectorProps } from './log-anomaly-detector-props.ts';
import { flowFormatsOf, LogSource } from './log-source.ts';
import { letAlarmsPublish, NotificationTopic, tellByEmail } from './notification-topic.ts';
import { OperationsAlarms } from './operations-alarms.ts';
import { OwnMetrics } from './own-metrics.ts';
import { POLICY_FILE, policyLayer } from './policy-layer.ts';
import { searchableGroups } from './searchable-groups.ts';
import { SlackNotifier } from './slack-notifier.ts';
import { Storage } from './storage.ts';
import { Subscriber } from './subscriber.ts';
import { Subscriptions } from './subscriptions.ts';
import { Widget } from './widget.ts';

/** What Nightjar counts of itself and of the fleet; `lib/config/metric-names.ts` says what each means. */
export type DetectorMetric = keyof typeof METRIC_NAMES;

/**
 * Watches Lambda functions through their logs, learns what is normal for each, and says through SNS what is not.
 *
 * @example
 * new LogAnomalyDetector(this, 'Nightjar', { alerts: { emails: ['oncall@example.com'] } });
 */
export class LogAnomalyDetector extends Construct {
  /** Summaries, baselines, history and incidents. */
  readonly table: TableV2;
  readonly encryptionKey: IKey;
  /** Incidents, with message attributes for filter policies. */
  readonly alertsTopic: ITopic;
  /** Alarms about Nightjar itself. */
  readonly operationsTopic: ITopic;
  readonly dashboard: Dashboard;
  readonly ingestFunction: IFunction;
  readonly evaluateFunction: IFunction;
  /** About Nightjar itself; docs/operations.md says of each what it means and what to do. */
  readonly alarms: readonly Alarm[];
  /** What it costs, in US dollars a day at the present rate; docs/cost.md has the prices. */
  readonly cost: MathExpression;
  /** Bears this installation's name in metrics, filters and own log groups. */
  readonly installationName: string;
  readonly #metrics: OwnMetrics;

  constructor(scope: Construct, id: string, props: LogAnomalyDetectorProps) {
    super(scope, id);
    const config = checkedConfig(props);
    this.installationName = installationNameOf(this, props);
    const removalPolicy = config.removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.encryptionKey = props.encryptionKey ?? new EncryptionKey(this, 'Key', { removalPolicy });
    if (props.encryptionKey !== undefined) letAlarmsUse(props.encryptionKey);
    const storage = new Storage(this, 'Storage', { encryptionKey: this.encryptionKey, removalPolicy });
    this.table = storage.table;
    this.alertsTopic = props.alerts.topic ?? this.#topic('Alerts', 'Nightjar alerts');
    tellByEmail(this.alertsTopic, props.alerts.emails ?? []);
    this.operationsTopic = this.#alarmTopic(props);
    const settings = {
      installation: this.installationName,
      logRetention: config.logRetentionDays,
      ...this.#network(props),
    };

    this.#metrics = new OwnMetrics(this.installationName);
    const filterName = `nightjar-${this.installationName}`;
    const common = {
      installation: this.installationName,
      tableName: this.table.tableName,
      saltSeed: Fn.select(2, Fn.split('/', Aws.STACK_ID)), // a UUID that nobody outside the account knows
      slots: config.slots,
    };
    const sources = props.sources ?? [LogSource.lambda()];
    const ingest = new Ingest(this, 'Ingest', {
      storage,
      environment: {
        ...common,
        subscriptionFilter: filterName,
        watched: watchedBy(config),
        flowFormats: flowFormatsOf(sources),
      },
      settings,
      ...(props.ingestReservedConcurrency === undefined
        ? {}
        : { reservedConcurrency: props.ingestReservedConcurrency }),
    });
    const lists = config.lists.length === 0 ? undefined : listLayer(this, 'Lists', config.lists);
    const alertPolicy = alertPolicyOf(config);
    const policy = isDefaultPolicy(alertPolicy) ? undefined : policyLayer(this, 'Policy', alertPolicy);
    const searched = searchableGroups(sources);
    const evaluate = new Evaluate(this, 'Evaluate', {
      storage,
      environment: {
        ...common,
        topicArn: this.alertsTopic.topicArn,
        learningMinutes: config.learningMinutes,
        historyDays: config.historyDays,
        backfill: config.backfillDays > 0 ? 'on' : 'off',
        minimumSeverity: config.alerts.minimumSeverity,
        listFolder: lists === undefined ? '' : LIST_FOLDER,
        policyFile: policy === undefined ? '' : POLICY_FILE,
        tagLookup: config.alerts.obeyTags ? 'on' : 'off',
        logSearch: searched.length > 0 ? 'on' : 'off',
        dashboard: dashboardNameOf(this.installationName),
        docsUrl: config.alerts.docsUrl ?? '',
        networkLookup: sources.some(isNetworkSource) ? 'on' : 'off',
        functionLookup: 'on',
      },
      layers: [lists, policy].filter((layer) => layer !== undefined),
      searchedGroups: searched,
      alertsTopic: this.alertsTopic,
      settings,
    });
    this.ingestFunction = ingest.handler.function;
    this.evaluateFunction = evaluate.handler.function;

    const delivery = this.#delivery(config.transport, ingest.handler);
    const subscribe = this.#subscribe(sources, delivery, filterName, storage, config, settings);
    if (config.backfillDays > 0) {
      new Backfill(this, 'Backfill', {
        sources,
        storage,
        environment: {
          ...common,
          days: config.backfillDays,
          maximumDollars: config.backfillLogs?.maximumDollars ?? 0,
          learningMinutes: config.learningMinutes,
          historyDays: config.historyDays,
        },
        settings,
      });
    }
    const slack = this.#slack(props, storage, settings);
    this.alarms = new OperationsAlarms(this, 'Alarms', {
      installation: this.installationName,
      topic: this.operationsTopic,
      alertsTopic: this.alertsTopic,
      ingest,
      metrics: this.#metrics,
      ...(subscribe === undefined ? {} : { subscribe }),
      ...(delivery instanceof KinesisDelivery ? { kinesis: delivery } : {}),
      ...(slack === undefined ? {} : { slack }),
    }).alarms;
    const widget = new Widget(this, 'Widget', { storage, settings });
    const handlers = [ingest.handler, evaluate.handler, widget.handler];
    this.cost = costMetric({
      table: this.table,
      handlers: subscribe === undefined ? handlers : [...handlers, subscribe],
      ...(delivery instanceof KinesisDelivery ? { kinesis: delivery } : {}),
    });
    this.dashboard = new FleetDashboard(this, 'Dashboard', {
      installation: this.installationName,
      metrics: this.#metrics,
      ingest,
      evaluate,
      alarms: this.alarms,
      widget: widget.handler.function,
      cost: this.cost,
    });
    this.#tell({
      InstallationName: this.installationName,
      InstalledVersion: manifest.version,
      TableName: this.table.tableName,
      AlertsTopicArn: this.alertsTopic.topicArn,
      OperationsTopicArn: this.operationsTopic.topicArn,
      DashboardName: this.dashboard.dashboardName,
      ...(delivery instanceof KinesisDelivery ? { StreamName: delivery.stream.streamName } : {}),
    });
  }

  /**
   * One of Nightjar's own metrics, summed over five minutes: for alarms and dashboards of your own.
   *
   * @example
   * detector.metric('incidentsOpen', { statistic: 'Maximum' }).createAlarm(this, 'Many', { threshold: 5, evaluationPeriods: 1 });
   */
  metric(name: DetectorMetric, options: MetricOptions = {}): Metric {
    return this.#metrics.metric(name, options);
  }

  /** Where things are, for people and for the commands that look at a deployed installation. */
  #tell(values: Readonly<Partial<Record<DetectorOutput, string>>>): void {
    for (const output of DETECTOR_OUTPUTS) {
      const value = values[output];
      if (value !== undefined) new CfnOutput(this, output, { value });
    }
  }

  #topic(id: string, displayName: string): NotificationTopic {
    return new NotificationTopic(this, id, { displayName, encryptionKey: this.encryptionKey });
  }

  #alarmTopic({ alerts, operations = {} }: LogAnomalyDetectorProps): ITopic {
    const topic = operations.topic ?? this.#topic('Operations', 'Nightjar operations');
    letAlarmsPublish(topic);
    // Who listens to a topic that was given is known to those who gave it.
    const others = operations.topic === undefined ? alerts.emails : [];
    tellByEmail(topic, operations.emails ?? others ?? []);
    return topic;
  }

  #network({ vpc, vpcSubnets, securityGroups }: LogAnomalyDetectorProps): Pick<HandlerSettings, 'network'> {
    if (vpc !== undefined)
      return { network: new FunctionNetwork(this, 'Network', { vpc, vpcSubnets, securityGroups }) };
    if (vpcSubnets === undefined && securityGroups === undefined) return {};
    throw new Error('vpcSubnets and securityGroups choose among those of a VPC: give vpc too, or neither of them');
  }

  #slack({ alerts }: LogAnomalyDetectorProps, storage: Storage, settings: HandlerSettings): SlackNotifier | undefined {
    if (alerts.slackWebhook === undefined) return undefined;
    return new SlackNotifier(this, 'Slack', {
      webhook: alerts.slackWebhook,
      ...(alerts.slackWebhookKey === undefined ? {} : { webhookKey: alerts.slackWebhookKey }),
      topics: [this.alertsTopic, this.operationsTopic],
      storage,
      settings,
    });
  }

  /** Listed groups get their filters from CloudFormation, all others from a function that looks for them, if any. */
  #subscribe(
    sources: readonly LogSource[],
    delivery: Delivery,
    filterName: string,
    storage: Storage,
    config: Config,
    settings: HandlerSettings,
  ): HandlerFunction | undefined {
    const subscriber = new Subscriber(this, 'Subscriber', {
      sources: sources.filter((source) => source.type === 'lambda'),
      delivery,
      filterName,
      storage,
      subscription: config.subscription,
      settings,
    });
    const listed = sources.filter((source) => source.type !== 'lambda');
    if (listed.length > 0) {
      const subscriptions = new Subscriptions(this, 'Subscriptions', { sources: listed, delivery, filterName });
      // What was put below a prefix goes first: CloudFormation makes no filter where one of its name is.
      subscriptions.node.addDependency(subscriber.removal.resource);
    }
    return subscriber.handler;
  }

  #delivery(transport: TransportConfig, ingest: HandlerFunction): Delivery {
    return transport.type === 'direct'
      ? new DirectDelivery(this, 'Direct', { ingest })
      : new KinesisDelivery(this, 'Kinesis', { ingest, transport });
  }
}

/** Where the policy of the account may deliver everything, ingest must know what is wanted. */
const watchedBy = ({ subscription, sources }: Config): readonly NameRule[] =>
  subscription.type === 'account' ? sources.filter((source) => source.type === 'lambda') : [];

const MAX_NAME_CHARACTERS = 80;

const installationNameOf = (detector: Construct, props: LogAnomalyDetectorProps): string => {
  const name = props.installationName ?? `${Stack.of(detector).stackName}-${detector.node.id}`;
  if (/^[A-Za-z0-9][-_A-Za-z0-9]*$/.test(name) && name.length <= MAX_NAME_CHARACTERS) return name;
  throw new Error(
    `installationName must be 1 to ${MAX_NAME_CHARACTERS} letters, digits, - or _, got ${JSON.stringify(name)}; give installationName`,
  );
};
