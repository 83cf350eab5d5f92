import { Aws, Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  CustomWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  PeriodOverride,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Evaluate } from './evaluate.ts';
import type { Ingest } from './ingest.ts';
import type { OwnMetrics } from './own-metrics.ts';
import { topFunctions } from './top-functions.ts';

export interface FleetDashboardProps {
  readonly installation: string;
  readonly metrics: OwnMetrics;
  readonly ingest: Ingest;
  readonly evaluate: Evaluate;
  readonly alarms: readonly Alarm[];
  /** Draws the custom widgets. */
  readonly widget: IFunction;
  readonly cost: IMetric;
}

/** Dashboards are the account's, whatever the Region: their names must differ there too. */
export const dashboardNameOf = (installation: string): string => `${installation}-${Aws.REGION}`;

const WHOLE = 24;
const HALF = 12;
const THIRD = 8;
const QUARTER = 6;
const SIXTH = 4;

/**
 * What an owner looks at first: is Nightjar well, what is open, who is troubled; then the fleet signal by signal, as AWS
 * counts it and, where AWS counts nothing, as logs tell it; then Nightjar itself. No metric here costs extra: none is per function but those that Lambda has anyway.
 */
export class FleetDashboard extends Dashboard {
  constructor(scope: Construct, id: string, props: FleetDashboardProps) {
    super(scope, id, {
      dashboardName: dashboardNameOf(props.installation),
      defaultInterval: Duration.days(1),
      periodOverride: PeriodOverride.AUTO,
    });
    const { installation, metrics, widget, alarms } = props;
    this.addWidgets(heading(`Nightjar ${installation}`));
    this.addWidgets(...health(props));
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WHOLE, height: 3 }));
    this.addWidgets(custom('Incidents', widget, { view: 'fleet' }, 14));
    this.addWidgets(custom('One function', widget, { view: 'function' }, 16));
    this.addWidgets(heading('Noisiest functions, as AWS counts them'));
    this.addWidgets(
      graph('Most errors', THIRD, [topFunctions('SUM', 'Errors')]),
      graph('Most invocations', THIRD, [topFunctions('SUM', 'Invocations')]),
      graph('Slowest on average, ms', THIRD, [topFunctions('AVG', 'Duration')]),
    );
    this.addWidgets(heading('All functions of this Region, signal by signal'));
    this.addWidgets(
      graph('Invocations', THIRD, [account('Invocations', 'Sum')]),
      graph('Errors', THIRD, [account('Errors', 'Sum')], [errorRate()]),
      graph('Duration, ms', THIRD, [
        account('Duration', 'p50'),
        account('Duration', 'p90'),
        account('Duration', 'p99'),
      ]),
    );
    this.addWidgets(
      graph('Concurrency', THIRD, [account('ConcurrentExecutions', 'Maximum')], [account('Throttles', 'Sum')]),
      graph('Most throttled', THIRD, [topFunctions('SUM', 'Throttles')]),
      graph(
        'Alerts',
        THIRD,
        [metrics.maximum('incidentsOpen', 'Incidents open')],
        [metrics.sum('alertsPublished', 'Alerts published'), metrics.sum('publishFailures', 'Refused by SNS')],
      ),
    );
    this.addWidgets(
      graph('Time-outs, from the logs', QUARTER, [metrics.sum('timeouts', 'Time-outs')]),
      graph('Cold starts, from the logs', QUARTER, [metrics.sum('coldStarts', 'Cold starts')]),
      graph('Memory, from the logs', QUARTER, [metrics.maximum('functionsNearMemoryLimit', 'Functions above 90 %')]),
      graph('Outbound calls, from the logs', QUARTER, [metrics.sum('outboundCalls', 'Calls')]),
    );
    this.addWidgets(heading('Nightjar itself'));
    this.addWidgets(...own(props));
  }
}

/** One figure each, with its course: what a glance is for. */
const health = ({ metrics, cost }: FleetDashboardProps): IWidget[] =>
  [
    metrics.sum('eventsIngested', 'Log events read'),
    metrics.maximum('functionsTracked', 'Functions tracked'),
    metrics.maximum('functionsBlind', 'Functions not seen'),
    metrics.maximum('incidentsOpen', 'Incidents open'),
    metrics.maximum('evaluationLag', 'Lag, ms'),
    cost,
  ].map((metric) => new SingleValueWidget({ metrics: [metric], sparkline: true, width: SIXTH, height: 4 }));

const own = ({ metrics, ingest, evaluate }: FleetDashboardProps): IWidget[] => [
  graph(
    'Log events',
    HALF,
    [metrics.sum('eventsIngested', 'Read')],
    [
      metrics.sum('eventsSkipped', 'Skipped'),
      metrics.sum('lateMinutes', 'Late'),
      metrics.sum('lostCommits', 'Lost commits'),
      metrics.sum('overlappingDeliveries', 'Overlapping deliveries'),
      metrics.sum('duplicateBatches', 'Known already'),
      metrics.sum('fallbacks', 'Of unknown layout'),
    ],
  ),
  graph(
    'Evaluation',
    HALF,
    [metrics.maximum('evaluationLag', 'Lag, ms')],
    [metrics.maximum('functionsTracked', 'Functions'), metrics.maximum('logGroupsBlind', 'Log groups not seen')],
  ),
  graph('Ingest', HALF, [ingest.handler.function.metricDuration()], [ingest.handler.function.metricErrors()]),
  graph('Evaluate', HALF, [evaluate.handler.function.metricDuration()], [evaluate.handler.function.metricErrors()]),
];

const heading = (text: string): TextWidget => new TextWidget({ markdown: `## ${text}`, width: WHOLE, height: 1 });

const custom = (title: string, widget: IFunction, params: { readonly view: string }, height: number): CustomWidget =>
  new CustomWidget({ title, functionArn: widget.functionArn, params, width: WHOLE, height });

const graph = (title: string, width: number, left: IMetric[], right: IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, left, right, width, height: 6, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });

/** Without a dimension, `AWS/Lambda` is the sum over all functions of the Region. */
const account = (metricName: string, statistic: string): Metric =>
  new Metric({ namespace: 'AWS/Lambda', metricName, statistic, label: `${metricName} (${statistic})` });

const errorRate = (): MathExpression =>
  new MathExpression({
    expression: '100*errors/invocations',
    usingMetrics: { errors: account('Errors', 'Sum'), invocations: account('Invocations', 'Sum') },
    label: 'Errors, % of invocations',
  });
