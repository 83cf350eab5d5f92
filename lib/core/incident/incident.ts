import type { Evidence } from '../detect/verdict.ts';
import type { FunctionKey } from '../function-key.ts';
import type { Severity, Signal } from '../signal.ts';
import type { EpochMs } from '../units.ts';

export type ResolvedBecause = 'quiet' | 'accepted' | 'withdrawn' | 'merged';

/** What functions of a fleet incident have in common, when there is such a thing. */
export interface SharedCause {
  readonly kind: 'destination' | 'error-kind' | 'account' | 'region';
  readonly name: string;
}

/** One alarm as a member of an incident. */
export interface IncidentMember {
  /** The alarm's id (`AlarmEdge.id`). */
  readonly alarmId: string;
  readonly function: FunctionKey;
  readonly signal: Signal;
  readonly evidence: Evidence;
  readonly open: boolean;
}

/** A stretch of anomalies with one cause. Its id is fixed at first publication. */
export interface Incident {
  readonly id: string;
  readonly status: 'open' | 'resolved';
  readonly severity: Severity;
  /** Signal of the strongest evidence. */
  readonly signal: Signal;
  readonly members: readonly IncidentMember[];
  readonly sharedCause?: SharedCause;
  readonly startedAt: EpochMs;
  /** End of the evaluation tick that decided to publish. */
  readonly detectedAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly resolvedBecause?: ResolvedBecause;
  readonly mergedInto?: string;
  /** Counts the published transitions, so that consumers can drop a rare duplicate. */
  readonly sequence: number;
}

/** What is published: one change of one incident. */
export interface Transition {
  readonly type: 'incident.opened' | 'incident.updated' | 'incident.resolved';
  readonly incident: Incident;
  readonly at: EpochMs;
}
