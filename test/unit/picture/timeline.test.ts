import { describe, expect, it } from 'vitest';
import { drawFleetTimeline, type TimelineBar } from '../../../lib/core/picture/fleet-timeline.ts';
import { thinPoints } from '../../../lib/core/picture/thin-points.ts';
import { addMinutes, minute } from '../../../lib/core/units.ts';
import { readHtml } from '../../support/html-tree.ts';

const FROM = minute(29_500_000);
const bar = (from: number, until: number | null): TimelineBar => ({
  from: addMinutes(FROM, from),
  until: until === null ? null : addMinutes(FROM, until),
  severity: 'high',
  label: 'invocations, high',
});
const draw = (...bars: TimelineBar[]): string =>
  drawFleetTimeline({
    description: 'incidents',
    from: FROM,
    until: addMinutes(FROM, 1_000),
    learningUntil: FROM,
    lanes: [{ name: 'checkout', bars }],
  });
const labels = (svg: string) => svg.match(/<text class="nj-(?:halo|inside)[^>]*>invocations, high/g) ?? [];

describe('labels of the timeline', () => {
  it('stand after the bar, before it, or inside it, wherever there is room', () => {
    expect(labels(draw(bar(10, 20)))[0]).toContain('dx="8"');
    expect(labels(draw(bar(980, 990)))[0]).toContain('text-anchor="end"');
    expect(labels(draw(bar(0, null)))[0]).toContain('nj-inside');
  });

  it('are left out where they would lie upon another, which the bar then says when it is pointed at', () => {
    const crowd = draw(...Array.from({ length: 30 }, (_, index) => bar(index * 30, index * 30 + 20)));
    expect(labels(crowd).length).toBeLessThan(5);
    expect(crowd.match(/<title>/g)?.length).toBe(30 - labels(crowd).length);
    expect(() => readHtml(crowd)).not.toThrow();
  });

  it('that need a wide picture say so', () => {
    expect(labels(draw(bar(300, 320), bar(500, 520)))[0]).toContain('nj-wide');
  });

  it('never leave the picture, whatever the bars say', () => {
    const svg = draw(bar(-500, -400), bar(-50, 2_000), bar(1_500, null));
    for (const { name, attributes } of readHtml(svg)) {
      if (name !== 'rect') continue;
      const left = Number.parseFloat(attributes.get('x') ?? '');
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual(100);
    }
  });
});

describe('points of a long history', () => {
  const points = Array.from({ length: 1_000 }, (_, index) => ({
    minute: addMinutes(FROM, index * 15),
    value: index === 777 ? 99 : 5,
    band: { lower: 1, upper: 10 },
  }));

  it('become few enough, and no value outside its band is lost', () => {
    const thin = thinPoints(points, 100);
    expect(thin.points).toHaveLength(100);
    expect(thin.every).toBe(10);
    expect(thin.points.filter(({ value }) => value === 99)).toHaveLength(1);
  });

  it('stay as they are where they are few', () => {
    expect(thinPoints(points, 1_000)).toEqual({ points, every: 1 });
  });
});
