import { type EpochMs, epochMs } from '../../../core/units.ts';
import type { FunctionProfile } from './function-profile.ts';
import type { Invocation } from './invocation.ts';
import { jsonWriter } from './json-writer.ts';
import type { LogLine } from './log-line.ts';
import { textWriter } from './text-writer.ts';

/** How one log format says things about an invocation of a function. */
export interface LineWriter {
  readonly initStart: (profile: FunctionProfile, invocation: Invocation, at: EpochMs) => string;
  readonly start: (profile: FunctionProfile, invocation: Invocation) => string;
  readonly information: (profile: FunctionProfile, invocation: Invocation, at: EpochMs, text: string) => string;
  /** What the runtime prints about an error that the handler did not catch. */
  readonly uncaught: (profile: FunctionProfile, invocation: Invocation, failure: UncaughtError) => string;
  /** END and REPORT, or their JSON forms. */
  readonly end: (profile: FunctionProfile, invocation: Invocation) => readonly string[];
}

export interface UncaughtError {
  readonly errorType: string;
  readonly message: string;
}

/** Every log event of one invocation, oldest first. */
export const logLinesOf = (profile: FunctionProfile, invocation: Invocation): LogLine[] => {
  const writer = profile.logFormat === 'JSON' ? jsonWriter : textWriter;
  const { logStream, startedAt, endedAt, initMs, outcome, calls } = invocation;
  const lines: LogLine[] = [];
  const write = (timestamp: EpochMs, message: string): void => {
    lines.push({ logStream, timestamp, message });
  };
  if (initMs !== null) {
    const initAt = epochMs(startedAt - Math.ceil(initMs));
    write(initAt, writer.initStart(profile, invocation, initAt));
  }
  write(startedAt, writer.start(profile, invocation));
  write(startedAt, writer.information(profile, invocation, startedAt, profile.activity));
  calls.forEach((call, index) => {
    const at = epochMs(startedAt + Math.floor(((endedAt - startedAt) * (index + 1)) / (calls.length + 1)));
    write(at, writer.information(profile, invocation, at, `called https://${call.host}${call.path}`));
  });
  if (outcome.kind === 'failure') write(endedAt, writer.uncaught(profile, invocation, outcome.failure));
  for (const message of writer.end(profile, invocation)) write(endedAt, message);
  return lines;
};

/** Billed time includes initialisation (AWS Lambda since 2025-08-01) and is rounded up to a millisecond. */
export const billedMs = (invocation: Invocation): number => Math.ceil(invocation.durationMs + (invocation.initMs ?? 0));
