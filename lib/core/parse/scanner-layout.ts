// What the scanner and its readers agree on.

/**
 * What an event is, as far as it can be told without decoding it, and how else a run of them ends; the values are those of
 * scanner/line.ts and scanner/run.ts.
 */
export const EVENT = {
  /** Another layout than CloudWatch Logs writes, no JSON, or not all of it is there with the byte behind it. */
  unframed: -1,
  /** Only the parser tells what the line is. */
  unclear: 0,
  started: 1,
  ended: 2,
  reported: 3,
  initStarted: 4,
  /** A line of the function's own below ERROR. */
  app: 5,
  /** No event follows. */
  none: 6,
  /** The next event belongs to another run. */
  another: 7,
} as const;

/** Kinds that runs hold. */
export const RUN_KINDS = 6;

/** Stretches of the text that are found in a payload's beginning; the numbers are those of scanner/index.ts. */
export const HEADER_SPANS = { owner: 0, logGroup: 1, logStream: 2, subscriptionFilters: 3, policyLevel: 4 } as const;

/** Stretches of the text that are found in an event; those that it lacks are empty. */
export const EVENT_SPANS = { id: 0, message: 1, account: 2, region: 3 } as const;

/** The same of a run: account and Region are those of each of its events, the version that of each of its starts. */
export const RUN_SPANS = { account: 4, region: 5, firstId: 6, lastId: 7, version: 8 } as const;

export type Span = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
