import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import { advanceFunction } from '../../../lib/core/detect/advance-function.ts';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { WATCHED_SIGNALS } from '../../../lib/core/detect/detectors.ts';
import type { FunctionState } from '../../../lib/core/detect/function-state.ts';
import { decodeFunctionState, encodeFunctionState } from '../../../lib/core/detect/function-state-codec.ts';
import { minute } from '../../../lib/core/units.ts';
import { storedStates } from '../../support/function-state-fixtures.ts';
import { STORED_FUNCTIONS } from '../../support/stored-functions.ts';
import { aWindow, contextAfter, SOME_FUNCTION } from '../../support/windows.ts';

const bytesOf = (state: FunctionState): Uint8Array => {
  const writer = new ByteWriter();
  encodeFunctionState(state, writer);
  return writer.finish();
};

const decoded = (bytes: Uint8Array): FunctionState => {
  const reader = new ByteReader(bytes);
  const state = decodeFunctionState(SOME_FUNCTION, reader);
  expect(reader.done).toBe(true);
  return state;
};

const openSignals = (state: FunctionState): string[] => WATCHED_SIGNALS.filter((signal) => state.alarms[signal].isOpen);

const fixtures = storedStates();
const newestLayout = Math.max(...fixtures.map(({ layout }) => layout));

describe('stored states of functions', () => {
  test('have examples of the present layout; after raising it, `npm run fixtures:states` makes them', () => {
    for (const [name, live] of Object.entries(STORED_FUNCTIONS)) {
      const [layout] = bytesOf(live());
      expect(layout).toBe(newestLayout);
      expect(
        fixtures.some((stored) => stored.layout === layout && stored.name === name),
        name,
      ).toBe(true);
    }
  });

  describe.each(fixtures)('of layout $layout, $name', ({ layout, name, bytes }) => {
    test('are read to the last byte, and say the same in the present layout', () => {
      expect(bytes[0]).toBe(layout);
      const state = decoded(bytes);
      const again = decoded(bytesOf(state));
      expect(bytesOf(again)).toEqual(bytesOf(state));
      expect(openSignals(again)).toEqual(openSignals(state));
      expect(state.openAlarms).toBe(openSignals(state).length);
      if (layout === newestLayout) expect(bytesOf(state)).toEqual(bytes);
    });

    test('say what they said in every layout', () => {
      const newest = fixtures.find((stored) => stored.layout === newestLayout && stored.name === name);
      if (newest === undefined) throw new Error(`no example of ${name} in layout ${newestLayout}`);
      const [then, now] = [decoded(bytes), decoded(newest.bytes)];
      expect(then.through).toBe(now.through);
      expect(then.firstWindow).toBe(now.firstWindow);
      expect(then.deploys).toEqual(now.deploys);
      expect(then.detectors.errors.episode).toEqual(now.detectors.errors.episode);
      expect(then.detectors['new-error']).toEqual(now.detectors['new-error']);
      expect(then.detectors.outbound.places.known).toEqual(now.detectors.outbound.places.known);
      expect(then.detectors.duration.baseline.centre).toBeCloseTo(now.detectors.duration.baseline.centre, 2);
      expect(openSignals(then)).toEqual(openSignals(now));
    });

    test('go on', () => {
      const edges: AlarmEdge[] = [];
      let state = decoded(bytes);
      const from = state.through;
      for (let elapsed = 1; elapsed <= 120; elapsed++) {
        const window = aWindow(from + elapsed, { invocations: 3, durationsMs: [80] });
        state = advanceFunction(state, window, contextAfter(14), edges);
      }
      expect(state.through).toBe(from + 120);
      expect(decoded(bytesOf(state)).through).toBe(minute(from + 120));
    });
  });

  test('of troubled functions have alarms open', () => {
    const open = fixtures.filter(({ name }) => name === 'in-trouble').map(({ bytes }) => openSignals(decoded(bytes)));
    for (const signals of open) expect(signals.length).toBeGreaterThan(4);
  });
});
