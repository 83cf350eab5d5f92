import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import type { Ledger, LedgerInput } from '../../lib/core/incident/ledger.ts';
import { advanceLedger, emptyLedger } from '../../lib/core/incident/ledger.ts';
import { decodeLedger, encodeLedger } from '../../lib/core/incident/ledger-codec.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../../lib/core/incident/ledger-settings.ts';
import { minute, startOf } from '../../lib/core/units.ts';
import { AnAlarm, anEvidence, at } from '../support/alarm-edges.ts';

const STORY_MINUTES = 150;
const END = STORY_MINUTES + 60;

const evidence = fc
  .record({
    signal: fc.constantFrom('errors', 'duration', 'invocations', 'outbound'),
    direction: fc.constantFrom('up', 'down', 'new'),
    severity: fc.constantFrom('low', 'medium', 'high', 'critical'),
    kind: fc.constantFrom('TimeoutError', 'AccessDenied', undefined),
  } as const)
  .map(({ signal, direction, severity, kind }) =>
    anEvidence(signal, {
      direction,
      severity,
      facts: kind === undefined ? [] : [{ kind: 'error-kind', name: kind, count: 3, usualPerDay: 0 }],
    }),
  );

/** Alarms as detectors tell them: of one function and signal, one after the other, each at least ten minutes long. */
const edges = fc
  .array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      opens: fc.integer({ min: 1, max: STORY_MINUTES }),
      lasts: fc.integer({ min: 10, max: 70 }),
      evidence,
      rises: fc.boolean(),
      ends: fc.boolean(),
    }),
    { maxLength: 14 },
  )
  .map((alarms) => {
    const busyUntil = new Map<string, number>();
    return [...alarms]
      .sort((a, b) => a.opens - b.opens)
      .flatMap(({ name, opens, lasts, evidence: seen, rises, ends }): AlarmEdge[] => {
        const key = `${name}|${seen.signal}`;
        if ((busyUntil.get(key) ?? 0) >= opens) return [];
        busyUntil.set(key, ends ? opens + lasts : Number.POSITIVE_INFINITY);
        const alarm = new AnAlarm(name, opens, seen);
        return [
          alarm.opens(),
          ...(rises ? [alarm.worsens(opens + 5, { severity: 'critical', score: 9 })] : []),
          ...(ends ? [alarm.closes(opens + lasts)] : []),
        ];
      });
  });

interface Ticking {
  readonly everyMinutes: number;
  /** How many minutes are told again in each tick. */
  readonly overlapMinutes: number;
  readonly slots: number;
  readonly reversed: boolean;
}

const inputsOf = (
  told: readonly AlarmEdge[],
  { everyMinutes, overlapMinutes, slots, reversed }: Ticking,
): LedgerInput[] => {
  const inputs: LedgerInput[] = [];
  let before = 0;
  const slotOf = (edge: AlarmEdge): number => edge.function.name.charCodeAt(0) % slots;
  for (let until = Math.min(everyMinutes, END); ; until = Math.min(until + everyMinutes, END)) {
    const finalUntil = Math.max(0, before - overlapMinutes);
    const due = told.filter((edge) => edge.minute > at(finalUntil) && edge.minute <= at(until));
    const ordered = reversed ? [...due].reverse() : due;
    inputs.push({
      now: startOf(at(until + 2)),
      slots: Array.from({ length: slots }, (_, slot) => ({
        slot,
        finalUntil: minute(at(finalUntil)),
        until: minute(at(until)),
        edges: ordered.filter((edge) => slotOf(edge) === slot),
        activeFunctions: 60 / slots,
      })),
    });
    before = until;
    if (until === END) return inputs;
  }
};

const run = (inputs: readonly LedgerInput[], each: (ledger: Ledger) => Ledger = (ledger) => ledger) => {
  const told: Transition[] = [];
  let ledger = emptyLedger();
  const ledgers: Ledger[] = [];
  for (const input of inputs) {
    const step = advanceLedger(ledger, input, DEFAULT_LEDGER_SETTINGS);
    ledger = each(step.ledger);
    ledgers.push(ledger);
    told.push(...step.transitions);
  }
  return { told, ledgers };
};

/** What consumers end up with: all but the moments at which they were told. */
const story = (told: readonly Transition[]): string[] =>
  told
    .map(({ type, incident, changes }) =>
      JSON.stringify([
        type,
        incident.id,
        incident.severity,
        incident.startedAt,
        incident.resolvedBecause,
        incident.mergedInto,
        incident.sequence,
        incident.functionCount,
        incident.members.map((member) => [member.alarmId, member.open, member.closedAt]).sort(),
        changes,
      ]),
    )
    .sort();

/** A grave alarm and a slight one at once, which a third makes one incident; a late tick hears of all three together. */
const threeAtOnce: [AlarmEdge[], Ticking] = [
  (
    [
      ['d', 1, 'critical'],
      ['a', 1, 'low'],
      ['f', 4, 'low'],
    ] as const
  ).map(([name, opens, severity]) =>
    new AnAlarm(
      name,
      opens,
      anEvidence('errors', {
        severity,
        facts: [{ kind: 'error-kind', name: 'TimeoutError', count: 3, usualPerDay: 0 }],
      }),
    ).opens(),
  ),
  { everyMinutes: 3, overlapMinutes: 0, slots: 1, reversed: false },
];

const everyMinute: Ticking = { everyMinutes: 1, overlapMinutes: 35, slots: 1, reversed: false };
const ticking = fc.record({
  everyMinutes: fc.integer({ min: 1, max: 45 }),
  overlapMinutes: fc.integer({ min: 0, max: 45 }),
  slots: fc.constantFrom(1, 2, 3),
  reversed: fc.boolean(),
});

describe('the ledger', () => {
  it('tells the same incidents however edges are cut into ticks, repeated, ordered and spread over slots', () => {
    fc.assert(
      fc.property(edges, ticking, (told, other) => {
        expect(story(run(inputsOf(told, other)).told)).toEqual(story(run(inputsOf(told, everyMinute)).told));
      }),
      { numRuns: 200, examples: [threeAtOnce] },
    );
  });

  it('opens each incident once, resolves it once per stretch, and counts without a gap', () => {
    fc.assert(
      fc.property(edges, ticking, (told, how) => {
        const byId = new Map<string, Transition[]>();
        for (const transition of run(inputsOf(told, how)).told) {
          byId.set(transition.incident.id, [...(byId.get(transition.incident.id) ?? []), transition]);
        }
        for (const transitions of byId.values()) {
          expect(transitions.map((transition) => transition.incident.sequence)).toEqual(
            transitions.map((_, index) => index + 1),
          );
          expect(transitions.map((transition) => transition.type === 'incident.opened')).toEqual(
            transitions.map((_, index) => index === 0),
          );
          let isOpen = true;
          for (const { type, changes, incident } of transitions) {
            const isBack = changes.some((change) => change.kind === 'reopened');
            expect(isOpen || isBack).toBe(true);
            isOpen = type !== 'incident.resolved';
            expect(incident.status).toBe(isOpen ? 'open' : 'resolved');
            expect(incident.endedAt === null).toBe(isOpen);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps each alarm in one incident at most, and names every incident that others were merged into', () => {
    fc.assert(
      fc.property(edges, ticking, (told, how) => {
        const { ledgers, told: transitions } = run(inputsOf(told, how));
        for (const ledger of ledgers) {
          const alarms = ledger.incidents.flatMap((incident) => incident.members.map((member) => member.alarmId));
          expect(new Set(alarms).size).toBe(alarms.length);
          expect(new Set(ledger.incidents.map((incident) => incident.id)).size).toBe(ledger.incidents.length);
        }
        const opened = new Set(transitions.map((transition) => transition.incident.id));
        for (const { incident } of transitions) {
          if (incident.mergedInto !== undefined) expect(opened.has(incident.mergedInto)).toBe(true);
        }
        for (const transition of transitions) expect(transition.incident.members.length).toBeGreaterThan(0);
      }),
      { numRuns: 120 },
    );
  });

  it('is the same after being stored and read between any two ticks, and writes nothing it was given', () => {
    fc.assert(
      fc.property(edges, ticking, (told, how) => {
        const inputs = inputsOf(told, how);
        const stored = run(inputs, (ledger) => {
          const decoded = decodeLedger(encodeLedger(ledger));
          return decoded.ok ? deepFrozen(decoded.value) : emptyLedger();
        });
        expect(stored.told).toEqual(run(inputs).told);
      }),
      { numRuns: 60 },
    );
  });

  it('tells every alarm that it was told of, in some incident', () => {
    fc.assert(
      fc.property(edges, ticking, (told, how) => {
        const known = new Set(
          run(inputsOf(told, how)).told.flatMap(({ incident }) => incident.members.map((m) => m.alarmId)),
        );
        const ledgerMembers = run(inputsOf(told, how)).ledgers.flatMap((ledger) =>
          ledger.incidents.flatMap((incident) => incident.members.map((member) => member.alarmId)),
        );
        for (const id of ledgerMembers) known.add(id);
        for (const edge of told) expect(known.has(edge.id)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('forgets nothing that it told and survives edges that come and go with late data', () => {
    fc.assert(
      fc.property(edges, fc.array(fc.nat({ max: 30 }), { minLength: 60, maxLength: 60 }), (told, drops) => {
        const inputs = inputsOf(told, everyMinute).map((input, tick) => ({
          ...input,
          slots: input.slots.map((slot) => ({
            ...slot,
            edges: slot.edges.filter((_, index) => drops[(tick + index) % drops.length] !== 0),
          })),
        }));
        const { told: transitions } = run(inputs);
        const open = new Map<string, boolean>();
        for (const { incident, type, changes } of transitions) {
          const was = open.get(incident.id);
          if (type === 'incident.opened') expect(was).toBeUndefined();
          else expect(was === true || changes.some((change) => change.kind === 'reopened')).toBe(true);
          open.set(incident.id, type !== 'incident.resolved');
        }
      }),
      { numRuns: 120 },
    );
  });
});

const deepFrozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFrozen(part);
  }
  return value;
};
