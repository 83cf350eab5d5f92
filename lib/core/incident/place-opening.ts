import type { OpenAlarmEdge } from '../detect/alarm-edge.ts';
import { functionIdOf } from '../function-key.ts';
import type { Minute } from '../units.ts';
import { clipAttribution, clipEvidence } from './clip-evidence.ts';
import { fleetKeysOf } from './fleet-keys.ts';
import { incidentIdOf } from './incident-id.ts';
import type { LedgerDraft } from './ledger-draft.ts';
import type { LedgerSettings } from './ledger-settings.ts';
import type { LedgerIncident, LedgerMember } from './ledger-state.ts';

/** Key of the one incident that takes everything in once too many are open. */
export const STORM_KEY = 'storm|';

export const memberOf = (edge: OpenAlarmEdge, slot: number): LedgerMember => ({
  alarmId: edge.id,
  slot,
  function: edge.function,
  signal: edge.signal,
  openedAt: edge.openedAt,
  ...(edge.attribution !== undefined && { attribution: clipAttribution(edge.attribution) }),
  evidence: clipEvidence(edge.evidence),
  closedAt: null,
  closedBecause: null,
});

const byAge = (a: LedgerIncident, b: LedgerIncident): number =>
  a.startedAt - b.startedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** True if the alarm is of the same function, signal and direction as a member that closed not long ago. */
const isContinuedBy = (incident: LedgerIncident, alarm: LedgerMember, withinMinutes: number): boolean =>
  incident.members.some(
    (member) =>
      member.signal === alarm.signal &&
      member.evidence.direction === alarm.evidence.direction &&
      functionIdOf(member.function) === functionIdOf(alarm.function) &&
      member.closedAt !== null &&
      alarm.openedAt - member.closedAt <= withinMinutes,
  );

const newestOpening = (members: readonly LedgerMember[]): number =>
  members.reduce((newest, member) => Math.max(newest, member.openedAt), Number.NEGATIVE_INFINITY);

const hasRecentMemberOf = (incident: LedgerIncident, alarm: LedgerMember, withinMinutes: number): boolean => {
  const id = functionIdOf(alarm.function);
  const own = incident.members.filter((member) => functionIdOf(member.function) === id && member.closedAt === null);
  return Math.abs(alarm.openedAt - newestOpening(own)) <= withinMinutes;
};

/**
 * True for a function that is called less for as long as the fleet is, or longer: rarely called ones take hours to be missed,
 * after the fleet's calls stopped, and are still a part of that.
 */
const fellSilentWith = (incident: LedgerIncident, { signal, evidence }: LedgerMember): boolean =>
  signal === 'invocations' && evidence.direction === 'down' && evidence.since <= newestOpening(incident.members);

const startIncident = (draft: LedgerDraft, alarm: LedgerMember, tick: Minute, fleetKeys: string[]): void => {
  const id = incidentIdOf(alarm.alarmId);
  const isTaken = draft.incidents.some((incident) => incident.id === id);
  draft.start({
    id: isTaken ? incidentIdOf(`${alarm.alarmId}|${tick}`) : id,
    arrivedAt: tick,
    startedAt: alarm.evidence.since,
    severity: alarm.evidence.severity,
    members: [alarm],
    crowd: [],
    fleetKeys,
    published: null,
    resolved: null,
  });
};

const placeFor = (
  draft: LedgerDraft,
  alarm: LedgerMember,
  tick: Minute,
  settings: LedgerSettings,
): LedgerIncident | undefined => {
  const own = [...(draft.byFunction.get(functionIdOf(alarm.function)) ?? [])].sort(byAge);
  const open = own.filter((incident) => incident.resolved === null);
  const sameFunction =
    open.find((incident) => isContinuedBy(incident, alarm, settings.reopenWithinMinutes)) ??
    open.find((incident) => hasRecentMemberOf(incident, alarm, settings.mergeWithinMinutes));
  if (sameFunction !== undefined) return sameFunction;

  const keys = new Set(fleetKeysOf(alarm.evidence));
  const fleet = draft
    .fleetIncidents()
    .find(
      (incident) =>
        incident.fleetKeys.some((key) => keys.has(key)) &&
        (alarm.openedAt - newestOpening(incident.members) <= settings.mergeWithinMinutes ||
          fellSilentWith(incident, alarm)),
    );
  if (fleet !== undefined) return fleet;

  return own.find(
    (incident) =>
      incident.resolved !== null &&
      tick - incident.resolved.at <= settings.reopenWithinMinutes &&
      isContinuedBy(incident, alarm, settings.reopenWithinMinutes),
  );
};

/**
 * Puts a new alarm where it belongs, the first that fits: the open incident whose alarm it continues; the open incident
 * of its function; an open fleet incident of its kind; the incident, resolved not long ago, that it continues; an
 * incident of its own, or the storm if too many incidents are open.
 */
export const placeOpening = (draft: LedgerDraft, alarm: LedgerMember, tick: Minute, settings: LedgerSettings): void => {
  const place = placeFor(draft, alarm, tick, settings);
  if (place !== undefined) {
    draft.add(place, alarm);
  } else if (draft.openCount() < settings.most.openIncidents) {
    startIncident(draft, alarm, tick, []);
  } else {
    const storm = draft.fleetIncidents().find((incident) => incident.fleetKeys.includes(STORM_KEY));
    if (storm === undefined) startIncident(draft, alarm, tick, [STORM_KEY]);
    else draft.add(storm, alarm);
  }
};
