/**
 * How much of a long replay fits into one page that still opens on a phone: about 2 MB. What is left out is said on the
 * page, where it would have stood.
 */
export const REPORT_LIMITS = {
  /** Incidents that get an article with a chart; the worst ones. */
  incidents: 500,
  functionRows: 1_000,
  timelineLanes: 40,
  weeks: 12,
  /** Rows of each further table. */
  tableRows: 500,
  /** Functions named within one incident. */
  members: 20,
} as const;
