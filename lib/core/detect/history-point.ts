import type { Minute } from '../units.ts';

/** Usual range of one signal at one time; `null` while learning or where there is no bound. */
export interface Band {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A quarter of an hour of one function: what charts, sparklines and `explain` draw from. */
export interface HistoryPoint {
  /** First minute of the quarter. */
  readonly minute: Minute;
  readonly invocations: number;
  readonly errors: number;
  /** Median of the reported durations; `null` without reports. */
  readonly durationMsMedian: number | null;
  /** Per quarter of an hour, as {@link invocations}. */
  readonly invocationsBand: Band;
  readonly errorsBand: Band;
  readonly durationMsBand: Band;
  /** What was deployed within the quarter, as in `version 42`; from logs, so hostile until rendered. */
  readonly deploy?: string;
}
