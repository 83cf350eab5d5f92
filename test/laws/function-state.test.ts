import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../lib/core/bytes.ts';
import { advanceFunction, advanceIdle } from '../../lib/core/detect/advance-function.ts';
import type { AlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import { type FunctionState, newFunctionState } from '../../lib/core/detect/function-state.ts';
import { decodeFunctionState, encodeFunctionState } from '../../lib/core/detect/function-state-codec.ts';
import { minute } from '../../lib/core/units.ts';
import { aWindow, contextAfter, DAY, MONDAY, SOME_FUNCTION, type WindowParts } from '../support/windows.ts';

const bytesOf = (state: FunctionState): Uint8Array => {
  const writer = new ByteWriter();
  encodeFunctionState(state, writer);
  return writer.finish();
};

const reload = (state: FunctionState): FunctionState =>
  decodeFunctionState(SOME_FUNCTION, new ByteReader(bytesOf(state)));

const parts: fc.Arbitrary<WindowParts> = fc.record({
  invocations: fc.integer({ min: 1, max: 50 }),
  errors: fc.integer({ min: 0, max: 20 }),
  timeouts: fc.integer({ min: 0, max: 5 }),
  coldStarts: fc.integer({ min: 0, max: 10 }),
  kinds: fc.dictionary(fc.constantFrom('TypeError', 'Timeout', '__proto__', 'Boom42'), fc.integer({ min: 1, max: 9 }), {
    maxKeys: 3,
  }),
  durationsMs: fc.array(fc.double({ min: 0.1, max: 900_000, noNaN: true }), { maxLength: 6 }),
  outbound: fc.dictionary(
    fc.constantFrom(
      'api.example.com',
      '203.0.113.9:3333',
      'pool.xmr.example',
      'sqs.eu-west-1.amazonaws.com',
      '[::1',
      '__proto__',
    ),
    fc.integer({ min: 1, max: 30 }),
    { maxKeys: 4 },
  ),
  versions: fc.dictionary(fc.constantFrom('1', '2', '$LATEST'), fc.integer({ min: 1, max: 3 }), { maxKeys: 2 }),
  memoryMb: fc.constantFrom<readonly [number, number]>([0, 0], [100, 128], [127, 128]),
});

/** A run of windows: gap to the one before in minutes, and what came. Gaps from a minute to weeks. */
const history = fc.array(
  fc.tuple(
    fc.oneof(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 6, max: 2_000 }),
      fc.integer({ min: DAY, max: 9 * DAY }),
    ),
    parts,
  ),
  { minLength: 1, maxLength: 40 },
);

interface Run {
  readonly bytes: Uint8Array;
  readonly edges: readonly AlarmEdge[];
}

/** Lives a history; `everyIdleMinute` and `reloading` must not matter. */
const live = (
  windows: readonly (readonly [number, WindowParts])[],
  idleStep: number | undefined,
  reloading: boolean,
): Run => {
  const context = contextAfter(2);
  const edges: AlarmEdge[] = [];
  let at: number = MONDAY;
  let state = newFunctionState(SOME_FUNCTION, minute(MONDAY + 1));
  const afterEach = (): void => {
    if (reloading) state = reload(state);
  };
  for (const [gap, content] of windows) {
    if (idleStep !== undefined) {
      for (let idle = at + idleStep; idle < at + gap; idle += idleStep) {
        if (idle <= MONDAY + 1) continue;
        state = advanceIdle(state, minute(idle), context, edges);
        afterEach();
      }
    }
    at += gap;
    state = advanceFunction(state, aWindow(at, content), context, edges);
    afterEach();
  }
  return { bytes: bytesOf(state), edges };
};

describe('the state of a function', () => {
  test('is the same whether idle time is told in any steps, and wherever it is stored and loaded', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(1, 7, 60, 1_000), fc.boolean(), (windows, idleStep, reloading) => {
        const firstGap = windows[0]?.[0] ?? 1;
        const started = windows.map(
          ([gap, content], index) => [index === 0 ? Math.max(1, Math.min(gap, 1)) : gap, content] as const,
        );
        const plain = live(started, undefined, false);
        const other = live(started, idleStep, reloading);
        expect(other.edges, `first gap ${firstGap}`).toEqual(plain.edges);
        expect(other.bytes).toEqual(plain.bytes);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('is what it was after a round trip', () => {
    fc.assert(
      fc.property(history, (windows) => {
        const { bytes } = live(
          windows.map(([gap, content], index) => [index === 0 ? 1 : gap, content] as const),
          undefined,
          false,
        );
        expect(bytesOf(decodeFunctionState(SOME_FUNCTION, new ByteReader(bytes)))).toEqual(bytes);
      }),
      { numRuns: 40 },
    );
  });

  test('of an unknown version is refused', () => {
    expect(() => decodeFunctionState(SOME_FUNCTION, new ByteReader(Uint8Array.of(250)))).toThrow(RangeError);
  });
});
