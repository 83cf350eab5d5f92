import { expect, it } from 'vitest';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { SignalCounter } from '../../../lib/core/pipeline/signal-totals.ts';
import { minute } from '../../../lib/core/units.ts';
import { aWindow, MONDAY } from '../../support/windows.ts';

const idOf = (name: string) => functionIdOf({ account: '111122223333', region: 'eu-west-1', name });

it('sums over functions what AWS does not count, and leaves other subjects out', () => {
  const counter = new SignalCounter();
  const window = {
    ...aWindow(minute(MONDAY), { invocations: 10, durationsMs: [] }),
    timeouts: 2,
    coldStarts: 3,
    destinations: { named: new Map([['api.example.com', 7]]), other: 4, otherDistinct: 1 },
    memoryUsedMbMax: 240,
    memorySizeMb: 256,
  };
  counter.observe(idOf('checkout'), window);
  counter.observe(idOf('cart'), { ...window, memoryUsedMbMax: 100 });
  counter.observe(idOf('interface:eni-0a1b2c3d'), window);
  expect(counter.totals).toEqual({ timeouts: 4, coldStarts: 6, outboundCalls: 22, functionsNearMemoryLimit: 1 });
});
