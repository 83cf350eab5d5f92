import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittingLayout, LANES, layoutOf } from '../../../lib/core/pipeline/slot-layout.ts';

const functions = fc.nat(30_000);
const layout = fc.constantFrom(1, 2, 4, 8, 16, 32, 64);

describe('the layout that fits a fleet', () => {
  it.each([
    [1, 400, 1, 1],
    [1, 401, 1, 2],
    [1, 10_000, 1, 32],
    [32, 3_201, 1, 32],
    [32, 3_200, 1, 16],
    [32, 10, 1, 1],
    [32, 10, 4, 4],
    [2, 10, 8, 2],
    [64, 1_000_000, 1, 64],
  ])('of %i slots with %i functions, at least %i wanted: %i', (slots, count, least, fitting) => {
    expect(fittingLayout(slots, count, least)).toBe(fitting);
  });

  it('is a power of two up to the number of lanes, and fits at once', () => {
    fc.assert(
      fc.property(layout, functions, layout, (slots, count, least) => {
        const fitting = fittingLayout(slots, count, least);
        expect(layoutOf(fitting)).toBe(fitting);
        expect(fitting).toBeLessThanOrEqual(LANES);
        expect(fittingLayout(fitting, count, least)).toBe(fitting);
      }),
    );
  });

  it('does not go back until the fleet has halved since it grew, or doubled since it shrank', () => {
    fc.assert(
      fc.property(layout, functions, fc.double({ min: 0.51, max: 1.99, noNaN: true }), (slots, count, factor) => {
        const changed = fittingLayout(slots, count, 1);
        fc.pre(changed !== slots);
        const later = fittingLayout(changed, Math.ceil(count * factor), 1);
        if (changed > slots) expect(later).toBeGreaterThanOrEqual(changed);
        else expect(later).toBeLessThanOrEqual(changed);
      }),
    );
  });
});
