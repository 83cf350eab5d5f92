import type { EpochMs } from '../../../core/units.ts';

/** One log event as a function or the platform wrote it. */
export interface LogLine {
  readonly logStream: string;
  readonly timestamp: EpochMs;
  readonly message: string;
}
