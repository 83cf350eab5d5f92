import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMES, METRIC_NAMESPACE } from '../config/metric-names.ts';

/** The metrics that the handlers of one installation write. */
export class OwnMetrics {
  readonly #installation: string;

  constructor(installation: string) {
    this.#installation = installation;
  }

  sum(name: keyof typeof METRIC_NAMES, label: string, period = Duration.minutes(5)): Metric {
    return this.#metric(name, 'Sum', label, period);
  }

  maximum(name: keyof typeof METRIC_NAMES, label: string, period = Duration.minutes(5)): Metric {
    return this.#metric(name, 'Maximum', label, period);
  }

  #metric(name: keyof typeof METRIC_NAMES, statistic: string, label: string, period: Duration): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC_NAMES[name],
      dimensionsMap: { [METRIC_DIMENSION]: this.#installation },
      statistic,
      label,
      period,
    });
  }
}
