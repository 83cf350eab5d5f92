import { describe, expect, it } from 'vitest';
import { DAY, MONDAY, makeNoise, openings, poisson, type Story, tell } from '../../support/windows.ts';

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

  it('keeps quiet about blips of three minutes', () => {
    const told = tell(
      steady((elapsed) => (elapsed % (1.3 * DAY) < 3 ? 3 : 1)),
      18,
    );
    expect(openings(told, 'invocations')).toEqual([]);
  });

  it('keeps quiet about two thirds as many calls again for hours, and finds three times as many within the hour', () => {
    const growth = tell(
      steady((elapsed) => (elapsed > INCIDENT && elapsed < INCIDENT + 300 ? 1.65 : 1)),
      17,
    );
    expect(openings(growth, 'invocations')).toEqual([]);
    const tripled = tell(
      steady((elapsed) => (elapsed > INCIDENT && elapsed < INCIDENT + 60 ? 3 : 1)),
      17,
    );
    expect(openings(tripled, 'invocations')).toHaveLength(1);
  });
});
