import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOnceAfter, scheduleOf } from '../support/delivery/counts-once.ts';

const SCHEDULES = 40;
/** Up to as long as a failure queue keeps what could not be stored. */
const days = fc.integer({ min: 1, max: 14 });

describe('what is delivered again days later, when rows have expired', () => {
  it('counts no second time, over random schedules', { timeout: 300_000 }, async () => {
    const property = fc.asyncProperty(days, scheduleOf(4, 10), async (later, schedule) => {
      const { counted, truth } = await countsOnceAfter(later, schedule);
      expect(counted).toEqual(truth);
    });
    await fc.assert(property, { numRuns: SCHEDULES });
  });
});
