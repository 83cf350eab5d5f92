import { describe, expect, it } from 'vitest';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import type { Transition } from '../../../lib/core/incident/incident.ts';
import type { Ledger, LedgerInput } from '../../../lib/core/incident/ledger.ts';
import { advanceLedger, emptyLedger } from '../../../lib/core/incident/ledger.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../../../lib/core/incident/ledger-settings.ts';
import { startOf } from '../../../lib/core/units.ts';
import { AnAlarm, aFunction, anEvidence, at, tickAt } from '../../support/alarm-edges.ts';

const tell = (inputs: readonly LedgerInput[], from: Ledger = emptyLedger()) => {
  const told: Transition[] = [];
  let ledger = from;
  for (const input of inputs) {
    const step = advanceLedger(ledger, input, DEFAULT_LEDGER_SETTINGS);
    told.push(...step.transitions);
    ledger = step.ledger;
  }
  return { ledger, told };
};

const everyMinute = (from: number, to: number, edges: readonly AlarmEdge[], activeFunctions = 60): LedgerInput[] =>
  Array.from({ length: to - from + 1 }, (_, index) => tickAt(from + index, edges, { activeFunctions }));

const kinds = (told: readonly Transition[]): string[] =>
  told.map(({ type, incident }) => `${type.slice('incident.'.length)} ${incident.functionCount} ${incident.severity}`);

describe('one function', () => {
  it('opens an incident in the tick that decides, and resolves it when its alarm closes', () => {
    const alarm = new AnAlarm('checkout', 5);
    const { told } = tell(everyMinute(0, 40, [alarm.opens(), alarm.closes(30)]));
    expect(kinds(told)).toEqual(['opened 1 medium', 'resolved 1 medium']);
    const [opened, resolved] = told;
    expect(opened?.incident).toMatchObject({
      signal: 'errors',
      status: 'open',
      startedAt: startOf(at(5)),
      detectedAt: startOf(at(7)),
      endedAt: null,
      sequence: 1,
    });
    expect(resolved?.incident).toMatchObject({
      id: opened?.incident.id,
      status: 'resolved',
      resolvedBecause: 'quiet',
      endedAt: startOf(at(31)),
      sequence: 2,
    });
  });

  it('makes one incident of several signals within 15 minutes', () => {
    const errors = new AnAlarm('checkout', 5);
    const slow = new AnAlarm('checkout', 15, anEvidence('duration'));
    const { told } = tell(everyMinute(0, 40, [errors.opens(), slow.opens()]));
    expect(kinds(told)).toEqual(['opened 1 medium', 'updated 1 medium']);
    expect(told[1]?.changes).toEqual([{ kind: 'signals', joined: ['duration'] }]);
    expect(told[1]?.incident.members.map((member) => member.signal)).toEqual(['errors', 'duration']);
  });

  it('makes two incidents of signals that lie further apart', () => {
    const errors = new AnAlarm('checkout', 5);
    const slow = new AnAlarm('checkout', 21, anEvidence('duration'));
    const { told } = tell(everyMinute(0, 40, [errors.opens(), slow.opens()]));
    expect(kinds(told)).toEqual(['opened 1 medium', 'opened 1 medium']);
    expect(told[0]?.incident.id).not.toBe(told[1]?.incident.id);
  });

  it('lifts two low signals of one function to medium', () => {
    const errors = new AnAlarm('checkout', 5, anEvidence('errors', { severity: 'low' }));
    const slow = new AnAlarm('checkout', 6, anEvidence('duration', { severity: 'low' }));
    const { told } = tell(everyMinute(0, 20, [errors.opens(), slow.opens()]));
    expect(kinds(told)).toEqual(['opened 1 low', 'updated 1 medium']);
  });

  it('tells at once when the severity rises, and never makes it milder', () => {
    const alarm = new AnAlarm('checkout', 5);
    const edges = [alarm.opens(), alarm.worsens(7, { severity: 'critical' }), alarm.worsens(9, { severity: 'low' })];
    const { told } = tell(everyMinute(0, 20, edges));
    expect(told.map((transition) => [transition.incident.severity, transition.at])).toEqual([
      ['medium', startOf(at(7))],
      ['critical', startOf(at(9))],
    ]);
  });

  it('continues the old incident when the alarm is back within an hour', () => {
    const first = new AnAlarm('checkout', 5);
    const second = new AnAlarm('checkout', 75);
    const edges = [first.opens(), first.closes(20), second.opens(), second.closes(95)];
    const { told } = tell(everyMinute(0, 100, edges));
    expect(told.map((transition) => transition.type)).toEqual([
      'incident.opened',
      'incident.resolved',
      'incident.updated',
      'incident.resolved',
    ]);
    expect(new Set(told.map((transition) => transition.incident.id)).size).toBe(1);
    expect(told[2]?.changes).toEqual([{ kind: 'reopened' }]);
    expect(told.map((transition) => transition.incident.sequence)).toEqual([1, 2, 3, 4]);
  });

  it('starts a new incident when the alarm is back after more than an hour', () => {
    const first = new AnAlarm('checkout', 5);
    const second = new AnAlarm('checkout', 82);
    const { told } = tell(everyMinute(0, 100, [first.opens(), first.closes(20), second.opens()]));
    expect(told.map((transition) => transition.type)).toEqual([
      'incident.opened',
      'incident.resolved',
      'incident.opened',
    ]);
  });

  it('says that a change became the new normal', () => {
    const alarm = new AnAlarm('checkout', 5);
    const { told } = tell(everyMinute(0, 40, [alarm.opens(), alarm.closes(30, 'accepted')]));
    expect(told.at(-1)?.incident.resolvedBecause).toBe('accepted');
  });
});

describe('late data', () => {
  it('withdraws an incident whose opening is no longer supported', () => {
    const alarm = new AnAlarm('checkout', 5);
    const { told } = tell([tickAt(5, [alarm.opens()]), tickAt(6, [])]);
    expect(told.at(-1)).toMatchObject({ type: 'incident.resolved', incident: { resolvedBecause: 'withdrawn' } });
  });

  it('keeps an incident whose opening is final, though its edge is not told again', () => {
    const alarm = new AnAlarm('checkout', 5);
    const { told } = tell([tickAt(5, [alarm.opens()]), tickAt(6, [], { finalUntil: 5 })]);
    expect(kinds(told)).toEqual(['opened 1 medium']);
  });

  it('follows an alarm whose opening moved by a minute, without a word', () => {
    const alarm = new AnAlarm('checkout', 5);
    const moved = new AnAlarm('checkout', 4);
    const { told, ledger } = tell([tickAt(5, [alarm.opens()]), tickAt(6, [moved.opens()]), tickAt(7, [moved.opens()])]);
    expect(kinds(told)).toEqual(['opened 1 medium']);
    expect(ledger.incidents[0]?.members[0]?.alarmId).toBe(moved.id);
  });

  it('continues a withdrawn incident when the alarm is supported again', () => {
    const alarm = new AnAlarm('checkout', 5);
    const { told } = tell([tickAt(5, [alarm.opens()]), tickAt(6, []), tickAt(7, [alarm.opens()])]);
    expect(told.map((transition) => transition.type)).toEqual([
      'incident.opened',
      'incident.resolved',
      'incident.updated',
    ]);
    expect(told[2]?.incident).toMatchObject({ id: told[0]?.incident.id, status: 'open', endedAt: null });
  });

  it('opens again when the closing is no longer supported', () => {
    const alarm = new AnAlarm('checkout', 5);
    const { told } = tell([
      tickAt(20, [alarm.opens(), alarm.closes(20)]),
      tickAt(21, [alarm.opens()], { finalUntil: 0 }),
      tickAt(22, [alarm.opens(), alarm.closes(22)], { finalUntil: 0 }),
    ]);
    expect(told.map((transition) => transition.type)).toEqual([
      'incident.opened',
      'incident.resolved',
      'incident.updated',
      'incident.resolved',
    ]);
  });

  it('resolves once what nobody speaks of any more, a day after it opened', () => {
    const alarm = new AnAlarm('checkout', 5);
    const days = (count: number): number => count * 1_440;
    const ticks = Array.from({ length: days(5) / 10 }, (_, index) => {
      const minute = index * 10;
      return tickAt(minute, [alarm.opens()], { finalUntil: minute - 10 });
    });
    const { told } = tell(ticks);
    expect(kinds(told)).toEqual(['opened 1 medium', 'resolved 1 medium']);
    expect(told[1]?.incident).toMatchObject({ resolvedBecause: 'accepted', endedAt: startOf(at(days(1) + 6)) });
  });

  it('takes no harm from a slot that lies behind, and from a tick that was there before', () => {
    const alarm = new AnAlarm('checkout', 5);
    const before = tell(everyMinute(0, 10, [alarm.opens()]));
    const stale = advanceLedger(before.ledger, tickAt(8, []), DEFAULT_LEDGER_SETTINGS);
    expect(stale).toEqual({ ledger: before.ledger, transitions: [] });
    const { slots } = tickAt(3, []);
    const behind = advanceLedger(before.ledger, { now: startOf(at(13)), slots }, DEFAULT_LEDGER_SETTINGS);
    expect(behind.transitions).toEqual([]);
    expect(behind.ledger.incidents).toEqual(before.ledger.incidents);
  });
});

describe('many functions', () => {
  const outage = (names: readonly string[], openedAt: number, evidence = anEvidence()): AlarmEdge[] =>
    names.map((name) => new AnAlarm(name, openedAt, evidence).opens());

  it('makes one incident of three functions of a fleet of sixty', () => {
    const { told } = tell(everyMinute(0, 20, outage(['a', 'b', 'c'], 5)));
    expect(kinds(told)).toEqual(['opened 3 medium']);
    expect(told[0]?.incident.detectedAt).toBe(startOf(at(7)));
  });

  it('waits two minutes for a third, and tells two alone after that', () => {
    const { told } = tell(everyMinute(0, 20, outage(['a', 'b'], 5)));
    expect(told.map((transition) => transition.at)).toEqual([startOf(at(9)), startOf(at(9))]);
  });

  it('never waits with a critical one', () => {
    const critical = anEvidence('errors', { severity: 'critical' });
    const { told } = tell(everyMinute(0, 20, [...outage(['a'], 5, critical), ...outage(['b'], 5)]));
    expect(told.map((transition) => [transition.incident.severity, transition.at])).toEqual([
      ['critical', startOf(at(7))],
      ['medium', startOf(at(9))],
    ]);
  });

  it('lets the incident that was told first grow, and resolves what it takes in as merged', () => {
    const edges = [...outage(['a'], 5), ...outage(['b', 'c'], 9)];
    const late = outage(['d'], 12, anEvidence('errors', { severity: 'critical' }));
    const { told } = tell(everyMinute(0, 30, [...edges, ...late]));
    expect(kinds(told)).toEqual(['opened 1 medium', 'updated 3 medium', 'updated 4 critical']);
    expect(new Set(told.map((transition) => transition.incident.id)).size).toBe(1);

    const critical = anEvidence('errors', { severity: 'critical' });
    const two = tell(
      everyMinute(0, 30, [...outage(['a'], 5, critical), ...outage(['b'], 6, critical), ...outage(['c'], 8)]),
    );
    expect(kinds(two.told)).toEqual([
      'opened 1 critical',
      'opened 1 critical',
      'updated 3 critical',
      'resolved 1 critical',
    ]);
    expect(two.told[3]?.incident).toMatchObject({
      resolvedBecause: 'merged',
      mergedInto: two.told[0]?.incident.id,
      sequence: 2,
    });
  });

  it('needs a twentieth of the fleet for the same signal, but three functions for the same new destination', () => {
    const names = ['a', 'b', 'c'];
    const errors = tell(everyMinute(0, 20, outage(names, 5), 200));
    expect(errors.told).toHaveLength(3);
    const destination = { kind: 'destination', name: 'pool.example:3333', calls: 4, risk: 3, reasons: [] } as const;
    const outbound = anEvidence('outbound', { direction: 'new', facts: [destination] });
    const { told } = tell(everyMinute(0, 20, outage(names, 5, outbound), 200));
    expect(kinds(told)).toEqual(['opened 3 medium']);
    expect(told[0]?.incident.sharedCause).toEqual({ kind: 'destination', name: 'pool.example:3333' });
  });

  it('leaves opposite directions apart', () => {
    const up = outage(['a', 'b'], 5, anEvidence('invocations'));
    const down = outage(['c'], 5, anEvidence('invocations', { direction: 'down' }));
    expect(tell(everyMinute(0, 20, [...up, ...down])).told).toHaveLength(3);
  });

  it('takes further functions in for a quarter of an hour, telling at most every five minutes', () => {
    const names = Array.from({ length: 12 }, (_, index) => `late-${index}`);
    const late = names.flatMap((name, index) => outage([name], 6 + index));
    const { told } = tell(
      everyMinute(0, 40, [...outage(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], 5), ...late]),
    );
    expect(kinds(told)).toEqual(['opened 10 medium', 'updated 15 medium', 'updated 20 medium', 'updated 22 medium']);
  });

  it('names the account that is hit when Regions differ', () => {
    const edges = ['eu-west-1', 'us-east-1', 'us-west-2'].map((region) =>
      new AnAlarm(aFunction('checkout', '123456789012', region), 5).opens(),
    );
    expect(tell(everyMinute(0, 10, edges)).told[0]?.incident.sharedCause).toEqual({
      kind: 'account',
      name: '123456789012',
    });
  });

  it('resolves only when the last function is quiet', () => {
    const alarms = ['a', 'b', 'c'].map((name) => new AnAlarm(name, 5));
    const closings = alarms.map((alarm, index) => alarm.closes(20 + index));
    const { told } = tell(everyMinute(0, 40, [...alarms.map((alarm) => alarm.opens()), ...closings]));
    expect(told.map((transition) => [transition.type, transition.at])).toEqual([
      ['incident.opened', startOf(at(7))],
      ['incident.resolved', startOf(at(24))],
    ]);
  });
});

describe('a storm', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `function-${index}`);

  it('of 5,000 functions is one incident, counted in full, in a ledger below 1 MiB', () => {
    const alarms = names.map((name, index) => new AnAlarm(name, 5 + (index % 3)));
    const openings = alarms.map((alarm) => alarm.opens());
    const { told, ledger } = tell(everyMinute(4, 12, openings, 5_000));
    expect(told.at(-1)?.incident.functionCount).toBe(5_000);
    expect(told.filter((transition) => transition.type === 'incident.opened')).toHaveLength(1);
    expect(JSON.stringify(ledger).length).toBeLessThan(1_048_576);
    const closings = alarms.map((alarm) => alarm.closes(30));
    const end = tell([tickAt(30, closings, { activeFunctions: 5_000, finalUntil: 12 })], ledger);
    expect(end.told.map((transition) => transition.type)).toEqual(['incident.resolved']);
  });

  it('of alarms that have nothing in common ends in one catch-all incident', () => {
    const edges = names.slice(0, 1_000).map((name, index) => {
      const far = 5 + index * 2;
      return new AnAlarm(name, far, anEvidence(index % 2 === 0 ? 'errors' : 'duration')).opens();
    });
    const { told, ledger } = tell([5, 500, 1_000, 1_500, 2_005].map((minute) => tickAt(minute, edges)));
    const open = ledger.incidents.filter((incident) => incident.resolved === null);
    expect(open.length).toBeLessThanOrEqual(DEFAULT_LEDGER_SETTINGS.most.openIncidents + 1);
    expect(told.at(-1)?.incident.functionCount).toBeGreaterThan(700);
  });
});
