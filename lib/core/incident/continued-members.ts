import { functionIdOf } from '../function-key.ts';
import type { LedgerMember } from './ledger-state.ts';

const keyOf = ({ function: key, signal, evidence }: LedgerMember): string =>
  `${functionIdOf(key)}|${signal}|${evidence.direction}`;

/**
 * Members that are over and that another alarm of the same function, signal and direction stands for: the newest that
 * was not withdrawn. They are no longer shown; stored they stay until nothing can bring them back.
 */
export const continuedMembers = (members: readonly LedgerMember[]): ReadonlySet<LedgerMember> => {
  const newest = new Map<string, LedgerMember>();
  for (const member of members) {
    const known = newest.get(keyOf(member));
    const isNewer = known === undefined || member.openedAt > known.openedAt;
    if (member.closedBecause !== 'withdrawn' && isNewer) newest.set(keyOf(member), member);
  }
  return new Set(
    members.filter((member) => {
      const standsFor = newest.get(keyOf(member));
      return member.closedAt !== null && standsFor !== undefined && standsFor !== member;
    }),
  );
};
