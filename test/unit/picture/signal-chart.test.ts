import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../../../lib/core/detect/history-point.ts';
import { areaPath, linePath } from '../../../lib/core/picture/path-data.ts';
import { plottedSignal } from '../../../lib/core/picture/plotted-signals.ts';
import { niceTicks } from '../../../lib/core/picture/scale.ts';
import { drawSignalChart, type SignalChart } from '../../../lib/core/picture/signal-chart.ts';
import { timeTicks } from '../../../lib/core/picture/time-ticks.ts';
import { addMinutes, epochMs, minuteOf } from '../../../lib/core/units.ts';
import { EVIDENCE_STORIES } from '../../support/alert-stories.ts';
import { readHtml } from '../../support/html-tree.ts';

const FROM = minuteOf(epochMs(Date.UTC(2026, 2, 2)));

const chart = (values: readonly (number | null)[], upper: number | null = 10): SignalChart => ({
  description: 'invocations',
  unit: 'invocations per 15 min',
  from: FROM,
  until: addMinutes(FROM, values.length * 15),
  stepMinutes: 15,
  points: values.map((value, index) => ({
    minute: addMinutes(FROM, index * 15),
    value,
    band: { lower: 2, upper },
  })),
  incidents: [],
  deploys: [],
});

const outliersOf = (svg: string): number =>
  readHtml(svg)
    .find(({ attributes }) => attributes.get('class') === 'nj-outlier')
    ?.attributes.get('d')
    ?.match(/M/g)?.length ?? 0;

describe('the chart of a signal', () => {
  it('marks each value outside the band, above and below', () => {
    expect(outliersOf(drawSignalChart(chart([5, 11, 1, 10, 2])))).toBe(2);
  });

  it('breaks the line where nothing was measured', () => {
    const svg = drawSignalChart(chart([5, 5, null, 5, 5]));
    const line = readHtml(svg).find(({ attributes }) => attributes.get('class') === 'nj-observed');
    expect(line?.attributes.get('d')?.match(/M/g)).toHaveLength(2);
  });

  it('shades the incident and marks the alert inside the picture', () => {
    const incident = { from: addMinutes(FROM, 15), detected: addMinutes(FROM, 19), until: null };
    const svg = drawSignalChart({ ...chart([5, 30, 30, 30]), incidents: [incident] });
    const shade = readHtml(svg).find(({ attributes }) => attributes.get('class') === 'nj-incident');
    expect(shade?.attributes.get('x')).toBe('250');
    expect(shade?.attributes.get('width')).toBe('750');
    expect(svg).toContain('>alert</text>');
  });

  it('marks deploys inside its time, with a label where there is room', () => {
    const deploy = (minutes: number, label: string) => ({ minute: addMinutes(FROM, minutes), label });
    const deploys = [deploy(-30, 'version 1'), deploy(30, 'version 2'), deploy(31, 'version 3'), deploy(150, '<b>')];
    const svg = drawSignalChart({ ...chart(Array(12).fill(5)), deploys });
    expect(readHtml(svg).filter(({ attributes }) => attributes.get('class') === 'nj-deploy')).toHaveLength(3);
    expect(svg).not.toContain('>version 1</text>');
    expect(svg).toContain('>version 2</text>');
    expect(svg).not.toContain('>version 3</text>');
    expect(svg).toContain('>&lt;b&gt;</text>');
  });

  it('draws silence, missing bands and a single value without a broken number', () => {
    for (const each of [chart([0, 0, 0], 0), chart([null, null]), chart([7], null), chart([])]) {
      expect(drawSignalChart(each)).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe('axes', () => {
  it('end at or above the largest value, in steps that people like', () => {
    expect(niceTicks(97)).toEqual([0, 25, 50, 75, 100]);
    expect(niceTicks(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(niceTicks(0)).toEqual([0, 1]);
  });

  it('name days at midnight and clock times else', () => {
    const labels = timeTicks(addMinutes(FROM, -360), addMinutes(FROM, 720), 4).map(({ label }) => label);
    expect(labels).toEqual(['18:00', 'Mon 2 Mar', '06:00']);
  });
});

describe('path data', () => {
  it('keeps a lone value visible', () => {
    expect(linePath([null, [3, 4], null])).toBe('M3 4h2');
  });

  it('closes an area at a gap of either line', () => {
    const upper = [[0, 0], [1, 0], null, [3, 0], [4, 0]] as const;
    const lower = [
      [0, 9],
      [1, 9],
      [2, 9],
      [3, 9],
      [4, 9],
    ] as const;
    expect(areaPath(upper, lower)).toBe('M0 0h1l0 9h-1ZM3 0h1l0 9h-1Z');
  });
});

describe('what is drawn of an alarm', () => {
  const point: HistoryPoint = {
    minute: FROM,
    invocations: 40,
    errors: 3,
    durationMsMedian: 90,
    invocationsBand: { lower: 30, upper: 50 },
    errorsBand: { lower: 0, upper: 2 },
    durationMsBand: { lower: 50, upper: 120 },
  };
  const others = { timeouts: 7, coldStarts: 30, memoryMbMax: 498, outboundCalls: 192 };
  const drawn = (story: keyof typeof EVIDENCE_STORIES, points: HistoryPoint) => {
    const { plotted, isContext } = plottedSignal(EVIDENCE_STORIES[story], [points]);
    return [plotted.value(points), plotted.band(points).upper, isContext];
  };

  it.each([
    ['errors-up', 3, 2],
    ['timeouts', 7, 3],
    ['cold-starts', 30, 48],
    ['memory', 498, 300],
    ['outbound-up', 192, 80],
  ] as const)('is its own signal against the bound that the alert named: %s', (story, value, upper) => {
    expect(drawn(story, { ...point, others })).toEqual([value, expect.closeTo(upper, 6), false]);
  });

  it('is what happened meanwhile where history does not keep the signal', () => {
    expect(drawn('api-calls-denied', { ...point, others })).toEqual([40, 50, true]);
    expect(drawn('outbound-new', { ...point, others })).toEqual([40, 50, true]);
    expect(drawn('timeouts', point)).toEqual([3, 2, true]);
  });
});
