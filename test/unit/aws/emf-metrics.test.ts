import { describe, expect, it } from 'vitest';
import { emfMetrics } from '../../../lib/aws/emf-metrics.ts';
import { METRIC_NAMES, metricNameOf } from '../../../lib/config/metric-names.ts';
import { epochMs } from '../../../lib/core/units.ts';

const aWriter = (everyMs: number) => {
  const lines: Record<string, unknown>[] = [];
  let now = 1_000_000;
  const metrics = emfMetrics({
    installation: 'prod',
    clock: () => epochMs(now),
    write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
    everyMs,
  });
  return {
    metrics,
    lines,
    wait: (spanMs: number) => {
      now += spanMs;
    },
  };
};

describe('metrics in embedded metric format', () => {
  it('name each figure once as metric and once as value, under one dimension', () => {
    const { metrics, lines } = aWriter(0);
    metrics.emit({ ticks: 1, evaluationLag: 4_200 }, { lostCommits: 0 });
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

  it('sum up what is routine, and lose nothing of it', () => {
    const { metrics, lines, wait } = aWriter(20_000);
    for (let invocation = 0; invocation < 5; invocation++) {
      metrics.emit({ eventsIngested: 10, eventsSkipped: 0 });
      wait(9_000);
    }
    expect(lines.map((line) => line['EventsIngested'])).toEqual([10, 30]);
    wait(20_000);
    metrics.emit({ eventsIngested: 1, eventsSkipped: 0 });
    expect(lines.at(-1)).toMatchObject({ EventsIngested: 11 });
  });

  it('tell at once what is not routine', () => {
    const { metrics, lines } = aWriter(20_000);
    metrics.emit({ eventsIngested: 10, eventsSkipped: 0 });
    metrics.emit({ eventsIngested: 5, eventsSkipped: 2 }, { skipped: { unrecognised: 2 } });
    expect(lines[1]).toMatchObject({ EventsIngested: 5, EventsSkipped: 2, details: { skipped: { unrecognised: 2 } } });
  });
});

it('names every metric as dashboards and alarms do', () => {
  for (const [key, name] of Object.entries(METRIC_NAMES)) expect(metricNameOf(key)).toBe(name);
});
