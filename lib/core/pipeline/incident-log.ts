import type { Incident } from '../incident/incident.ts';
import { addMinutes, type EpochMs, epochMs, MINUTES_PER_DAY, minuteOf } from '../units.ts';
import type { Row, Table } from './ports.ts';
import { INCIDENTS_PARTITION, LAST_SORT_KEY, orderedNumber } from './table-keys.ts';

/**
 * Every incident that was decided, sent or not, each in its newest state: what the dashboard's widgets and
 * `nightjar incidents` read. The ledger holds only what it may still change.
 */

interface StoredIncident {
  readonly v: 1;
  readonly incident: Incident;
}

/** The strongest members are kept; `functionCount` tells how many functions there were. */
const MOST_MEMBERS = 40;
/** Incidents that began so long before a range may still reach into it. */
const LONGEST_MINUTES = 7 * MINUTES_PER_DAY;

/** An incident small enough for one row, whatever the storm. */
export const loggedIncident = (incident: Incident): Incident =>
  incident.members.length <= MOST_MEMBERS
    ? incident
    : { ...incident, members: incident.members.slice(0, MOST_MEMBERS) };

/** Writes incidents; older states of one never replace newer ones, so it may be repeated. */
export const logIncidents = async (table: Table, incidents: readonly Incident[], lifeMs: number): Promise<void> => {
  const newest = new Map(incidents.map((incident) => [incident.id, incident]));
  await Promise.all(
    [...newest.values()].map((incident) => table.put(rowOf(incident, lifeMs), { kind: 'absent-or-lower' })),
  );
};

/** Incidents that were going on at any time in [from, until], in order of their beginning. */
export const readIncidents = async (table: Table, from: EpochMs, until: EpochMs): Promise<Incident[]> => {
  const earliest = Math.max(0, addMinutes(minuteOf(from), -LONGEST_MINUTES));
  const range = {
    partition: INCIDENTS_PARTITION,
    from: orderedNumber(earliest),
    to: `${orderedNumber(minuteOf(until))}${LAST_SORT_KEY}`,
    consistent: false,
  };
  const incidents: Incident[] = [];
  for await (const { data } of table.scan(range)) {
    const { v, incident } = JSON.parse(String(data)) as StoredIncident;
    if (v === 1 && (incident.endedAt === null || incident.endedAt >= from)) incidents.push(incident);
  }
  return incidents;
};

const rowOf = (incident: Incident, lifeMs: number): Row => {
  const stored: StoredIncident = { v: 1, incident };
  return {
    partition: INCIDENTS_PARTITION,
    sort: `${orderedNumber(minuteOf(incident.startedAt))}|${incident.id}`,
    revision: incident.sequence,
    data: JSON.stringify(stored),
    expiresAt: epochMs(incident.startedAt + lifeMs),
  };
};
