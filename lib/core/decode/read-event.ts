import { type EpochMs, epochMs } from '../units.ts';
import type { LogEvent } from './log-batch.ts';
import type { SkipReason } from './skip-reason.ts';

/** Lambda's launch year: nothing that is a Lambda log is older, and seconds taken for milliseconds are. */
export const EARLIEST_MS = Date.UTC(2014, 0, 1);
export const LATEST_MS = Date.UTC(2100, 0, 1);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number of milliseconds within the years in which Lambda logs can have been written. */
export const readTimestamp = (value: unknown): EpochMs | undefined =>
  typeof value === 'number' && value >= EARLIEST_MS && value < LATEST_MS ? epochMs(Math.floor(value)) : undefined;

/** One entry of `logEvents`, or why it is none. */
export const readEvent = (entry: unknown): LogEvent | SkipReason => {
  if (!isObject(entry) || !('message' in entry && 'timestamp' in entry)) return 'event_malformed';
  const { id, message, extractedFields } = entry;
  if (typeof message !== 'string') return 'message_not_text';
  const timestamp = readTimestamp(entry['timestamp']);
  if (timestamp === undefined) return 'timestamp_invalid';
  const event = { id: typeof id === 'string' ? id : '', timestamp, message };
  return isObject(extractedFields) ? { ...event, ...sourceOf(extractedFields) } : event;
};

const sourceOf = (extracted: Readonly<Record<string, unknown>>): { account?: string; region?: string } => {
  const account = extracted['@aws.account'];
  const region = extracted['@aws.region'];
  return {
    ...(typeof account === 'string' && { account }),
    ...(typeof region === 'string' && { region }),
  };
};
