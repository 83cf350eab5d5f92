import { severityRank } from '../signal.ts';
import type { LedgerMember } from './ledger-state.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Strongest first: severity, then surprise, then age; withdrawn ones last. A total order. */
export const strongestFirst = (a: LedgerMember, b: LedgerMember): number =>
  Number(a.closedBecause === 'withdrawn') - Number(b.closedBecause === 'withdrawn') ||
  severityRank(b.evidence.severity) - severityRank(a.evidence.severity) ||
  b.evidence.score - a.evidence.score ||
  a.openedAt - b.openedAt ||
  byText(a.alarmId, b.alarmId);
