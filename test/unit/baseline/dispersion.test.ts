import { describe, expect, it } from 'vitest';
import { dispersionAt, learnDispersion, newDispersion } from '../../../lib/core/baseline/dispersion.ts';

/** Blocks that stray by two standard deviations of Poisson each, learnt at this rate. */
const strayingAt = (perMinute: number) => {
  const dispersion = newDispersion();
  const minutes = Math.max(5, Math.ceil(8 / perMinute));
  const expected = perMinute * minutes;
  for (let block = 0; block < 300; block++) {
    const strays = (block % 2 === 0 ? 2 : -2) * Math.sqrt(expected);
    learnDispersion(dispersion, 5, expected + strays, expected, minutes, true);
  }
  return dispersion;
};

describe('dispersion', () => {
  it('counts in full where blocks are short', () => {
    const often = strayingAt(4);
    expect(often.value).toBeCloseTo(4, 0);
    expect(dispersionAt(often, 4, 0.2, 2_000)).toBeCloseTo(often.value);
  });

  it('takes what strays over many hours for the error of the profile, not for clumps, where calls are rare', () => {
    const rarely = strayingAt(0.02);
    expect(rarely.value).toBeCloseTo(4, 0);
    const used = dispersionAt(rarely, 0.02, 0.2, 2_000);
    expect(used).toBeGreaterThan(1.5);
    expect(used).toBeLessThan(2);
  });
});
