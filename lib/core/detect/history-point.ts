import type { Minute } from '../units.ts';

/** Usual range of one signal at one time; `null` while learning or where there is no bound. */
export interface Band {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What a quarter of an hour knows of further signals; what was usual of these is not kept. */
export interface OtherSignals {
  readonly timeouts: number;
  readonly coldStarts: number;
  /** Highest use; 0 without reports. */
  readonly memoryMbMax: number;
  /** Calls that log lines name. */
  readonly outboundCalls: number;
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
  /** Absent from points that older releases wrote, and where windows came too late. */
  readonly others?: OtherSignals;
  /** What was deployed within the quarter, as in `version 42`; from logs, so hostile until rendered. */
  readonly deploy?: string;
}
