import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Evaluate } from './evaluate.ts';
import type { Ingest } from './ingest.ts';
import type { OwnMetrics } from './own-metrics.ts';

export interface FleetDashboardProps {
  readonly installation: string;
  readonly metrics: OwnMetrics;
  readonly ingest: Ingest;
  readonly evaluate: Evaluate;
  readonly alarms: readonly Alarm[];
}

const HALF = 12;
const WHOLE = 24;

/** The fleet as AWS counts it, what Nightjar made of it, and whether Nightjar is well. No metric here costs extra. */
export class FleetDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { installation, metrics, ingest, evaluate, alarms }: FleetDashboardProps) {
    super(scope, id, { defaultInterval: Duration.hours(3), periodOverride: PeriodOverride.AUTO });
    this.addWidgets(heading(`Lambda in this Region, as AWS counts it`));
    this.addWidgets(
      graph('Invocations and errors', [account('Invocations', 'Sum'), account('Errors', 'Sum')]),
      graph('Duration and throttles', [account('Duration', 'p90')], [account('Throttles', 'Sum')]),
    );
    this.addWidgets(
      graph('Functions with most errors', [topFunctions('Errors')]),
      graph('Functions with most invocations', [topFunctions('Invocations')]),
    );
    this.addWidgets(heading(`Nightjar ${installation}: incidents`));
    this.addWidgets(
      graph('Incidents open', [metrics.maximum('incidentsOpen', 'Open')]),
      graph('Alerts', [metrics.sum('alertsPublished', 'Published'), metrics.sum('publishFailures', 'Refused by SNS')]),
    );
    this.addWidgets(heading('Nightjar itself'));
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: WHOLE, height: 3 }));
    this.addWidgets(
      graph(
        'Log events read',
        [metrics.sum('eventsIngested', 'Read')],
        [
          metrics.sum('eventsSkipped', 'Skipped'),
          metrics.sum('lateMinutes', 'Late'),
          metrics.sum('lostCommits', 'Lost commits'),
          metrics.sum('overlappingDeliveries', 'Overlapping deliveries'),
          metrics.sum('duplicateBatches', 'Known already'),
        ],
      ),
      graph(
        'Evaluation',
        [metrics.maximum('evaluationLag', 'Lag, ms')],
        [
          metrics.maximum('functionsTracked', 'Functions'),
          metrics.maximum('functionsBlind', 'Functions not seen'),
          metrics.maximum('logGroupsBlind', 'Log groups not seen'),
        ],
      ),
    );
    this.addWidgets(
      graph('Ingest', [ingest.handler.function.metricDuration()], [ingest.handler.function.metricErrors()]),
      graph('Evaluate', [evaluate.handler.function.metricDuration()], [evaluate.handler.function.metricErrors()]),
    );
  }
}

const heading = (text: string): TextWidget => new TextWidget({ markdown: `## ${text}`, width: WHOLE, height: 1 });

const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, left, right, width: HALF, height: 6, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });

/** Without a dimension, `AWS/Lambda` is the sum over all functions of the Region. */
const account = (metricName: string, statistic: string): Metric =>
  new Metric({ namespace: 'AWS/Lambda', metricName, statistic, label: `${metricName} (${statistic})` });

const topFunctions = (metricName: string): MathExpression =>
  new MathExpression({
    expression: `SLICE(SORT(SEARCH('{AWS/Lambda,FunctionName} MetricName="${metricName}"', 'Sum'), SUM, DESC), 0, 10)`,
    usingMetrics: {},
    label: '',
  });
