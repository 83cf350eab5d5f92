import { METRIC_DIMENSION, METRIC_NAMESPACE, metricNameOf } from '../config/metric-names.ts';
import type { Clock, MetricKey, Metrics } from '../core/pipeline/ports.ts';

export interface EmfOptions {
  readonly installation: string;
  readonly clock: Clock;
  readonly write: (line: string) => void;
}

type Figures = Parameters<Metrics['emit']>[0];

const UNITS: Partial<Record<MetricKey, string>> = { evaluationLag: 'Milliseconds' };

/** Metrics as log lines in CloudWatch's embedded metric format: no request, no permission. */
export const emfMetrics = ({ installation, clock, write }: EmfOptions): Metrics => ({
  emit(figures, details = {}) {
    write(emfLine(installation, clock(), figures, details));
  },
});

/** One line. Details are properties of it, searchable in Logs Insights, and cost no metric. */
const emfLine = (
  installation: string,
  now: number,
  figures: Figures,
  details: Readonly<Record<string, unknown>>,
): string => {
  const metrics: { Name: string; Unit: string }[] = [];
  const values: Record<string, number> = {};
  for (const [key, value] of Object.entries(figures) as [MetricKey, number][]) {
    const name = metricNameOf(key);
    metrics.push({ Name: name, Unit: UNITS[key] ?? 'Count' });
    values[name] = value;
  }
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[METRIC_DIMENSION]], Metrics: metrics }],
    },
    [METRIC_DIMENSION]: installation,
    ...values,
    details,
  });
};
