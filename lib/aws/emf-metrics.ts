import { METRIC_DIMENSION, METRIC_NAMESPACE, metricNameOf } from '../config/metric-names.ts';
import type { Clock, MetricKey, Metrics } from '../core/pipeline/ports.ts';

export interface EmfOptions {
  readonly installation: string;
  readonly clock: Clock;
  readonly write: (line: string) => void;
  /**
   * Sums figures up and writes at most one line in this time (milliseconds), except when something else than
   * `eventsIngested` is to be told. A line per invocation would cost more than the invocation.
   */
  readonly everyMs: number;
}

const UNITS: Partial<Record<MetricKey, string>> = { evaluationLag: 'Milliseconds' };

/** Metrics as log lines in CloudWatch's embedded metric format: no request, no permission. */
export const emfMetrics = ({ installation, clock, write, everyMs }: EmfOptions): Metrics => {
  const waiting = new Map<MetricKey, number>();
  let lastWrittenAt = Number.NEGATIVE_INFINITY;
  return {
    emit(figures, details = {}) {
      for (const [key, value] of Object.entries(figures) as [MetricKey, number][])
        waiting.set(key, (waiting.get(key) ?? 0) + value);
      const isRoutine = [...waiting].every(([key, value]) => key === 'eventsIngested' || value === 0);
      const now = clock();
      if (isRoutine && now - lastWrittenAt < everyMs) return;
      write(emfLine(installation, now, waiting, details));
      lastWrittenAt = now;
      waiting.clear();
    },
  };
};

/** One line. Details are properties of it, searchable in Logs Insights, and cost no metric. */
const emfLine = (
  installation: string,
  now: number,
  figures: ReadonlyMap<MetricKey, number>,
  details: Readonly<Record<string, unknown>>,
): string => {
  const metrics: { Name: string; Unit: string }[] = [];
  const values: Record<string, number> = {};
  for (const [key, value] of figures) {
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
