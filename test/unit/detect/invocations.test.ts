import { describe, expect, it } from 'vitest';
import { usualRateAt } from '../../../lib/core/baseline/usual-rate.ts';
import { hourlyDispersion } from '../../../lib/core/detect/invocations-expectation.ts';
import { minute } from '../../../lib/core/units.ts';
import { DAY, MONDAY, makeNoise, openings, poisson, type Story, tell } from '../../support/windows.ts';

/** Sunday 15 March 2026, from which on the fourteenth day is in the week in which clocks change in Europe. */
const minutesUntilMarch2026 = Date.UTC(2026, 2, 15) / 60_000 - MONDAY;
const INCIDENT = 16.4 * DAY;

/** Bursts of ten minutes at any time of the day, twelve a day, nothing in between. */
const bursts = (heightAt: (elapsed: number) => number): Story => {
  const noise = makeNoise(11);
  let left = 0;
  return (elapsed) => {
    if (left === 0 && noise() < 12 / DAY) left = 10;
    if (left === 0) return undefined;
    left--;
    return { invocations: Math.max(1, poisson(noise, heightAt(elapsed))), durationsMs: [] };
  };
};

/** Forty calls a minute, times a factor. */
const steady = (factorAt: (elapsed: number) => number): Story => {
  const noise = makeNoise(12);
  return (elapsed) => ({ invocations: 1 + poisson(noise, 40 * factorAt(elapsed)), durationsMs: [] });
};

describe('invocations', () => {
  it('finds bursts that are ten times as high as on any day before', () => {
    const told = tell(
      bursts((elapsed) => (elapsed < INCIDENT ? 20 : 200)),
      17.4,
    );
    const alarms = openings(told, 'invocations');
    expect(alarms).not.toEqual([]);
    expect(alarms.every(({ minute }) => minute > MONDAY + INCIDENT)).toBe(true);
  });

  it('finds bursts seven times as high within two hours where bursts differ in height', () => {
    const noise = makeNoise(21);
    let [left, height] = [0, 1];
    const told = tell((elapsed) => {
      if (left === 0 && noise() < 12 / DAY) {
        left = 10;
        height = 20 * Math.exp(0.85 * (noise() + noise() + noise() + noise() - 2));
      }
      if (left === 0) return undefined;
      left--;
      return { invocations: Math.max(1, poisson(noise, height * (elapsed > INCIDENT ? 7 : 1))), durationsMs: [] };
    }, 16.8);
    const [first] = openings(told, 'invocations');
    expect(first?.minute).toBeGreaterThan(MONDAY + INCIDENT);
    expect(first?.minute).toBeLessThan(MONDAY + INCIDENT + 120);
    const [fact] = first?.evidence.facts ?? [];
    const [, times] =
      /^([\d.]+) times as busy as the busiest nine minutes of a usual day$/.exec(
        fact?.kind === 'note' ? fact.text : '',
      ) ?? [];
    expect(Number(times)).toBeGreaterThan(2.5);
    expect(Number(times)).toBeLessThan(14);
  });

  it('keeps quiet about blips of three minutes', () => {
    const told = tell(
      steady((elapsed) => (elapsed % (1.3 * DAY) < 3 ? 3 : 1)),
      18,
    );
    expect(openings(told, 'invocations')).toEqual([]);
  });

  it('keeps quiet about two thirds as many calls again for hours and twice as many for two, and finds three times as many within the hour', () => {
    const growth = tell(
      steady((elapsed) => (elapsed > INCIDENT && elapsed < INCIDENT + 300 ? 1.65 : 1)),
      17,
    );
    expect(openings(growth, 'invocations')).toEqual([]);
    const doubled = tell(
      steady((elapsed) => (elapsed > INCIDENT && elapsed < INCIDENT + 120 ? 2.15 : 1)),
      17,
    );
    expect(openings(doubled, 'invocations')).toEqual([]);
    const tripled = tell(
      steady((elapsed) => (elapsed > INCIDENT && elapsed < INCIDENT + 60 ? 3 : 1)),
      17,
    );
    expect(openings(tripled, 'invocations')).toHaveLength(1);
  });

  it('tells ten times as many within five minutes where lines are high, and blips of three minutes never', () => {
    const noise = makeNoise(14);
    // Hours that stray for ten minutes lift the line well above its floor.
    const strays = (elapsed: number): number => (elapsed % 397 < 10 ? 2.4 : 1);
    const story = (factorAt: (elapsed: number) => number): Story => {
      return (elapsed) => ({ invocations: 1 + poisson(noise, 40 * factorAt(elapsed)), durationsMs: [] });
    };
    const told = tell(
      story((elapsed) => (elapsed >= INCIDENT && elapsed < INCIDENT + 40 ? 10 : strays(elapsed))),
      17,
    );
    const [alarm] = openings(told, 'invocations');
    expect(alarm?.minute).toBeGreaterThanOrEqual(MONDAY + INCIDENT);
    expect(alarm?.minute).toBeLessThan(MONDAY + INCIDENT + 5);
    const blips = tell(
      story((elapsed) => (elapsed >= INCIDENT && elapsed < INCIDENT + 3 ? 10 : strays(elapsed))),
      17,
    );
    expect(openings(blips, 'invocations')).toEqual([]);
  });

  it('tells a rise that lasts once, and its end after it was accepted not at all', () => {
    const told = tell(
      steady((elapsed) => (elapsed > INCIDENT && elapsed < INCIDENT + 3 * DAY ? 4 : 1)),
      22,
    );
    expect(openings(told, 'invocations')).toHaveLength(1);
  });

  it('tells when an accepted rise ends in fewer calls than before it', () => {
    const told = tell(
      steady((elapsed) => (elapsed <= INCIDENT ? 1 : elapsed < INCIDENT + 3 * DAY ? 4 : 0.1)),
      21,
    );
    const downs = openings(told, 'invocations').filter(({ evidence }) => evidence.direction === 'down');
    expect(downs[0]?.minute).toBeGreaterThanOrEqual(MONDAY + INCIDENT + 3 * DAY);
    expect(downs[0]?.minute).toBeLessThan(MONDAY + INCIDENT + 3 * DAY + 120);
  });

  it('expects of bursts at any hour what they bring on average, in every hour, for weeks', () => {
    const noise = makeNoise(13);
    let left = 0;
    let height = 0;
    // Six bursts a day, of very different heights.
    const story: Story = () => {
      if (left === 0 && noise() < 6 / DAY) {
        left = 10;
        height = 3 * Math.exp(4 * noise());
      }
      if (left === 0) return undefined;
      left--;
      return { invocations: Math.max(1, poisson(noise, height)), durationsMs: [] };
    };
    const { state } = tell(story, 56);
    const mean = (6 * 10 * 3 * (Math.exp(4) - 1)) / 4 / DAY;
    const at = state.through;
    const rates = Array.from({ length: 24 }, (_, hour) =>
      usualRateAt(
        state.detectors.invocations.usual,
        minute(at + 60 * hour),
        hourlyDispersion(state.detectors.invocations),
      ),
    );
    const expected = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    expect(expected).toBeGreaterThan(0.6 * mean);
    expect(expected).toBeLessThan(1.6 * mean);
    expect(Math.min(...rates)).toBeGreaterThan(0.2 * mean);
  });

  it('finds runs off the schedule of an hourly job within twenty minutes', () => {
    const story: Story = (elapsed) => {
      const isStray = elapsed > INCIDENT && elapsed < INCIDENT + 40 && (elapsed + 2) % 4 === 0;
      return elapsed % 60 === 10 || isStray ? { invocations: 1, durationsMs: [] } : undefined;
    };
    const alarms = openings(tell(story, 17), 'invocations');
    expect(alarms).toHaveLength(1);
    expect(alarms[0]?.minute).toBeLessThan(MONDAY + INCIDENT + 20);
  });

  it('tells the third extra run of a job that runs once an hour, four minutes apart', () => {
    const begin = Math.round(INCIDENT);
    const isExtra = (elapsed: number): boolean =>
      elapsed >= begin && elapsed < begin + 60 && (elapsed - begin) % 4 === 0;
    const told = tell((elapsed) => (elapsed % 60 === 7 || isExtra(elapsed) ? { durationsMs: [] } : undefined), 17);
    const alarms = openings(told, 'invocations');
    expect(alarms).toHaveLength(1);
    expect(alarms[0]?.minute).toBe(MONDAY + begin + 8);
    const twice = tell(
      (elapsed) => (elapsed % 60 === 7 || (isExtra(elapsed) && elapsed < begin + 8) ? { durationsMs: [] } : undefined),
      17,
    );
    expect(openings(twice, 'invocations')).toEqual([]);
  });

  it('finds that a job of every other hour stopped, also while local clocks may have moved', () => {
    // Two weeks before clocks change in Europe.
    const start = minutesUntilMarch2026;
    const stopped = start + 17.2 * DAY;
    const story: Story = (elapsed) =>
      elapsed % 120 === 25 && elapsed < stopped ? { invocations: 12, durationsMs: [] } : undefined;
    const told = tell(story, start / DAY + 17.7, start / DAY + 14, start);
    const alarms = openings(told, 'invocations');
    expect(alarms).toHaveLength(1);
    expect(alarms[0]?.minute).toBeGreaterThan(MONDAY + stopped);
    expect(alarms[0]?.minute).toBeLessThan(MONDAY + stopped + 480);
  });
});
