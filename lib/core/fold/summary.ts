import type { BoundedCounts } from './bounded-counts.ts';
import type { DurationSketch } from './duration-sketch.ts';
import type { FailureMarks } from './failure-marks.ts';

/**
 * Everything the logs of one function said about one minute, as integers.
 *
 * A commutative monoid under `mergeInto` with `emptySummary()` as identity: partial summaries of the same minute may
 * be merged in any order and grouping and give the same bits. Bounded in size whatever the logs contain.
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
  /** Evidence of failed invocations; one invocation may leave several marks, in several minutes. */
  failures: FailureMarks;
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
  /** Calls per `host[:port]`, lower case, as observed. */
  destinations: BoundedCounts;
}
