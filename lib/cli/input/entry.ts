import type { LogEvent } from '../../core/decode/log-batch.ts';
import type { PlainSummary } from '../../core/fold/plain-summary.ts';
import type { Summary } from '../../core/fold/summary.ts';
import type { FunctionId } from '../../core/function-key.ts';
import type { EpochMs, Minute } from '../../core/units.ts';

/** Which stream an event belongs to. One object per stream and reader, so that comparing starts with identity. */
export interface Origin {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Owner, group and stream as one string: the order and the identity of origins. */
  readonly key: string;
}

/** One log event on its way into the replay. */
export interface LogEntry {
  readonly kind: 'log';
  readonly at: EpochMs;
  readonly origin: Origin;
  readonly event: LogEvent;
  /** Place among the inputs and within its input: the last resort that makes the order total. */
  readonly file: number;
  readonly place: number;
}

/** One window record on its way into the replay. */
export interface WindowEntry {
  readonly kind: 'window';
  readonly at: EpochMs;
  readonly functionId: FunctionId;
  readonly minute: Minute;
  readonly summary: Summary | PlainSummary;
  /** The record as it was read, for the spill. */
  readonly line: string;
}

export type Entry = LogEntry | WindowEntry;

export const originOf = (owner: string, logGroup: string, logStream: string): Origin => ({
  owner,
  logGroup,
  logStream,
  key: `${owner}\n${logGroup}\n${logStream}`,
});
