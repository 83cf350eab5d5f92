import { hash53 } from '../hash.ts';
import { continuedMembers } from './continued-members.ts';
import { functionHashOf, homeHashOf } from './incident-functions.ts';
import type { LedgerSettings } from './ledger-settings.ts';
import type { CrowdMember, LedgerIncident, LedgerSlot } from './ledger-state.ts';
import { strongestFirst } from './member-order.ts';

/** Drops continued alarms once their edges are never told again. */
const dropContinued = (incident: LedgerIncident, slots: readonly LedgerSlot[]): void => {
  const continued = continuedMembers(incident.members);
  if (continued.size === 0) return;
  const finalUntil = new Map(slots.map((slot) => [slot.slot, slot.finalUntil]));
  incident.members = incident.members.filter(
    (member) => !continued.has(member) || (member.closedAt ?? 0) > (finalUntil.get(member.slot) ?? 0),
  );
};

/** Largest quota such that incidents of at most `quota` members each hold at most `most` in all; at least 1. */
const quotaFor = (sizes: readonly number[], most: number): number => {
  const ascending = [...sizes].sort((a, b) => a - b);
  let rest = most;
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(rest / (ascending.length - index));
    if (size > share) return Math.max(1, share);
    rest -= size;
  }
  return Number.POSITIVE_INFINITY;
};

/** The strongest members keep their evidence, the rest of a storm stays as hashes. */
const thinOut = (incidents: readonly LedgerIncident[], settings: LedgerSettings): void => {
  const { fullMembers, crowdMembers } = settings.most;
  const quota = quotaFor(
    incidents.map((incident) => incident.members.length),
    fullMembers,
  );
  let room = crowdMembers - incidents.reduce((count, incident) => count + incident.crowd.length, 0);
  for (const incident of incidents) {
    if (incident.members.length <= quota) continue;
    incident.members.sort(strongestFirst);
    for (const member of incident.members.splice(quota)) {
      if (room <= 0) break;
      room -= 1;
      const functionHash = functionHashOf(member.function);
      const home = homeHashOf(member.alarmId);
      const alarmHash = hash53(member.alarmId);
      const entry: CrowdMember = [alarmHash, functionHash, member.slot, member.openedAt, member.closedAt ?? -1];
      if (home !== functionHash) entry.push(home);
      incident.crowd.push(entry);
    }
  }
};

/**
 * A resolved incident is kept while it may be continued, and until the slots of its alarms have passed them: before
 * that the same edges are told again, and would look like a new incident.
 */
const isNeeded = (
  incident: LedgerIncident,
  slots: readonly LedgerSlot[],
  tick: number,
  keepMinutes: number,
): boolean => {
  if (incident.resolved === null || tick - incident.resolved.at <= keepMinutes) return true;
  const finalUntil = (slot: number): number => slots.find((known) => known.slot === slot)?.finalUntil ?? tick;
  return (
    incident.members.some((member) => member.openedAt > finalUntil(member.slot)) ||
    incident.crowd.some((entry) => entry[3] > finalUntil(entry[2]))
  );
};

/** Incidents within the bounds of the settings, in a fixed order. */
export const boundIncidents = (
  incidents: readonly LedgerIncident[],
  slots: readonly LedgerSlot[],
  tick: number,
  settings: LedgerSettings,
): LedgerIncident[] => {
  const open = incidents.filter((incident) => incident.resolved === null);
  const resolved = incidents
    .filter((incident) => incident.resolved !== null && isNeeded(incident, slots, tick, settings.reopenWithinMinutes))
    .sort((a, b) => (b.resolved?.at ?? 0) - (a.resolved?.at ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, settings.most.resolvedIncidents);
  const kept = [...open, ...resolved].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  for (const incident of kept) dropContinued(incident, slots);
  thinOut(kept, settings);
  return kept;
};
