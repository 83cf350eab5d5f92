import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMES, METRIC_NAMESPACE } from '../config/metric-names.ts';

/** The metrics that the handlers of one installation write. */
export class OwnMetrics {
  readonly #installation: string;

  constructor(installation: string) {
    this.#installation = installation;
  }

  /** With a period and statistic of one's own. */
  metric(name: keyof typeof METRIC_NAMES, options: MetricOptions): Metric {
    return this.#metric(name, 'Sum', undefined).with(options);
  }

  sum(name: keyof typeof METRIC_NAMES, label?: string): Metric {
    return this.#metric(name, 'Sum', label);
  }

  maximum(name: keyof typeof METRIC_NAMES, label?: string): Metric {
    return this.#metric(name, 'Maximum', label);
  }

  #metric(name: keyof typeof METRIC_NAMES, statistic: string, label: string | undefined): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC_NAMES[name],
      dimensionsMap: { [METRIC_DIMENSION]: this.#installation },
      statistic,
      period: Duration.minutes(5),
      ...(label === undefined ? {} : { label }),
    });
  }
}
