import type { AlarmEdge } from '../detect/alarm-edge.ts';
import type { EpochMs, Minute } from '../units.ts';

/** What one tick brings. */
export interface LedgerInput {
  /** End of the tick: the moment at which what it decides is published. */
  readonly now: EpochMs;
  /** Slots that were evaluated in this tick; one that is missing changes nothing of its functions. */
  readonly slots: readonly SlotEdges[];
}

/**
 * Alarm edges of one slot. Windows up to `finalUntil` are in the checkpoint and never told again, so `finalUntil` must
 * not pass the `until` of the slot's tick before: an edge that is first told too late to be re-derived would be lost.
 */
export interface SlotEdges {
  readonly slot: number;
  /** Edges up to here are final. */
  readonly finalUntil: Minute;
  readonly until: Minute;
  /** Every edge in (finalUntil, until] as re-derived now; earlier ones may be among them. */
  readonly edges: readonly AlarmEdge[];
  /** Functions of the slot that were heard of lately. */
  readonly activeFunctions: number;
}
