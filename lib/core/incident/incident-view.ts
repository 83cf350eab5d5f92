import type { Evidence } from '../detect/verdict.ts';
import type { EpochMs } from '../units.ts';
import { startOf } from '../units.ts';
import { continuedMembers } from './continued-members.ts';
import type { Incident, IncidentMember } from './incident.ts';
import { countFunctions } from './incident-functions.ts';
import type { LedgerIncident, LedgerMember, LedgerPublication } from './ledger-state.ts';
import { strongestFirst } from './member-order.ts';
import { sharedCauseOf } from './shared-cause.ts';

const memberView = (member: LedgerMember): IncidentMember => ({
  alarmId: member.alarmId,
  function: member.function,
  signal: member.signal,
  evidence: withAttribution(member),
  open: member.closedAt === null,
  openedAt: member.openedAt,
  closedAt: member.closedAt,
  closedBecause: member.closedBecause,
});

/** Whose an alarm is belongs to its evidence, and is not stored with it: evidence changes, what was told stays. */
const withAttribution = ({ evidence, attribution }: LedgerMember): Evidence =>
  attribution === undefined
    ? evidence
    : { ...evidence, facts: [...evidence.facts, { kind: 'note', text: attribution }] };

/** A stored incident as the outside sees it. */
export const incidentView = (
  incident: LedgerIncident,
  { sequence, detectedAt }: Pick<LedgerPublication, 'sequence' | 'detectedAt'>,
): Incident => {
  const continued = continuedMembers(incident.members);
  const members = incident.members.filter((member) => !continued.has(member)).sort(strongestFirst);
  const sharedCause = sharedCauseOf(members);
  const { resolved } = incident;
  const endedAt: EpochMs | null = resolved?.endedAt ?? null;
  return {
    id: incident.id,
    status: resolved === null ? 'open' : 'resolved',
    severity: incident.severity,
    signal: members[0]?.signal ?? 'invocations',
    members: members.map(memberView),
    functionCount: countFunctions(incident),
    ...(sharedCause === undefined ? {} : { sharedCause }),
    startedAt: startOf(incident.startedAt),
    detectedAt,
    endedAt,
    ...(resolved === null ? {} : { resolvedBecause: resolved.because }),
    ...(resolved === null || resolved.mergedInto === null ? {} : { mergedInto: resolved.mergedInto }),
    sequence,
  };
};
