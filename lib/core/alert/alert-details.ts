/** What is known beside the transition itself when an alert is made. Everything may be missing; lines come from logs. */
export interface AlertDetails {
  /** Log lines of that time as they were found: hostile until rendered. */
  readonly logLines?: readonly string[];
  /** Who looks after the function, by configuration or tags. */
  readonly owner?: string;
  readonly runbookUrl?: string;
}
