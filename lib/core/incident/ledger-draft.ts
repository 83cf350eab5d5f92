import { functionIdOf } from '../function-key.ts';
import { hash53 } from '../hash.ts';
import type { CrowdMember, Ledger, LedgerIncident, LedgerMember } from './ledger-state.ts';

/** A member with the incident that holds it. */
export interface Held {
  readonly incident: LedgerIncident;
  readonly member: LedgerMember;
}

/** A published incident that became part of another one: as it was, as it stays behind, and where it went. */
export interface MergedAway {
  readonly was: LedgerIncident;
  readonly now: LedgerIncident;
  readonly into: LedgerIncident;
}

/**
 * A ledger while one tick is taken in: copies that may be written, and indexes over them. The stored ledger is never
 * written.
 */
export class LedgerDraft {
  readonly incidents: LedgerIncident[];
  readonly byAlarm = new Map<string, Held>();
  readonly byFunction = new Map<string, Set<LedgerIncident>>();
  readonly crowdByHash = new Map<number, { readonly incident: LedgerIncident; readonly entry: CrowdMember }>();
  /** Incidents that were resolved and are open again since this tick. */
  readonly reopened = new Set<LedgerIncident>();
  readonly #homes = new Map<LedgerIncident, LedgerIncident>();
  #mergedAway: MergedAway[] = [];

  constructor(ledger: Ledger) {
    this.incidents = ledger.incidents.map((incident) => ({
      ...incident,
      members: incident.members.map((member) => ({ ...member })),
      crowd: incident.crowd.map((entry): CrowdMember => [...entry]),
      fleetKeys: [...incident.fleetKeys],
    }));
    for (const incident of this.incidents) {
      for (const member of incident.members) this.#index(incident, member);
      for (const entry of incident.crowd) this.crowdByHash.set(entry[0], { incident, entry });
    }
  }

  knows(alarmId: string): boolean {
    return this.byAlarm.has(alarmId) || this.crowdByHash.has(hash53(alarmId));
  }

  start(incident: LedgerIncident): void {
    this.incidents.push(incident);
    for (const member of incident.members) this.#index(incident, member);
  }

  /** Adds a member, or puts it in the place of one that goes by another name now. */
  add(incident: LedgerIncident, member: LedgerMember, inPlaceOf?: LedgerMember): void {
    const place = inPlaceOf === undefined ? -1 : incident.members.indexOf(inPlaceOf);
    if (place >= 0) {
      const [earlier] = incident.members.splice(place, 1, member);
      if (earlier !== undefined) this.byAlarm.delete(earlier.alarmId);
    } else {
      incident.members.push(member);
    }
    this.#index(incident, member);
    this.#reopen(incident);
  }

  /** Opens resolved incidents that have an open member again. To be asked once all changes of a minute are in. */
  reopenResolved(): void {
    for (const incident of this.incidents) {
      const isOpen = (): boolean =>
        incident.members.some((member) => member.closedAt === null) || incident.crowd.some((entry) => entry[4] < 0);
      if (incident.resolved !== null && isOpen()) this.#reopen(incident);
    }
  }

  dropFromCrowd(alarmHash: number): void {
    const held = this.crowdByHash.get(alarmHash);
    if (held === undefined) return;
    held.incident.crowd.splice(held.incident.crowd.indexOf(held.entry), 1);
    this.crowdByHash.delete(alarmHash);
  }

  openCount(): number {
    return this.incidents.reduce((count, incident) => count + (incident.resolved === null ? 1 : 0), 0);
  }

  /** Open incidents of many functions. */
  fleetIncidents(): LedgerIncident[] {
    return this.incidents.filter((incident) => incident.resolved === null && incident.fleetKeys.length > 0);
  }

  /** Moves all that `source` holds into `target`. A published source stays behind, empty, as merged. */
  merge(source: LedgerIncident, target: LedgerIncident): void {
    if (source.published !== null) {
      const was = { ...source, members: source.members, crowd: source.crowd };
      this.#mergedAway.push({ was, now: source, into: target });
    } else {
      this.incidents.splice(this.incidents.indexOf(source), 1);
    }
    for (const member of source.members) {
      this.byFunction.get(functionIdOf(member.function))?.delete(source);
      target.members.push(member);
      this.#index(target, member);
    }
    for (const entry of source.crowd) {
      target.crowd.push(entry);
      this.crowdByHash.set(entry[0], { incident: target, entry });
    }
    for (const key of source.fleetKeys) if (!target.fleetKeys.includes(key)) target.fleetKeys.push(key);
    if (target.published === null && source.startedAt < target.startedAt) target.startedAt = source.startedAt;
    source.members = [];
    source.crowd = [];
    this.#homes.set(source, target);
    this.#mergedAway = this.#mergedAway.map((merged) =>
      merged.into === source ? { ...merged, into: target } : merged,
    );
  }

  /** Where the members of an incident are now: itself, or what it was merged into. */
  homeOf(incident: LedgerIncident): LedgerIncident {
    const home = this.#homes.get(incident);
    return home === undefined ? incident : this.homeOf(home);
  }

  /** Incidents that were merged since this was last asked. */
  takeMergedAway(): MergedAway[] {
    const taken = this.#mergedAway;
    this.#mergedAway = [];
    return taken;
  }

  #reopen(incident: LedgerIncident): void {
    if (incident.resolved === null) return;
    incident.resolved = null;
    this.reopened.add(incident);
  }

  #index(incident: LedgerIncident, member: LedgerMember): void {
    this.byAlarm.set(member.alarmId, { incident, member });
    const id = functionIdOf(member.function);
    const incidents = this.byFunction.get(id);
    if (incidents === undefined) this.byFunction.set(id, new Set([incident]));
    else incidents.add(incident);
  }
}
