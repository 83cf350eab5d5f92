import type { Severity } from '../signal.ts';
import type { EpochMs } from '../units.ts';
import type { Incident, Transition } from './incident.ts';

/** Why several incidents are told at once. */
export type SummaryCause = 'storm' | 'digest' | 'quiet-hours';

/** One incident in a summary: the newest that happened to it, with its strongest member only. */
export interface SummaryEntry {
  readonly type: Transition['type'];
  readonly incident: Incident;
}

/** Many incidents in one notice. */
export interface AlertSummary {
  readonly type: `summary.${SummaryCause}`;
  /** Names this summary: the same decision has the same id. */
  readonly id: string;
  readonly at: EpochMs;
  /** The worst of its incidents. */
  readonly severity: Severity;
  /** Worst first. */
  readonly entries: readonly SummaryEntry[];
  /** Incidents beyond the entries. */
  readonly more: number;
}

/** What people and programs are sent. */
export type Notice = Transition | AlertSummary;

export const isSummary = (notice: Notice): notice is AlertSummary => notice.type.startsWith('summary.');
