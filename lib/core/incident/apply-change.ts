import { hash53 } from '../hash.ts';
import { severityRank } from '../signal.ts';
import type { Minute } from '../units.ts';
import type { AlarmChange } from './alarm-changes.ts';
import { clipEvidence } from './clip-evidence.ts';
import type { LedgerDraft } from './ledger-draft.ts';
import type { LedgerSettings } from './ledger-settings.ts';
import type { LedgerMember } from './ledger-state.ts';
import { memberOf, placeOpening } from './place-opening.ts';

const withdraw = (member: LedgerMember, tick: Minute): void => {
  member.closedAt = tick;
  member.closedBecause = 'withdrawn';
};

const reopen = (member: LedgerMember): void => {
  member.closedAt = null;
  member.closedBecause = null;
};

type News = Extract<AlarmChange, { kind: 'news' }>;

const applyToMember = (member: LedgerMember, { edge, finalUntil }: News): void => {
  if (edge.type === 'closed') {
    member.closedAt = edge.minute;
    member.closedBecause = edge.closedBecause;
    return;
  }
  member.evidence = clipEvidence(edge.evidence);
  if (member.closedAt === null) return;
  const closingIsFinal = member.closedBecause !== 'withdrawn' && member.closedAt <= finalUntil;
  if (!closingIsFinal || member.closedAt < edge.minute) reopen(member);
};

/** A member of the crowd is known by hashes: its news are whether it is open, and whether it is the worst of all. */
const applyToCrowd = (draft: LedgerDraft, { edge }: News): void => {
  const held = draft.crowdByHash.get(hash53(edge.id));
  if (held === undefined) return;
  const { incident, entry } = held;
  entry[4] = edge.type === 'closed' ? edge.minute : -1;
  if (edge.type === 'closed' || severityRank(edge.evidence.severity) <= severityRank(incident.severity)) return;
  draft.dropFromCrowd(entry[0]);
  draft.add(incident, memberOf(edge, entry[2]));
};

/** Writes one change into the draft. A change that says what is known already changes nothing. */
export const applyChange = (draft: LedgerDraft, change: AlarmChange, tick: Minute, settings: LedgerSettings): void => {
  switch (change.kind) {
    case 'opening':
      placeOpening(draft, memberOf(change.edge, change.slot), tick, settings);
      break;
    case 'renamed': {
      const held = draft.byAlarm.get(change.from);
      if (held !== undefined) draft.add(held.incident, memberOf(change.edge, change.slot), held.member);
      break;
    }
    case 'withdrawn': {
      const member = draft.byAlarm.get(change.alarmId)?.member;
      if (member !== undefined) withdraw(member, tick);
      break;
    }
    case 'crowd-withdrawn':
      draft.dropFromCrowd(change.alarmHash);
      break;
    case 'still-open': {
      const member = draft.byAlarm.get(change.alarmId)?.member;
      if (member !== undefined) reopen(member);
      break;
    }
    case 'news': {
      const member = draft.byAlarm.get(change.edge.id)?.member;
      if (member === undefined) applyToCrowd(draft, change);
      else applyToMember(member, change);
    }
  }
};
