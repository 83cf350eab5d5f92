import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { countsOnce, scheduleOf } from '../support/delivery/counts-once.ts';
import { layoutStep } from '../support/delivery/step.ts';

const SCHEDULES = Number(process.env['NIGHTJAR_SCHEDULES'] ?? 2_000);

describe('whatever the sources do and wherever programs die, each event counts once', () => {
  it.each([
    ['deliveries, ticks and faults', scheduleOf(6, 30), SCHEDULES],
    ['layouts that come and go under evaluators that sleep', scheduleOf(4, 40, layoutStep), SCHEDULES / 4],
  ])('over random schedules of %s', { timeout: 600_000 }, async (_, schedules, numRuns) => {
    const property = fc.asyncProperty(schedules, async (schedule) => {
      const { counted, truth } = await countsOnce(new MemoryTable(), schedule);
      expect(counted).toEqual(truth);
    });
    await fc.assert(property, { numRuns });
  });
});
