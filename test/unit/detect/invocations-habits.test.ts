import { describe, expect, it } from 'vitest';
import { newSilence, silenceLine } from '../../../lib/core/detect/silence.ts';
import { minute } from '../../../lib/core/units.ts';
import { DAY, MONDAY, makeNoise, openings, poisson, type Story, tell } from '../../support/windows.ts';

const HOUR = 60;
const INCIDENT = 16 * DAY + 15 * HOUR;

/** One call every five minutes, on the minute; `callsAt` says what a run brings, and what comes between. */
const everyFiveMinutes =
  (callsAt: (elapsed: number) => number): Story =>
  (elapsed) => {
    const invocations = elapsed % 5 === 0 ? callsAt(elapsed) : 0;
    return invocations === 0 ? undefined : { invocations, durationsMs: [] };
  };

/** Two to twelve calls at three o'clock every night, and what `strays` adds. */
const nightly =
  (strays: (elapsed: number) => boolean): Story =>
  (elapsed) => {
    const invocations =
      (elapsed % DAY === 3 * HOUR ? 2 + ((5 * Math.floor(elapsed / DAY)) % 11) : 0) + (strays(elapsed) ? 1 : 0);
    return invocations === 0 ? undefined : { invocations, durationsMs: [] };
  };

/** Forty calls a minute that come twice as fast for an hour on most days, whatever the hour; `factorAt` comes on top. */
const wandering = (factorAt: (elapsed: number) => number): Story => {
  const noise = makeNoise(31);
  return (elapsed) => {
    const day = Math.floor(elapsed / DAY);
    const wanderedAt = ((day * 7) % 24) * HOUR;
    const isWandering = day % 5 !== 4 && elapsed % DAY >= wanderedAt && elapsed % DAY < wanderedAt + HOUR;
    return { invocations: poisson(noise, 40 * (isWandering ? 2.05 : 1) * factorAt(elapsed)), durationsMs: [] };
  };
};

const during = (elapsed: number, minutes: number): boolean => elapsed >= INCIDENT && elapsed < INCIDENT + minutes;

describe('what a function does by itself', () => {
  it('takes one run of four calls instead of one for a blip, and three in a row for news', () => {
    const once = tell(
      everyFiveMinutes((elapsed) => (during(elapsed, 5) ? 4 : 1)),
      17,
    );
    expect(openings(once, 'invocations')).toEqual([]);
    const thrice = tell(
      everyFiveMinutes((elapsed) => (during(elapsed, 15) ? 4 : 1)),
      17,
    );
    expect(openings(thrice, 'invocations')).toHaveLength(1);
  });

  it('tells at once of a run of ten times the usual calls', () => {
    const told = tell(
      everyFiveMinutes((elapsed) => (during(elapsed, 5) ? 10 : 1)),
      17,
    );
    expect(openings(told, 'invocations').map(({ minute }) => minute)).toEqual([MONDAY + INCIDENT]);
  });

  it('hears single calls off schedule where usually many come at once', () => {
    const told = tell(
      nightly((elapsed) => during(elapsed, 90) && elapsed % 4 === 0),
      17,
    );
    const [alarm] = openings(told, 'invocations');
    expect(alarm?.minute).toBeLessThan(MONDAY + INCIDENT + 60);
  });

  it('hears the third rise in a week although midnight comes just before it is loud enough', () => {
    const rises = [16 * DAY + 12 * HOUR, 18 * DAY + 12 * HOUR, 20 * DAY + 22.6 * HOUR];
    const noise = makeNoise(8);
    const told = tell((elapsed) => {
      const isRise = rises.some((from) => elapsed >= from && elapsed < from + 360);
      const invocations = poisson(noise, isRise ? 0.16 : 0.016);
      return invocations === 0 ? undefined : { invocations, durationsMs: [] };
    }, 22);
    expect(openings(told, 'invocations').map(({ minute }) => Math.floor((minute - MONDAY) / DAY))).toEqual([
      16, 18, 21,
    ]);
  });

  it('is done with a burst on a nightly job within the day, and misses nothing after it', () => {
    const burst = tell(
      nightly((elapsed) => during(elapsed, 180)),
      21,
    );
    expect(openings(burst, 'invocations')).toHaveLength(1);
    const closing = burst.edges.find(({ type }) => type === 'closed');
    expect(closing).toMatchObject({ closedBecause: 'quiet' });
  });

  it('does not take a rate that doubles for an hour on most days for news when it is a little more', () => {
    const more = tell(
      wandering((elapsed) => (during(elapsed, 60) ? 2.35 : 1)),
      17,
    );
    expect(openings(more, 'invocations')).toEqual([]);
    const muchMore = tell(
      wandering((elapsed) => (during(elapsed, 60) ? 4 : 1)),
      17,
    );
    expect(openings(muchMore, 'invocations')).toHaveLength(1);
  });

  it('believes longest gaps less where gaps stray more than by chance', () => {
    const silenceOf = (gapSquare: number) => {
      const silence = { ...newSilence(minute(MONDAY)), gapMean: 1, gapSquare };
      silence.calibrator.threshold = 50;
      return silenceLine(silence);
    };
    expect(silenceOf(1)).toBe(50);
    expect(silenceOf(2)).toBe(50);
    expect(silenceOf(2.5)).toBeCloseTo(57.5);
    expect(silenceOf(9)).toBeCloseTo(65);
  });
});
