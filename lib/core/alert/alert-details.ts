import type { HistoryPoint } from '../detect/history-point.ts';

/** What is known beside the transition itself when an alert is made. Everything may be missing; lines come from logs. */
export interface AlertDetails {
  /** Log lines of that time as they were found: hostile until rendered. */
  readonly logLines?: readonly string[];
  /** Stream that the first of them is in. */
  readonly logStream?: string;
  /** The last hours of the function with the strongest evidence, ascending, without gaps. */
  readonly history?: readonly HistoryPoint[];
  /** What the deviation costs beyond what is usual, at its worst. */
  readonly dollarsPerHour?: number;
  /** Who looks after the function, by configuration or tags. */
  readonly owner?: string;
  readonly runbookUrl?: string;
}
