import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanceFunction } from '../../lib/core/detect/advance-function.ts';
import { type FunctionState, newFunctionState } from '../../lib/core/detect/function-state.ts';
import { stateSizeOf } from '../../lib/core/detect/function-state-size.ts';
import { minute } from '../../lib/core/units.ts';
import { aWindow, contextAfter, DAY, MONDAY, makeNoise, SOME_FUNCTION } from '../support/windows.ts';

/** What a function may take, everything that detects counted, the sets of names apart. */
const MOST_BYTES = 1_536;
/** What names from logs may add: kinds of error, versions, the author of a change. */
const MOST_NAME_BYTES = 928;

const LONG = ['\u{1f4a5}'.repeat(200), 'é'.repeat(300), 'x'.repeat(500), '\u0000'.repeat(90), '\ud800'.repeat(120)];

/** Windows that put as much as they can into every part of the state; `seed` says how. */
const hostileWindow = (noise: () => number, at: number) => {
  const many = (count: number, make: (index: number) => string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [make(index), Math.floor(1 + 10 ** (9 * noise()))]));
  const text = (): string => LONG[Math.floor(noise() * LONG.length)] ?? '';
  const calls = Math.floor(1 + 10 ** (9 * noise()));
  const label = (index: number): string => `${String.fromCharCode(97 + ((at + index) % 26)).repeat(3)}${text()}`;
  const window = aWindow(at, {
    invocations: calls,
    errors: noise() < 0.5 ? Math.floor(calls * noise()) : 0,
    timeouts: noise() < 0.3 ? Math.floor(calls * noise()) : 0,
    coldStarts: noise() < 0.3 ? Math.floor(calls * noise()) : 0,
    kinds: many(Math.floor(24 * noise()), label),
    durationsMs: Array.from({ length: 60 }, (_, index) => Math.exp(-2 + ((index + noise()) / 60) * 18)),
    outbound: many(Math.floor(6 * noise()), label),
    versions: many(1 + Math.floor(8 * noise()), label),
    memoryMb: [Math.floor(10_240 * noise()), 10_240],
  });
  // Up to a million calls of each duration.
  for (let doublings = Math.floor(20 * noise()); doublings > 0; doublings--) window.durations.merge(window.durations);
  return window;
};

const live = (seed: number, days: number, step: number, largest: (state: FunctionState) => void): void => {
  const noise = makeNoise(seed);
  let state = newFunctionState(SOME_FUNCTION, minute(MONDAY));
  const context = contextAfter(3);
  for (let elapsed = 0; elapsed < days * DAY; elapsed += 1 + Math.floor(step * noise())) {
    state = advanceFunction(state, hostileWindow(noise, MONDAY + elapsed), context, []);
    if (elapsed % 11 === 0) largest(state);
  }
};

describe('the stored state of a function', () => {
  test('stays within its bytes whatever its windows bring', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(3, 30, 200), (seed, step) => {
        live(seed, step < 5 ? 4 : 20, step, (state) => {
          const { detecting, names } = stateSizeOf(state);
          expect(detecting).toBeLessThanOrEqual(MOST_BYTES);
          expect(names).toBeLessThanOrEqual(MOST_NAME_BYTES);
        });
      }),
      { numRuns: 5 },
    );
  }, 120_000);
});
