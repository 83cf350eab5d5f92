/** Why something was read the slow way, with the same result. A closed set: ingest's log counts each. */
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

/** What is read the slow way however well the fast one works: other sources, errors, what is no payload at all. */
const BY_DESIGN: ReadonlySet<FallbackReason> = new Set(['payload_bytes', 'payload_not_lambda', 'line_unclear']);

/** Payloads and events whose layout the fast way does not know. Few ever: many mean that AWS changed it, or Node zlib. */
export const unknownLayouts = (fallbacks: ReadonlyMap<FallbackReason, number>): number => {
  let unknown = 0;
  for (const [reason, count] of fallbacks) if (!BY_DESIGN.has(reason)) unknown += count;
  return unknown;
};

export type PayloadFallback = Extract<FallbackReason, `payload_${string}`>;
