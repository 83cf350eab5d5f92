import { describe, expect, it } from 'vitest';
import { emfMetrics } from '../../../lib/aws/emf-metrics.ts';
import { METRIC_NAMES, metricNameOf } from '../../../lib/config/metric-names.ts';
import { epochMs } from '../../../lib/core/units.ts';

const AT = epochMs(1_000_000);

describe('metrics in embedded metric format', () => {
  it('name each figure once as metric and once as value, under one dimension', () => {
    const lines: unknown[] = [];
    const write = (line: string) => lines.push(JSON.parse(line));
    emfMetrics({ installation: 'prod', clock: () => AT, write }).emit(
      { ticks: 1, evaluationLag: 4_200 },
      { lostCommits: 0 },
    );
    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: 1_000_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Nightjar',
              Dimensions: [['Installation']],
              Metrics: [
                { Name: 'Ticks', Unit: 'Count' },
                { Name: 'EvaluationLag', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        Installation: 'prod',
        Ticks: 1,
        EvaluationLag: 4_200,
        details: { lostCommits: 0 },
      },
    ]);
  });
});

it('names every metric as dashboards and alarms do', () => {
  for (const [key, name] of Object.entries(METRIC_NAMES)) expect(metricNameOf(key)).toBe(name);
});
