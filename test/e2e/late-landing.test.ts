import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { epochMs, MS_PER_MINUTE } from '../../lib/core/units.ts';
import { START } from '../support/delivery/cargo.ts';
import { countsOnce, type Schedule } from '../support/delivery/counts-once.ts';
import type { Step } from '../support/delivery/step.ts';
import { loggedLines, subscriptionData } from '../support/log-payload.ts';

const RUNS = 400;
/** A request that was signed longer ago is refused by AWS. */
const LONGEST_FLIGHT_MINUTES = 15;

/** One delivery whose write is in flight while its sender is dead and evaluation goes on, minute by minute. */
interface Flight {
  /** Of the first delivery, after the simulation's start: anywhere in a block. */
  readonly atMinute: number;
  /** Of the events at that time. */
  readonly ageMinutes: number;
  readonly minutes: number;
  readonly clockErrorMinutes: number;
  /** Which of the delivery's writes it is: a late one has a marker before the item. */
  readonly write: number;
}

const flight: fc.Arbitrary<Flight> = fc.record({
  atMinute: fc.integer({ min: 1, max: 16 }),
  ageMinutes: fc.integer({ min: -6, max: 34 }),
  minutes: fc.integer({ min: 0, max: LONGEST_FLIGHT_MINUTES }),
  clockErrorMinutes: fc.integer({ min: -12, max: 12 }),
  write: fc.nat(1),
});

const aMinute: Step = { kind: 'pass', minutes: 1, isEvaluated: true };

const scheduleOf = ({ atMinute, ageMinutes, minutes, clockErrorMinutes, write }: Flight): Schedule => {
  const at = epochMs(START + atMinute * MS_PER_MINUTE);
  const eventAt = epochMs(at - ageMinutes * MS_PER_MINUTE);
  const requestId = '00000000-0000-4000-8000-000000000001';
  const data = subscriptionData('shop', loggedLines({ requestId, at: eventAt, durationMs: 5 }));
  const steps: Step[] = [
    ...Array.from({ length: atMinute }, () => aMinute),
    { kind: 'clock', errorMinutes: clockErrorMinutes },
    {
      kind: 'calls',
      calls: [{ kind: 'direct', index: 0 }],
      faults: [...Array<'none'>(write).fill('none'), 'lands late'],
    },
    ...Array.from({ length: minutes }, () => aMinute),
    { kind: 'land' },
    ...Array.from({ length: 20 }, () => aMinute),
  ];
  return {
    cargo: { shards: [[], [], []], direct: [{ at, data }] },
    steps,
    slots: 1,
    isDispatched: false,
    isClaimed: false,
    chances: { waits: [0], lags: [true], pageRows: 1_000, jumpMs: 0 },
  };
};

describe("a timed-out attempt's write that lands late, with its retry after it", () => {
  it('counts once, wherever in a block it falls and however wrong its clock is', { timeout: 300_000 }, async () => {
    const property = fc.asyncProperty(flight, async (one) => {
      const { counted, truth } = await countsOnce(new MemoryTable(), scheduleOf(one));
      expect(counted).toEqual(truth);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
