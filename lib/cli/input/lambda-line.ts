import type { EpochMs } from '../../core/units.ts';
import { leadingTime } from './leading-time.ts';

/** What the first characters of a line say about it. */
export interface LambdaLine {
  /** A line that begins an event; others belong to the event before. */
  readonly begins: boolean;
  /** The event is complete with this line: platform lines have no second one. */
  readonly alone: boolean;
  /** START and INIT_START come before the lines that carry their time. */
  readonly opens: boolean;
  /** The line is surely Lambda's, not just any text. */
  readonly typical: boolean;
  readonly at: EpochMs | undefined;
}

const UUID = '[0-9a-f]{8}-[0-9a-z]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const OPENING = new RegExp(`^(?:START RequestId: ${UUID}|INIT_START |RESTORE_START )`);
const CLOSING = new RegExp(
  `^(?:END RequestId: ${UUID}|INIT_REPORT |RESTORE_REPORT |EXTENSION\\s|LOGS\\s|TELEMETRY\\s)`,
);
const REPORT = new RegExp(`^REPORT RequestId: ${UUID}`);
const FAILURE = new RegExp(`^RequestId: ${UUID} `);
/** Python's default format: `[INFO]<tab>2026-01-06T20:47:00.123Z<tab>…`; without time for uncaught errors. */
const LEVEL = /^\[(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL|TRACE|Information|Warning|Error)\](?:\s+|$)/;
const AFTER_TIME = new RegExp(`^\\s+(?:${UUID}|undefined)\\s`);
/** Longest beginning that is looked at. */
const HEAD_CHARACTERS = 200;

const NOTHING: LambdaLine = { begins: false, alone: false, opens: false, typical: false, at: undefined };

/** Judges one line of raw Lambda log text. Anchored tests on the first characters only. */
export const lambdaLine = (line: string): LambdaLine => {
  const head = line.slice(0, HEAD_CHARACTERS);
  const time = leadingTime(head);
  if (time !== undefined) {
    return { ...NOTHING, begins: true, typical: AFTER_TIME.test(head.slice(time.length)), at: time.at };
  }
  if (OPENING.test(head)) return { ...NOTHING, begins: true, alone: true, opens: true, typical: true };
  if (CLOSING.test(head)) return { ...NOTHING, begins: true, alone: true, typical: true };
  if (REPORT.test(head)) return { ...NOTHING, begins: true, typical: true };
  if (FAILURE.test(head)) return { ...NOTHING, begins: true, typical: true };
  const level = LEVEL.exec(head);
  if (level !== null) {
    const at = leadingTime(head.slice(level[0].length))?.at;
    return { ...NOTHING, begins: true, typical: at !== undefined, at };
  }
  return NOTHING;
};
