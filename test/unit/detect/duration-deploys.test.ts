import { describe, expect, it } from 'vitest';
import { DAY, makeNoise, openings, type Story, tell } from '../../support/windows.ts';

const DEPLOY = 15.5 * DAY;

/** Two paths of 10 and 170 ms, the slow one taken as often as `slowShareAt` says; a new version on the sixteenth day. */
const twoPaths = (slowShareAt: (elapsed: number) => number): Story => {
  const noise = makeNoise(21);
  return (elapsed) => ({
    invocations: 4,
    durationsMs: Array.from({ length: 4 }, () => (noise() < slowShareAt(elapsed) ? 170 : 10) * Math.exp(noise() - 0.5)),
    versions: { [elapsed < DEPLOY ? '1' : '2']: 4 },
  });
};

describe('duration after a deploy', () => {
  it('does not take a mix of paths for the measure that was fast for the first hours only', () => {
    const told = tell(
      twoPaths((elapsed) => (elapsed > DEPLOY && elapsed < DEPLOY + 180 ? 0.02 : 0.4)),
      22,
    );
    expect(openings(told, 'duration')).toEqual([]);
  });
});
