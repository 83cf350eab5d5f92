import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { foldOutside } from '../../../lib/core/fold/fold-outside.ts';
import { emptySummary, type Summary } from '../../../lib/core/fold/summary.ts';
import type { Window } from '../../../lib/core/fold/window.ts';
import { type FunctionId, functionIdOf } from '../../../lib/core/function-key.ts';
import { Fleet } from '../../../lib/core/pipeline/fleet.ts';
import { slotOf } from '../../../lib/core/pipeline/slot-layout.ts';
import { MINUTES_PER_DAY, minute } from '../../../lib/core/units.ts';

const SALT = 3;
const FIRST = Date.UTC(2026, 0, 5) / 60_000;
const SETTINGS = { alertsFrom: minute(FIRST + 3 * MINUTES_PER_DAY), slots: 1 };
const idOf = (name: string): FunctionId => functionIdOf({ account: '111122223333', region: 'eu-west-1', name });
const INTERFACE = idOf('interface:eni-0a1b');
const SESSION = idOf('role-session:shop/checkout');
const CHECKOUT = idOf('checkout');

const flow = (): Summary => {
  const summary = emptySummary(SALT);
  foldOutside({ kind: 'flow-sent', destination: '203.0.113.9', bytes: 100 }, summary, SALT);
  return summary;
};
const call = (agentClass: 'lambda' | 'foreign'): Summary => {
  const summary = emptySummary(SALT);
  foldOutside({ kind: 'api-call', action: 's3:PutObject', errorCode: undefined }, summary, SALT);
  const use = { agent: 'boto3', address: '203.0.113.9', accessKeyId: undefined };
  foldOutside({ kind: 'credential-use', agentClass, ...use }, summary, SALT);
  return summary;
};
const invoked = (): Summary => {
  const summary = emptySummary(SALT);
  summary.starts = 3;
  summary.reports = 3;
  return summary;
};
const emptyFleet = (): Fleet => Fleet.empty(minute(FIRST - 1));
const reloaded = (fleet: Fleet, id: FunctionId): Fleet => {
  const writer = new ByteWriter();
  fleet.encodeMember(id, writer);
  const copy = Fleet.empty(fleet.evaluatedUntil);
  copy.decodeMember(id, new ByteReader(writer.finish()));
  return copy;
};

describe('a subject without a log of its own', () => {
  it('is told so in its windows, and its silence is no anomaly', () => {
    const fleet = emptyFleet();
    const edges: AlarmEdge[] = [];
    const windows: Window[] = [];
    for (let at = 0; at < 6 * MINUTES_PER_DAY; at++) {
      // Busy for four days, then gone: a function that fell silent like that would be missed.
      const isBusy = at < 4 * MINUTES_PER_DAY && at % 2 === 0;
      const summaries = new Map(isBusy ? [[INTERFACE, flow()]] : []);
      edges.push(...fleet.advance(summaries, SETTINGS, (_, window) => windows.push(window)));
    }
    expect(edges.filter(({ signal }) => signal !== 'outbound' && signal !== 'api-calls')).toEqual([]);
    expect(windows.every(({ hasOwnLog }) => hasOwnLog === false)).toBe(true);
    expect(fleet.hasOwnLog(INTERFACE)).toBe(false);
    expect(reloaded(fleet, INTERFACE).hasOwnLog(INTERFACE)).toBe(false);
  });

  it('begins to learn invocations when its log is seen, and keeps where it called', () => {
    const fleet = emptyFleet();
    for (let at = 0; at < 300; at++) fleet.advance(new Map([[CHECKOUT, flow()]]), SETTINGS);
    const known = fleet.stateOf(CHECKOUT)?.detectors.outbound;
    fleet.advance(new Map([[CHECKOUT, invoked()]]), SETTINGS);
    expect(fleet.hasOwnLog(CHECKOUT)).toBe(true);
    expect(fleet.stateOf(CHECKOUT)?.firstWindow).toBe(FIRST + 300);
    expect(fleet.stateOf(CHECKOUT)?.detectors.outbound).toBe(known);
    expect(reloaded(fleet, CHECKOUT).hasOwnLog(CHECKOUT)).toBe(true);
  });
});

describe('role sessions', () => {
  it('of names that are no known function, and that Lambda never used, are not watched: anybody may make them', () => {
    const fleet = emptyFleet();
    const sessions = Array.from({ length: 500 }, (_, index) => idOf(`role-session:ci/build-${index}`));
    fleet.advance(new Map(sessions.map((id) => [id, call('foreign')])), SETTINGS);
    expect(fleet.size).toBe(0);
  });

  it('that bear the name of a known function are watched even if only strangers use them', () => {
    const fleet = emptyFleet();
    fleet.advance(new Map([[CHECKOUT, invoked()]]), SETTINGS);
    fleet.advance(new Map([[SESSION, call('foreign')]]), SETTINGS);
    expect([...fleet.functionIds]).toEqual([CHECKOUT, SESSION]);
    expect(fleet.isLambdaSession(SESSION)).toBe(false);
  });

  it('that Lambda used are remembered as such', () => {
    const fleet = emptyFleet();
    fleet.advance(new Map([[SESSION, call('lambda')]]), SETTINGS);
    expect(fleet.isLambdaSession(SESSION)).toBe(true);
    expect(reloaded(fleet, SESSION).isLambdaSession(SESSION)).toBe(true);
  });

  it('are evaluated in the slot of the function that they are named after', () => {
    for (let slots = 1; slots <= 64; slots *= 2) expect(slotOf(SESSION, slots)).toBe(slotOf(CHECKOUT, slots));
  });
});
