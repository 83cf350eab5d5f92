import type { EpochMs } from '../../core/units.ts';
import { leadingTime } from './leading-time.ts';

/** Formats that put a time, and maybe a stream, before each event. */
export type TimedFormat = 's3-export' | 'tail-short' | 'tail-detailed' | 'sam-logs';

/** The head of an event in such a format. */
export interface TimedLine {
  readonly format: TimedFormat;
  readonly at: EpochMs;
  readonly stream: string | undefined;
  readonly message: string;
}

/** `2026/01/06/[$LATEST]<32 hex>`, with a function's name before the bracket in shared groups. */
const STREAM = /^\d{4}\/\d\d\/\d\d\/[A-Za-z0-9_-]{0,64}\[[^\]\s]{1,64}\][0-9A-Za-z]{8,64}$/;
const HEAD_CHARACTERS = 640;

/**
 * Reads the head that one of the formats writes before an event:
 * - export to S3: `<ISO time with Z> <message>`
 * - `aws logs tail`: `<ISO time with +00:00> <stream> <message>`; `--format short`: `<ISO time without zone> <message>`
 * - `sam logs`: `<stream> <ISO time> <message>`
 *
 * A tab after the time is Lambda's own line, not a head.
 */
export const timedLine = (line: string): TimedLine | undefined => {
  const head = line.slice(0, HEAD_CHARACTERS);
  const time = leadingTime(head);
  if (time === undefined) return samLine(line, head);
  if (head[time.length] !== ' ' && head.length !== time.length) return undefined;
  const rest = line.slice(time.length + 1);
  if (time.zone === '+00:00') {
    const blank = rest.indexOf(' ');
    const stream = blank === -1 ? rest : rest.slice(0, blank);
    return { format: 'tail-detailed', at: time.at, stream, message: blank === -1 ? '' : rest.slice(blank + 1) };
  }
  if (time.zone === 'Z' && head[10] === 'T')
    return { format: 's3-export', at: time.at, stream: undefined, message: rest };
  if (time.zone === '' && time.length === 19 && head[10] === 'T') {
    return { format: 'tail-short', at: time.at, stream: undefined, message: rest };
  }
  return undefined;
};

const samLine = (line: string, head: string): TimedLine | undefined => {
  const blank = head.indexOf(' ');
  if (blank < 12 || !STREAM.test(head.slice(0, blank))) return undefined;
  const time = leadingTime(head.slice(blank + 1));
  if (time === undefined) return undefined;
  const message = line.slice(blank + 1 + time.length + 1);
  return { format: 'sam-logs', at: time.at, stream: head.slice(0, blank), message };
};
