import { expect, it } from 'vitest';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { epochMs, MS_PER_MINUTE } from '../../lib/core/units.ts';
import { START } from '../support/delivery/cargo.ts';
import { countsOnce, type Schedule } from '../support/delivery/counts-once.ts';
import type { Step } from '../support/delivery/step.ts';
import { loggedLines, subscriptionData } from '../support/log-payload.ts';

const invocationAt = (minute: number, serial: string) =>
  loggedLines({
    requestId: `00000000-0000-4000-8000-${serial.padStart(12, '0')}`,
    at: epochMs(START + minute * MS_PER_MINUTE + 5_000),
    durationMs: 1,
  });

const tick = (behindMinutes: number): Step => ({
  kind: 'calls',
  calls: [{ kind: 'tick', behindMinutes }],
  faults: [],
});

/**
 * One direct delivery on both sides of a checkpoint, which then lies in a block that a tick of long ago does not look at:
 * in it, slots are united that know the delivery.
 */
const schedule: Schedule = {
  cargo: {
    shards: [[], [], []],
    direct: [{ at: START, data: subscriptionData('shop', [...invocationAt(-1, '1'), ...invocationAt(0, '2')]) }],
  },
  steps: [
    tick(0),
    { kind: 'calls', calls: [{ kind: 'direct', index: 0 }], faults: [] },
    { kind: 'pass', minutes: 19, isEvaluated: false },
    tick(0),
    { kind: 'layout', slots: 2 },
    { kind: 'layout', slots: 1 },
    tick(38),
  ],
  slots: 1,
  isDispatched: false,
  isClaimed: false,
  chances: { waits: [0], lags: [false], pageRows: 1_000, jumpMs: 0 },
};

it('an evaluator of long ago that unites slots forgets no direct delivery that they know', async () => {
  const { counted, truth } = await countsOnce(new MemoryTable(), schedule);
  expect(truth.history).toBe(2);
  expect(counted).toEqual(truth);
});
