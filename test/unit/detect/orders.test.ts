import { describe, expect, it } from 'vitest';
import { advanceFunction, advanceIdle } from '../../../lib/core/detect/advance-function.ts';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { type FunctionState, newFunctionState } from '../../../lib/core/detect/function-state.ts';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { type OrderSources, Orders } from '../../../lib/core/order/orders.ts';
import { minute } from '../../../lib/core/units.ts';
import {
  aWindow,
  contextAfter,
  DAY,
  MONDAY,
  makeNoise,
  poisson,
  SOME_FUNCTION,
  type Story,
} from '../../support/windows.ts';

const LEARNING_DAYS = 14;

/** Lives through a story under orders. */
const tellUnder = (story: Story, days: number, sources: OrderSources) => {
  const orders = new Orders(sources).of(functionIdOf(SOME_FUNCTION));
  const context = { ...contextAfter(LEARNING_DAYS), orders };
  const edges: AlarmEdge[] = [];
  let state: FunctionState | undefined;
  for (let elapsed = 0; elapsed < days * DAY; elapsed++) {
    const at = minute(MONDAY + elapsed);
    const parts = story(elapsed);
    if (parts) {
      state = advanceFunction(state ?? newFunctionState(SOME_FUNCTION, at), aWindow(at, parts), context, edges);
    } else if (state && (state.dueAt <= at || orders.beginsExpecting(at))) {
      state = advanceIdle(state, at, context, edges);
    }
  }
  return edges;
};

/** Twenty calls a minute, three times as many from noon of day 15 on. */
const rising = (): Story => {
  const noise = makeNoise(7);
  return (elapsed) => {
    const invocations = poisson(noise, elapsed < 15.5 * DAY ? 3 : 8);
    return { invocations, durationsMs: [] };
  };
};
/** Twenty calls a minute, none from noon of day 15 on. */
const silent = (): Story => {
  const noise = makeNoise(7);
  return (elapsed) => (elapsed < 15.5 * DAY ? { invocations: 1 + poisson(noise, 19), durationsMs: [] } : undefined);
};

const NOON = MONDAY + 15.5 * DAY;
const expected = (from: number, until: number) =>
  ({ id: 'x', kind: 'expect', function: 'orders', from, until, reason: '', by: '', at: 0 }) as const;
const ofInvocations = (edges: readonly AlarmEdge[]) =>
  edges.filter(({ signal, minute: at }) => signal === 'invocations' && at >= NOON);

describe('an expected-mark', () => {
  it.each([
    ['a level that rose', rising],
    ['silence', silent],
  ])('makes the new normal of %s: its alarm ends as accepted, and none follows', (_, story) => {
    const without = ofInvocations(tellUnder(story(), 16.4, {}));
    const [opening] = without;
    if (opening?.type !== 'opened') throw new Error('the story must raise an alarm');
    expect(without.filter(({ type }) => type === 'closed')).toEqual([]);
    const from = opening.minute + 30;
    const edges = ofInvocations(tellUnder(story(), 16.4, { marks: [expected(from, from + 240)] }));
    const closings = edges.filter(({ type }) => type === 'closed');
    expect(closings[0]).toMatchObject({ minute: from, closedBecause: 'accepted', id: opening.id });
    expect(edges.filter(({ type, minute: at }) => type === 'opened' && at >= from + 240)).toEqual([]);
    // What the new level raises while the mark holds ends in the same minute.
    for (const edge of edges.filter(({ type, minute: at }) => type === 'opened' && at >= from)) {
      expect(closings.some(({ id, minute: at }) => id === edge.id && at === edge.minute)).toBe(true);
    }
  });

  it('of another signal changes nothing', () => {
    const mark = { ...expected(NOON, NOON + 600), signal: 'errors' } as const;
    const marked = tellUnder(rising(), 16, { marks: [mark] });
    expect(ofInvocations(marked)).toEqual(ofInvocations(tellUnder(rising(), 16, {})));
  });
});

describe('sensitivity', () => {
  /** More than twice as many calls, so few that evidence takes its time. */
  const slight = (): Story => {
    const noise = makeNoise(3);
    return (elapsed) => ({ invocations: poisson(noise, elapsed < 15.5 * DAY ? 3 : 8), durationsMs: [] });
  };
  const openedAt = (sensitivity: 'low' | 'normal' | 'high') =>
    ofInvocations(tellUnder(slight(), 15.8, { overrides: [{ function: 'orders', sensitivity }] }))[0]?.minute ??
    Infinity;

  it('moves the alert line: high finds sooner, low later', () => {
    const [low, normal, high] = [openedAt('low'), openedAt('normal'), openedAt('high')];
    expect(high).toBeLessThan(normal);
    expect(normal).toBeLessThan(low);
  });
});
