import type { LogLevel } from './log-level.ts';

/** What a REPORT line or `platform.report` record measured. Integers; absent where the platform did not say. */
export interface ReportFigures {
  readonly durationUs: number;
  readonly billedMs?: number;
  readonly memorySizeMb?: number;
  /** High-water mark of the environment, not of the invocation. */
  readonly memoryUsedMb?: number;
  /** On-demand initialisation before this invocation. */
  readonly initUs?: number;
  /** SnapStart restore before this invocation. */
  readonly restoreUs?: number;
}

/** One fact parsed from one log event. An event may hold several: a REPORT with `Status: timeout` reports and fails. */
export type Observation =
  /** An execution environment began to initialise; maybe without any invocation. */
  | { readonly kind: 'init-started' }
  | { readonly kind: 'init-reported'; readonly durationUs: number }
  /**
   * Initialisation failed. In phase `init` the platform tries again within the invocation, so that this fails nobody
   * yet; in phase `invoke` that second try failed, and the invocation with it.
   */
  | { readonly kind: 'init-failed'; readonly phase: 'init' | 'invoke'; readonly errorKind: string }
  | { readonly kind: 'invocation-started'; readonly requestId: string; readonly version: string | undefined }
  | { readonly kind: 'invocation-ended'; readonly requestId: string }
  | { readonly kind: 'invocation-reported'; readonly requestId: string; readonly figures: ReportFigures }
  /** Evidence that an invocation failed; one failure may leave several. Without id where the runtime prints none. */
  | { readonly kind: 'invocation-failed'; readonly requestId: string | undefined; readonly errorKind: string }
  /** A line of the function's own below ERROR, or of unknown level. */
  | { readonly kind: 'app-line'; readonly level: LogLevel | undefined }
  /** A line of level ERROR or FATAL that does not by itself fail the invocation. */
  | { readonly kind: 'error-line'; readonly level: LogLevel }
  /** An application line names a host; a hint, not a measurement. At most one per line and destination. */
  | { readonly kind: 'outbound-call'; readonly destination: string }
  /** Extensions, subscriptions, restores: life of the environment without a figure that is watched. */
  | { readonly kind: 'environment-event' }
  /** The platform dropped log lines: counts of this minute are too low. */
  | { readonly kind: 'logs-dropped'; readonly records: number }
  /** A line of a web function: many requests to one environment, no line per request. */
  | { readonly kind: 'web-function-line' };

export type ObservationKind = Observation['kind'];
