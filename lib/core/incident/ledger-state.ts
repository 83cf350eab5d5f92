import type { ClosedBecause } from '../detect/alarm-edge.ts';
import type { Evidence } from '../detect/verdict.ts';
import type { FunctionKey } from '../function-key.ts';
import type { Severity, Signal } from '../signal.ts';
import type { EpochMs, Minute } from '../units.ts';
import type { ResolvedBecause } from './incident.ts';

/**
 * Everything the fleet step remembers from tick to tick: plain data, stored as JSON. Unlike detector state it is never
 * replayed, so what was published stays true. Only `advanceLedger` writes it.
 */
export interface Ledger {
  readonly v: 1;
  /** `now` of the newest tick taken in; ticks that are not later change nothing. */
  readonly now: EpochMs | null;
  readonly slots: readonly LedgerSlot[];
  readonly incidents: readonly LedgerIncident[];
}

export interface LedgerSlot {
  readonly slot: number;
  readonly finalUntil: Minute;
  readonly until: Minute;
  readonly activeFunctions: number;
}

export interface LedgerIncident {
  /** Made of the first alarm; known outside once `published` is set, and never changed. */
  readonly id: string;
  /** Tick minute at which the first alarm came in. */
  readonly arrivedAt: Minute;
  startedAt: Minute;
  severity: Severity;
  members: LedgerMember[];
  /** Members of a storm whose evidence is not kept. */
  crowd: CrowdMember[];
  /** What made it a fleet incident: see `fleet-keys.ts`. Empty for an incident of one function. */
  fleetKeys: string[];
  published: LedgerPublication | null;
  resolved: LedgerResolution | null;
}

export interface LedgerMember {
  readonly alarmId: string;
  readonly slot: number;
  readonly function: FunctionKey;
  readonly signal: Signal;
  readonly openedAt: Minute;
  /** Why it is told as an alarm of {@link function}, where it was raised for something else. */
  readonly attribution?: string;
  evidence: Evidence;
  closedAt: Minute | null;
  closedBecause: ClosedBecause | 'withdrawn' | null;
}

/**
 * A member by hashes: enough to see it close and to count functions. `closedAt` is −1 while open. `home` is the hash of
 * where the alarm is evaluated, where that is not its function.
 */
export type CrowdMember = [
  alarmHash: number,
  functionHash: number,
  slot: number,
  openedAt: number,
  closedAt: number,
  home?: number,
];

/** What was last told about an incident, to see what is new. */
export interface LedgerPublication {
  readonly sequence: number;
  readonly detectedAt: EpochMs;
  /** Tick minute of the newest transition. */
  readonly toldAt: Minute;
  readonly severity: Severity;
  readonly functionCount: number;
  readonly signals: readonly Signal[];
  /** Reminders since it was opened; none when absent. */
  readonly reminders?: number | undefined;
}

export interface LedgerResolution {
  /** Tick minute of the resolution. */
  readonly at: Minute;
  readonly endedAt: EpochMs;
  readonly because: ResolvedBecause;
  readonly mergedInto: string | null;
}

export const emptyLedger = (): Ledger => ({ v: 1, now: null, slots: [], incidents: [] });
