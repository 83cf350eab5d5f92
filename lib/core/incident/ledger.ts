import type { Minute } from '../units.ts';
import { addMinutes, MINUTES_PER_DAY, minute, minuteOf } from '../units.ts';
import type { AlarmChange, ClockSpan } from './alarm-changes.ts';
import { alarmChanges } from './alarm-changes.ts';
import { applyChange } from './apply-change.ts';
import { boundIncidents } from './bound-ledger.ts';
import { groupFleets, recentByKey } from './group-fleets.ts';
import type { Transition } from './incident.ts';
import { LedgerDraft } from './ledger-draft.ts';
import type { LedgerInput, SlotEdges } from './ledger-input.ts';
import type { LedgerSettings } from './ledger-settings.ts';
import type { Ledger, LedgerSlot } from './ledger-state.ts';
import { publishIncidents } from './publish-incidents.ts';

export type { LedgerInput, SlotEdges } from './ledger-input.ts';
export type { Ledger } from './ledger-state.ts';
export { emptyLedger } from './ledger-state.ts';

/** Slots that do not lie behind what the ledger has seen of them; what was final stays final. */
const currentSlots = (ledger: Ledger, slots: readonly SlotEdges[]): SlotEdges[] =>
  slots.flatMap((slot) => {
    const known = ledger.slots.find((candidate) => candidate.slot === slot.slot);
    if (known === undefined) return [slot];
    if (slot.until < known.until) return [];
    return [{ ...slot, finalUntil: minute(Math.max(slot.finalUntil, known.finalUntil)) }];
  });

const mergeSlots = (known: readonly LedgerSlot[], told: readonly SlotEdges[]): LedgerSlot[] => {
  const slots = new Map(known.map((slot) => [slot.slot, slot]));
  for (const { slot, finalUntil, until, activeFunctions } of told) {
    slots.set(slot, { slot, finalUntil, until, activeFunctions });
  }
  return [...slots.values()].sort((a, b) => a.slot - b.slot);
};

/**
 * Ticks between the last one and now, as whole minutes: a tick that comes late takes in each minute that it missed, so
 * that incidents do not depend on how often the ledger was advanced.
 */
const clockOf = (ledger: Ledger, slots: readonly SlotEdges[], now: LedgerInput['now']): ClockSpan => {
  const last = minute(minuteOf(now) - 1);
  const newestWindow = slots.reduce((newest, slot) => Math.max(newest, slot.until), Number.NEGATIVE_INFINITY);
  const lagMinutes = Number.isFinite(newestWindow) ? last - newestWindow : 0;
  const windows = slots.flatMap((slot) => slot.edges.map((edge) => edge.minute + lagMinutes));
  const start = ledger.now === null ? windows.reduce((first, at) => Math.min(first, at), last) : minuteOf(ledger.now);
  return { first: minute(Math.min(start, last)), last, lagMinutes };
};

/** The minutes of a span in which anything can happen: where edges are, and where something waits for its time. */
const eventfulMinutes = (clock: ClockSpan, changes: readonly AlarmChange[], settings: LedgerSettings): Minute[] => {
  const afterwards = Math.max(settings.waitForCompanionsMinutes, settings.updateEveryMinutes);
  const minutes = new Set<number>([clock.last]);
  for (const start of [clock.first, ...changes.map((change) => change.at)]) {
    for (let at = start as number; at <= Math.min(start + afterwards, clock.last); at++) minutes.add(at);
  }
  return [...minutes].sort((a, b) => a - b).map(minute);
};

/**
 * A net for alarms whose closing was never told, as after a slot began anew: detectors close every alarm after a day, so
 * that is when it is taken to have closed. Long final by then, so no later tick expects an edge to confirm it.
 */
const forgetOld = (draft: LedgerDraft, tick: Minute, settings: LedgerSettings): void => {
  for (const incident of draft.incidents) {
    for (const member of incident.members) {
      if (member.closedAt !== null || tick - member.openedAt <= settings.forgetAfterMinutes) continue;
      member.closedAt = addMinutes(member.openedAt, MINUTES_PER_DAY);
      member.closedBecause = 'accepted';
    }
    for (const entry of incident.crowd) {
      if (entry[4] < 0 && tick - entry[3] > settings.forgetAfterMinutes) entry[4] = entry[3] + MINUTES_PER_DAY;
    }
  }
};

/**
 * Takes in one tick: groups alarms into incidents and says what to publish.
 *
 * Harmless when repeated: edges told again change nothing, a tick that is not later than the last changes nothing. An
 * alarm that opened after `finalUntil` and is no longer among the edges is withdrawn. The argument is not written.
 * Cost: O(edges + members); a tick without edges and incidents is O(1).
 */
export const advanceLedger = (
  ledger: Ledger,
  input: LedgerInput,
  settings: LedgerSettings,
): { ledger: Ledger; transitions: Transition[] } => {
  if (ledger.now !== null && input.now <= ledger.now) return { ledger, transitions: [] };
  const slots = currentSlots(ledger, input.slots);
  const knownSlots = mergeSlots(ledger.slots, slots);
  if (ledger.incidents.length === 0 && slots.every((slot) => slot.edges.length === 0)) {
    return { ledger: { ...ledger, now: input.now, slots: knownSlots }, transitions: [] };
  }

  const draft = new LedgerDraft(ledger);
  const clock = clockOf(ledger, slots, input.now);
  const changes = alarmChanges(draft, slots, clock);
  const activeFunctions = knownSlots.reduce((sum, slot) => sum + slot.activeFunctions, 0);
  const transitions: Transition[] = [];
  let next = 0;
  for (const tick of eventfulMinutes(clock, changes, settings)) {
    for (let change = changes[next]; change !== undefined && change.at <= tick; change = changes[next]) {
      applyChange(draft, change, tick, settings);
      next += 1;
    }
    draft.reopenResolved();
    forgetOld(draft, tick, settings);
    const crowds = recentByKey(draft, settings);
    groupFleets(draft, crowds, activeFunctions, settings);
    transitions.push(...publishIncidents(draft, { now: input.now, tick, crowds, settings }));
  }
  const incidents = boundIncidents(draft.incidents, knownSlots, clock.last, settings);
  return { ledger: { v: 1, now: input.now, slots: knownSlots, incidents }, transitions };
};
