import type { SkipReason } from '../decode/skip-reason.ts';
import type { EpochMs } from '../units.ts';
import type { Observation } from './observation.ts';

/** Whom a fact is about, as the record says it. What it leaves out, its log group says. */
export interface NamedSubject {
  readonly account?: string;
  readonly region?: string;
  /** As `subjectName` spells it. */
  readonly name: string;
}

export interface RecordFact {
  /** Absent where the record names nobody that a function could be found by. */
  readonly subject: NamedSubject | undefined;
  readonly observation: Observation;
}

/** What one record of another source than a function's own log says: facts, or the reason why there are none. */
export type ParsedRecord =
  | {
      readonly facts: readonly RecordFact[];
      /** When it was complete, where the record knows better than its log event. */
      readonly at?: EpochMs;
    }
  | { readonly skipped: SkipReason };
