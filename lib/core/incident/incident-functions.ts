import { subjectIdOf } from '../detect/alarm-edge.ts';
import type { FunctionKey } from '../function-key.ts';
import { functionIdOf } from '../function-key.ts';
import { hash53 } from '../hash.ts';
import { homeOf } from '../subject-home.ts';
import type { LedgerIncident } from './ledger-state.ts';

/** Short name of a function inside the ledger, for crowds. */
export const functionHashOf = (key: FunctionKey): number => hash53(functionIdOf(key));

/** Short name of where an alarm is evaluated. */
export const homeHashOf = (alarmId: string): number => hash53(homeOf(subjectIdOf(alarmId)));

/** Distinct functions of an incident, withdrawn ones left out while others remain. */
export const countFunctions = (incident: LedgerIncident): number => {
  const hashes = new Set<number>();
  for (const member of incident.members) {
    if (member.closedBecause !== 'withdrawn') hashes.add(functionHashOf(member.function));
  }
  for (const [, functionHash] of incident.crowd) hashes.add(functionHash);
  return Math.max(1, hashes.size);
};
