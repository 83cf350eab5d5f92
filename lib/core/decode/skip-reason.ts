/** Why an event was not folded. A closed set, since each becomes a metric dimension. */
export const SKIP_REASONS = [
  /** CloudWatch Logs checked that the destination is reachable. */
  'control_message',
  /** The entry is no object, or has neither message nor timestamp. */
  'event_malformed',
  'message_not_text',
  /** No number, or no instant in milliseconds between 2014 and 2100 (seconds end up here). */
  'timestamp_invalid',
  /** The line that names a flow log's columns. */
  'flow_log_header',
  /** A flow log row of a format that is neither the default one nor configured. */
  'flow_log_fields_unknown',
  'flow_log_malformed',
  'dns_query_malformed',
  /** A CloudTrail record that is no API call: an Insight, an event of a service. */
  'cloudtrail_no_call',
  'span_malformed',
  /** A Lambda platform line, but neither log group nor stream names a function. */
  'unnamed_function',
  /** The `.local` twin of a web function's log group repeats lines that are read from the other one. */
  'web_function_twin',
  'capacity_provider',
  'lambda_insights',
  /** Embedded metric format: measurements, not log lines. */
  'embedded_metrics',
  /** Begins like a platform line or record, but lacks what it must have. */
  'platform_line_malformed',
  /** A `platform.*` record of a type this version does not know. */
  'platform_event_unknown',
  /** In a stream that is not Lambda's, and like nothing that is known. */
  'unrecognised',
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

/** Adds `count` skipped events under `reason`. */
export const countSkipped = (skipped: Map<SkipReason, number>, reason: SkipReason, count = 1): void => {
  skipped.set(reason, (skipped.get(reason) ?? 0) + count);
};
