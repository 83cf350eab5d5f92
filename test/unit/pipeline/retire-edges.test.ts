import { describe, expect, it } from 'vitest';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { type FunctionKey, functionIdOf } from '../../../lib/core/function-key.ts';
import { functionsInDoubt, type RetiredAlarm, retireEdges } from '../../../lib/core/pipeline/retire-edges.ts';
import { AnAlarm, aFunction, anEvidence, at, tickAt } from '../../support/alarm-edges.ts';

const silence = anEvidence('invocations', { direction: 'down', observed: 0, unit: 'invocations' });
const shop = aFunction('shop');
const alarm = new AnAlarm(shop, 0, silence);

const tick = (
  minute: number,
  edges: readonly AlarmEdge[],
  retired: readonly RetiredAlarm[] = [],
  known: readonly string[] = [],
) => ({ slots: tickAt(minute, edges).slots, retired, isKnown: (id: string) => known.includes(id) });

const idsOf = (...keys: readonly FunctionKey[]) => new Set(keys.map(functionIdOf));
const left = ({ slots }: Pick<ReturnType<typeof retireEdges>, 'slots'>) => slots.flatMap(({ edges }) => edges);

describe('AWS is asked', () => {
  it('of functions that fell silent or are called less, each once', () => {
    const other = new AnAlarm('other', 2, silence);
    const edges = [alarm.opens(), alarm.worsens(1, { severity: 'high' }), other.opens()];
    expect(functionsInDoubt(tick(5, edges))).toEqual([aFunction('other'), shop]);
  });

  it.each([
    ['more calls than usual', new AnAlarm(shop, 0, anEvidence('invocations', { direction: 'up' })).opens()],
    ['errors', new AnAlarm(shop, 0, anEvidence('errors', { direction: 'down' })).opens()],
    ['a closing', alarm.closes(0)],
    ['what is no function', new AnAlarm(aFunction('interface:eni-0a1b'), 0, silence).opens()],
  ])('not of %s', (_, edge) => {
    expect(functionsInDoubt(tick(5, [edge]))).toEqual([]);
    expect(left(retireEdges(tick(5, [edge]), idsOf(edge.function)))).toEqual([edge]);
  });

  it('not of an alarm that the ledger has, which goes on whatever became of the function', () => {
    const edges = [alarm.opens(), alarm.worsens(3, { severity: 'high' })];
    const known = tick(5, edges, [], [alarm.id]);
    expect(functionsInDoubt(known)).toEqual([]);
    expect(left(retireEdges(known, idsOf(shop)))).toEqual(edges);
  });
});

describe('an alarm of a function that is gone', () => {
  const first = retireEdges(tick(5, [alarm.opens()]), idsOf(shop));

  it('is dropped, counted once, and stays dropped when it is told again', () => {
    expect(left(first)).toEqual([]);
    expect(first.count).toBe(1);
    const again = tick(6, [alarm.opens()], first.retired);
    expect(functionsInDoubt(again)).toEqual([]);
    const second = retireEdges(again, new Set());
    expect({ left: left(second), count: second.count, retired: second.retired }).toEqual({
      left: [],
      count: 0,
      retired: first.retired,
    });
  });

  it('leaves those of other functions alone', () => {
    const other = new AnAlarm('other', 0, silence).opens();
    const errors = new AnAlarm(shop, 0).opens();
    expect(left(retireEdges(tick(5, [alarm.opens(), other, errors]), idsOf(shop)))).toEqual([other, errors]);
  });

  it('is asked of again when it rises, and dropped again', () => {
    const edges = [alarm.opens(), alarm.worsens(8, { severity: 'high' })];
    const rising = tick(9, edges, first.retired);
    expect(functionsInDoubt(rising)).toEqual([shop]);
    expect(left(retireEdges(rising, idsOf(shop)))).toEqual([]);
  });

  it('comes in with its next opening when the function is back, and is then told to its end', () => {
    const reopened: AlarmEdge = { ...alarm.opens(), minute: at(40) };
    const edges = [alarm.opens(), alarm.closes(20), reopened];
    const back = retireEdges(tick(41, edges, first.retired), new Set());
    expect(left(back)).toEqual([reopened]);
    const later = tick(60, [...edges, alarm.closes(55)], back.retired, [alarm.id]);
    expect(left(retireEdges(later, new Set())).map(({ minute }) => minute)).toEqual([at(40), at(55)]);
  });

  it('is another one under another opening', () => {
    const next = new AnAlarm(shop, 300, silence);
    const second = tick(305, [alarm.opens(), next.opens()], first.retired);
    expect(functionsInDoubt(second)).toEqual([shop]);
    expect(left(retireEdges(second, new Set()))).toEqual([next.opens()]);
  });

  it('is forgotten after two days, and of a thousand the oldest', () => {
    expect(retireEdges(tick(2 * 1_440, []), new Set()).retired).toEqual([]);
    expect(retireEdges(tick(2 * 1_440, [], first.retired), new Set()).retired).toEqual(first.retired);
    expect(retireEdges(tick(2 * 1_440 + 1, [], first.retired), new Set()).retired).toEqual([]);
    const many = Array.from({ length: 1_100 }, (_, index) => new AnAlarm(`f${index}`, index, silence));
    const keys = many.map((_, index) => aFunction(`f${index}`));
    const { retired, count } = retireEdges(
      tick(
        1_200,
        many.map((one) => one.opens()),
      ),
      idsOf(...keys),
    );
    expect([count, retired.length, Math.min(...retired.map(([, until]) => until))]).toEqual([1_100, 1_000, at(100)]);
  });
});
