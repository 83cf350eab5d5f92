/** Why something was read the slow way, with the same result. A closed set: each becomes a metric dimension. */
export const FALLBACK_REASONS = [
  /** zlib does not work as the window needs it: another version of Node. Everything is read the slow way. */
  'payload_no_window',
  /** No base64 of gzip, damaged, or too large. */
  'payload_bytes',
  /** The beginning of the payload has another layout. */
  'payload_header',
  /** Another source's log, or a batch that is not to be counted. */
  'payload_not_lambda',
  /** An event that does not fit into the window, or is no JSON object. */
  'payload_event',
  /** The end of the payload has another layout: several joined ones, keys behind the events. */
  'payload_tail',
  /** The event has another layout than CloudWatch Logs writes today. */
  'event_layout',
  /** A line that only the parser can tell: errors above all. */
  'line_unclear',
] as const;

export type FallbackReason = (typeof FALLBACK_REASONS)[number];

export type PayloadFallback = Extract<FallbackReason, `payload_${string}`>;
