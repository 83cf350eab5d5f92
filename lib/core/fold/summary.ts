import { BoundedCounts } from './bounded-counts.ts';
import { DurationSketch } from './duration-sketch.ts';
import type { FailureMarks } from './failure-marks.ts';
import type { OutsideFacts } from './outside-facts.ts';

/**
 * Everything the logs of one function said about one minute, as integers.
 *
 * A commutative monoid under `mergeInto` with `emptySummary()` as identity: partial summaries of the same minute may
 * be merged in any order and grouping and give the same bits. A summary depends only on the set of its events, not on
 * how they were batched. Bounded in size whatever the logs contain.
 */
export interface Summary {
  /** START lines or `platform.start` records. */
  starts: number;
  /** REPORT lines or `platform.report` records. */
  reports: number;
  /** Reports with an init or restore duration. */
  coldStarts: number;
  /** ERROR and FATAL application lines that do not fail the invocation. */
  errorLines: number;
  /** Evidence of failed invocations; one invocation may leave several marks, in several minutes. Absent while none failed. */
  failures: FailureMarks | undefined;
  /** Failures that arrive already counted (window records, backfill): no marks to unite. */
  countedErrors: number;
  /** The part of {@link countedErrors} that timed out. */
  countedTimeouts: number;
  /** Names of {@link countedErrors}. */
  countedErrorKinds: BoundedCounts;
  /** Of reports; a sample where the source is one. */
  durations: DurationSketch;
  /** Exact sum of the reported durations, in microseconds so that it stays an integer. */
  durationUsSum: number;
  durationUsMax: number;
  billedMsSum: number;
  /** Sum of init and restore durations, µs. */
  initUsSum: number;
  /** Largest `Max Memory Used` of the minute, MB; 0 when no report says. */
  memoryUsedMbMax: number;
  /** Largest `Memory Size` of the minute, MB; 0 when no report says. */
  memorySizeMb: number;
  /** STARTs per function version. */
  versions: BoundedCounts;
  /** Calls per `host[:port]`, lower case, as observed; those of {@link riskyDestinations} apart. */
  destinations: BoundedCounts;
  /** Calls to destinations that look dangerous by themselves, capped apart so that a flood cannot hide them. */
  riskyDestinations: BoundedCounts;
  /** What flow, DNS, CloudTrail and span logs said; absent while they said nothing, as for most minutes. */
  outside?: OutsideFacts;
}

/** Most names that a summary keeps of each sort. Real functions have a handful. */
export const SUMMARY_CAPS = { versions: 8, errorKinds: 24, destinations: 48, riskyDestinations: 32 } as const;

/** The identity of `mergeInto`. `salt` is the installation's: summaries of different salts must not be merged. */
export const emptySummary = (salt: number): Summary => ({
  starts: 0,
  reports: 0,
  coldStarts: 0,
  errorLines: 0,
  failures: undefined,
  countedErrors: 0,
  countedTimeouts: 0,
  countedErrorKinds: new BoundedCounts(SUMMARY_CAPS.errorKinds, salt),
  durations: new DurationSketch(),
  durationUsSum: 0,
  durationUsMax: 0,
  billedMsSum: 0,
  initUsSum: 0,
  memoryUsedMbMax: 0,
  memorySizeMb: 0,
  versions: new BoundedCounts(SUMMARY_CAPS.versions, salt),
  destinations: new BoundedCounts(SUMMARY_CAPS.destinations, salt),
  riskyDestinations: new BoundedCounts(SUMMARY_CAPS.riskyDestinations, salt),
});
