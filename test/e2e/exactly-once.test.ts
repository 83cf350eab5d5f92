import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { countsOnce, scheduleOf } from '../support/delivery/counts-once.ts';

const SCHEDULES = Number(process.env['NIGHTJAR_SCHEDULES'] ?? 2_000);

describe('whatever the sources do and wherever programs die, each event counts once', () => {
  it('over random schedules of deliveries, ticks and faults', { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(scheduleOf(6, 30), async (schedule) => {
      const { counted, truth } = await countsOnce(new MemoryTable(), schedule);
      expect(counted).toEqual(truth);
    });
    await fc.assert(property, { numRuns: SCHEDULES });
  });
});
