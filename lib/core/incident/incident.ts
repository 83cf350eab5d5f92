import type { ClosedBecause } from '../detect/alarm-edge.ts';
import type { Evidence } from '../detect/verdict.ts';
import type { FunctionKey } from '../function-key.ts';
import type { Severity, Signal } from '../signal.ts';
import type { EpochMs, Minute } from '../units.ts';

export type ResolvedBecause = 'quiet' | 'accepted' | 'withdrawn' | 'merged';

/** What functions of a fleet incident have in common, when there is such a thing. */
export interface SharedCause {
  readonly kind: 'destination' | 'error-kind' | 'account' | 'region';
  /** Destinations and error kinds come from logs: hostile until rendered. */
  readonly name: string;
}

/** One alarm as a member of an incident. */
export interface IncidentMember {
  /** The alarm's id (`AlarmEdge.id`). */
  readonly alarmId: string;
  readonly function: FunctionKey;
  readonly signal: Signal;
  /** The strongest so far. */
  readonly evidence: Evidence;
  readonly open: boolean;
  /** Window in which the alarm opened. */
  readonly openedAt: Minute;
  readonly closedAt: Minute | null;
  /** `withdrawn`: late data no longer supports the alarm. */
  readonly closedBecause: ClosedBecause | 'withdrawn' | null;
}

/** A stretch of anomalies with one cause. Its id is fixed at first publication. */
export interface Incident {
  readonly id: string;
  readonly status: 'open' | 'resolved';
  /** The worst it has had. */
  readonly severity: Severity;
  /** Signal of the strongest evidence. */
  readonly signal: Signal;
  /** Strongest first. In a storm only the strongest are kept: see {@link functionCount}. Empty never. */
  readonly members: readonly IncidentMember[];
  /** Functions concerned, those whose evidence is not kept included. */
  readonly functionCount: number;
  readonly sharedCause?: SharedCause;
  /** First window of the deviation as known at first publication. */
  readonly startedAt: EpochMs;
  /** End of the evaluation tick that decided to publish. */
  readonly detectedAt: EpochMs;
  /** End of the window that closed the last alarm; the deviation itself ended some quiet minutes before. */
  readonly endedAt: EpochMs | null;
  readonly resolvedBecause?: ResolvedBecause;
  readonly mergedInto?: string;
  /** Counts the published transitions, so that consumers can drop a rare duplicate. Starts at 1. */
  readonly sequence: number;
}

/** What is new since the transition before. */
export type IncidentChange =
  | { readonly kind: 'severity'; readonly from: Severity; readonly to: Severity }
  | { readonly kind: 'functions'; readonly from: number; readonly to: number }
  | { readonly kind: 'signals'; readonly joined: readonly Signal[] }
  | { readonly kind: 'reopened' }
  /** Nothing is new, but it goes on: told so that nobody forgets it. */
  | { readonly kind: 'still-open'; readonly forMinutes: number };

/** What is published: one change of one incident. */
export interface Transition {
  readonly type: 'incident.opened' | 'incident.updated' | 'incident.resolved';
  readonly incident: Incident;
  readonly at: EpochMs;
  /** Empty for an opening. */
  readonly changes: readonly IncidentChange[];
}
