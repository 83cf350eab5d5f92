import { describe, expect, test } from 'vitest';
import { minute } from '../../lib/core/units.ts';
import { type Life, openedOf, replayFleet } from '../support/replay-fleet.ts';
import { DAY, MONDAY, makeNoise, poisson } from '../support/windows.ts';

const FROM = minute(MONDAY + 300);
const TROUBLE = 15 * DAY + 600;

/** Twelve functions from 40 calls a minute to one in eight minutes, that all stop where `stops` says so. */
const fleet = (stops: (elapsed: number, index: number) => boolean): Record<string, Life> =>
  Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => {
      const noise = makeNoise(index + 1);
      const rate = 40 * 0.6 ** index;
      const life: Life = (elapsed) => {
        const invocations = poisson(noise, rate);
        return invocations === 0 || stops(elapsed, index) ? undefined : { invocations };
      };
      return [`fn-${index}`, life];
    }),
  );

const during = (minutes: number) => (elapsed: number) => elapsed >= TROUBLE && elapsed < TROUBLE + minutes;

describe('when everything falls silent', () => {
  test('for three hours, one incident says so', () => {
    const transitions = replayFleet({ functions: fleet(during(180)), days: 17, from: FROM });
    const opened = openedOf(transitions, FROM);
    expect(opened).toMatchObject([{ signal: 'invocations', direction: 'down' }]);
    expect(opened[0]?.functions).toBeGreaterThanOrEqual(8);
    expect((opened[0]?.at ?? 0) - TROUBLE).toBeLessThan(35);
    const last = transitions.at(-1);
    expect(last).toMatchObject({
      type: 'incident.resolved',
      incident: { resolvedBecause: 'quiet', functionCount: 12 },
    });
  });

  test('for ten minutes, nobody is told', () => {
    expect(openedOf(replayFleet({ functions: fleet(during(10)), days: 16, from: FROM }), FROM)).toEqual([]);
  });

  test('but for one function, that one is told at once', () => {
    const stops = (elapsed: number, index: number): boolean => index === 2 && during(180)(elapsed);
    const opened = openedOf(replayFleet({ functions: fleet(stops), days: 16, from: FROM }), FROM);
    expect(opened).toMatchObject([{ signal: 'invocations', direction: 'down', functions: 1 }]);
    expect((opened[0]?.at ?? 0) - TROUBLE).toBeLessThan(10);
  });

  test('but for the three busiest, the others are one incident, told at once', () => {
    const stops = (elapsed: number, index: number): boolean => index > 2 && during(180)(elapsed);
    const opened = openedOf(replayFleet({ functions: fleet(stops), days: 16, from: FROM }), FROM);
    expect(opened).toMatchObject([{ signal: 'invocations', direction: 'down' }]);
    expect((opened[0]?.at ?? 0) - TROUBLE).toBeLessThan(15);
  });

  test('but for the three that call so rarely that logs might be late, the others are one incident soon', () => {
    const stops = (elapsed: number, index: number): boolean => index < 9 && during(180)(elapsed);
    const opened = openedOf(replayFleet({ functions: fleet(stops), days: 16, from: FROM }), FROM);
    expect(opened).toMatchObject([{ signal: 'invocations', direction: 'down' }]);
    expect((opened[0]?.at ?? 0) - TROUBLE).toBeLessThan(35);
  });
});
