import type { EpochMs } from '../../core/units.ts';
import { leadingTime } from './leading-time.ts';

/** Where the JSON log format and the usual loggers put the time. */
const TIME_FIELD = /"(?:time|timestamp|ts|@timestamp)"\s*:\s*"/g;
/** Looked at only so far: the field stands near the beginning or the end. */
const WINDOW_CHARACTERS = 4_096;

/**
 * The time that a log line in JSON says of itself, found without parsing it.
 * Example: `{"time":"2026-01-06T20:47:00.000Z","type":"platform.start",…}`.
 */
export const jsonLineTime = (line: string): EpochMs | undefined =>
  timeIn(line.slice(0, WINDOW_CHARACTERS)) ?? timeIn(line.slice(WINDOW_CHARACTERS).slice(-WINDOW_CHARACTERS));

const timeIn = (text: string): EpochMs | undefined => {
  for (const match of text.matchAll(TIME_FIELD)) {
    const time = leadingTime(text.slice(match.index + match[0].length, match.index + match[0].length + 40));
    if (time !== undefined) return time.at;
  }
  return undefined;
};
