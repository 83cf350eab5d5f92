/**
 * Nightjar's own CloudWatch metrics: few and of the whole fleet, since a metric per function and signal would cost more
 * than everything else together. Handlers write them in embedded metric format, alarms and dashboard read them.
 * The one dimension is {@link METRIC_DIMENSION}.
 */
export const METRIC_NAMESPACE = 'Nightjar';

/** Tells installations of one account apart; its value is the environment's `installation`. */
export const METRIC_DIMENSION = 'Installation';

/** The name of a figure: its key with a capital letter. What writes metrics needs no list of them. */
export const metricNameOf = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

export const METRIC_NAMES = {
  /** Log events read by ingest. Count. */
  eventsIngested: 'EventsIngested',
  /** Log events that could not be read, whatever the reason; the line beside the metric has the reasons. Count. */
  eventsSkipped: 'EventsSkipped',
  /** Deliveries that were known already and counted nothing. Count. */
  duplicateBatches: 'DuplicateBatches',
  /**
   * Payloads and events whose layout the fast way does not know, parsed with the same result; the line beside the metric has
   * the reasons, and those that are no surprise. Absent when there are none. Count.
   */
  fallbacks: 'Fallbacks',
  /** Function-minutes that came after their evaluation. Count. */
  lateMinutes: 'LateMinutes',
  /** Commits whose summaries had expired before evaluation read them: it stood still for days. Count. */
  lostCommits: 'LostCommits',
  /** Deliveries and records that hold events of another one, which therefore count twice: see ADR 13. Count. */
  overlappingDeliveries: 'OverlappingDeliveries',
  /** Ticks that ran to their end: one a minute. Its absence is the heartbeat alarm. Count. */
  ticks: 'Ticks',
  /** From the end of the newest evaluated minute to the end of the evaluation. Milliseconds. */
  evaluationLag: 'EvaluationLag',
  /** Functions with a baseline. Count. */
  functionsTracked: 'FunctionsTracked',
  /** Of the fleet's newest window, as logs tell it: invocations that timed out. Count. */
  timeouts: 'Timeouts',
  /** … that waited for a new process. Count. */
  coldStarts: 'ColdStarts',
  /** … calls that log lines name. Count. */
  outboundCalls: 'OutboundCalls',
  /** … functions that used nine tenths of their memory or more. Count. */
  functionsNearMemoryLimit: 'FunctionsNearMemoryLimit',
  /** Log groups that are wanted and take no filter, as of subscribe's last run. Count. */
  logGroupsBlind: 'LogGroupsBlind',
  /** Functions that are not seen, or not fully, as of subscribe's last look at all of them. Count. */
  functionsBlind: 'FunctionsBlind',
  /** Invocations of ingest that were given own lines, and runs of subscribe that stopped for a circle. Count. */
  circles: 'Circles',
  /** Incidents open after the tick. Count. */
  incidentsOpen: 'IncidentsOpen',
  /** Incident transitions that SNS accepted. Count. */
  alertsPublished: 'AlertsPublished',
  /** Incident transitions that SNS refused; they stay in the outbox. Count. */
  publishFailures: 'PublishFailures',
} as const;
