import type { Severity } from '../../core/signal.ts';

/** What `nightjar replay` was asked to do. */
export interface ReplayOptions {
  /** Files and folders; empty for stdin. */
  readonly operands: readonly string[];
  readonly format: 'json' | 'text';
  readonly learnMinutes: number;
  readonly logGroup: string | undefined;
  readonly account: string;
  readonly region: string;
  readonly counts: boolean;
  readonly reportPath: string | undefined;
  /** A metric series to score instead of logs. */
  readonly seriesPath: string | undefined;
  readonly failOn: Severity | undefined;
}
