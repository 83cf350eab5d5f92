import type { DestinationLists } from '../detect/destination-lists.ts';
import type { AlertPolicy } from '../order/alert-policy.ts';
import type { Severity } from '../signal.ts';
import type { Minute } from '../units.ts';

export interface EvaluateSettings {
  /** The installation's, as ingest folds with. */
  readonly salt: number;
  /** Equal shares of the functions at the beginning; how many there are now is in the table. */
  readonly slots: number;
  /** Evaluation begins only when the backfill is through, or has taken too long. */
  readonly awaitsBackfill?: boolean;
  /** How long an installation only learns after its first evaluation. */
  readonly learningMinutes: number;
  readonly historyDays: number;
  /** Incidents below this are recorded, not sent. */
  readonly minimumSeverity: Severity;
  /** How people are told; the defaults when absent. */
  readonly policy?: AlertPolicy;
  /** Block and allow lists; none when absent. */
  readonly lists?: DestinationLists;
  /** Whether a checkpoint may be made at the end of a window; at the end of a quarter of an hour unless given. */
  readonly isCheckpoint?: (window: Minute) => boolean;
}
