import { type LogLevel, logLevelOf } from './log-level.ts';
import { REQUEST_ID_LENGTH, requestIdAt } from './request-id.ts';

/** A text line of the function's own, with the runtime's prefix taken off. */
export interface AppText {
  readonly level: LogLevel | undefined;
  readonly requestId: string | undefined;
  /** The runtime wrote time and request id in front: the line went through its logger. */
  readonly hasPrefix: boolean;
  /** What was logged. */
  readonly body: string;
}

/** Longest prefix: time, id, level, blanks between. */
const MAX_PREFIX = 160;
const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?$/;
const MASKED_TIME = /^[\dX]{4}-[\dX]{2}-[\dX]{2} [\dX]{2}:[\dX]{2}:[\dX]{2}\.[\dX]{3}$/;
const GO_DATE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? /;
const DASHED = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{3}(?: - |\s+)\[?([A-Za-z]{3,11})\]?(?: - |[\s:])/;
const RUBY = /^[A-Z], \[[0-9T:.-]{10,32} #\d{1,10}\] {1,3}([A-Z]{3,7}) (.*)$/s;
const BRACKETED = /^\[([A-Za-z]{3,11})\]/;
/** Tracers put their ids in front of the message. */
const TRACE_CONTEXT = /^\[dd\.trace_id=[^\]]{0,80}\] /;

/** Reads the line as the runtimes' own loggers write it; anything else is a body without prefix. */
export const readAppText = (message: string): AppText =>
  readTabbed(message) ?? readBracketed(message) ?? readRuby(message) ?? readDated(message) ?? plain(message);

const plain = (body: string): AppText => ({ level: undefined, requestId: undefined, hasPrefix: false, body });

const withoutTraceContext = (body: string): string => body.replace(TRACE_CONTEXT, '');

/** Splits off the next field: up to a tab, or up to two blanks where a tool replaced tabs. */
const nextField = (text: string, start: number): { field: string; next: number } | undefined => {
  for (let index = start; index < Math.min(text.length, start + MAX_PREFIX); index++) {
    const isTab = text[index] === '\t';
    if (!isTab && !(text[index] === ' ' && text[index + 1] === ' ')) continue;
    let next = index + 1;
    if (!isTab) while (text[next] === ' ') next++;
    return { field: text.slice(start, index), next };
  }
  return undefined;
};

/** Node and .NET: `<ISO>Z⇥<id>⇥LEVEL⇥msg`; Node ≤ 8 without level; the id is `undefined` during initialisation. */
const readTabbed = (message: string): AppText | undefined => {
  const time = nextField(message, 0);
  if (time === undefined || !(ISO_TIME.test(time.field) || MASKED_TIME.test(time.field))) return undefined;
  const second = nextField(message, time.next);
  const levelFirst = second === undefined ? undefined : logLevelOf(second.field);
  if (second !== undefined && levelFirst !== undefined) {
    const body = withoutTraceContext(message.slice(second.next));
    return { level: levelFirst, requestId: undefined, hasPrefix: true, body };
  }
  const requestId = requestIdAt(message, time.next);
  const isUndefined = second?.field === 'undefined';
  if (second === undefined || (second.field !== requestId && !isUndefined)) return undefined;
  const third = nextField(message, second.next);
  const level = third === undefined ? undefined : logLevelOf(third.field.trim());
  const body = message.slice(third === undefined || level === undefined ? second.next : third.next);
  return { level, requestId, hasPrefix: true, body: withoutTraceContext(body) };
};

/** Python `[LEVEL]⇥<ISO>Z⇥<id>⇥msg`, PowerShell `[Error] - msg`, Java `[LEVEL] msg`. */
const readBracketed = (message: string): AppText | undefined => {
  const bracket = BRACKETED.exec(message);
  const level = logLevelOf(bracket?.[1] ?? '');
  if (bracket === null || level === undefined) return undefined;
  const start = bracket[0].length;
  const time = nextField(message, skipBlanks(message, start));
  if (time === undefined || !ISO_TIME.test(time.field)) {
    return { level, requestId: undefined, hasPrefix: false, body: message.slice(skipBlanks(message, start)) };
  }
  const requestId = requestIdAt(message, time.next);
  const idEnd = time.next + (requestId === undefined ? 0 : REQUEST_ID_LENGTH);
  return { level, requestId, hasPrefix: true, body: withoutTraceContext(message.slice(skipBlanks(message, idEnd))) };
};

const skipBlanks = (text: string, start: number): number => {
  let index = start;
  while (text[index] === ' ' || text[index] === '\t') index++;
  return index;
};

/** Ruby `I, [<time> #<pid>]  INFO <id> -- <prog>: <msg>`. */
const readRuby = (message: string): AppText | undefined => {
  if (message[1] !== ',') return undefined;
  const ruby = RUBY.exec(message);
  const level = logLevelOf(ruby?.[1] ?? '');
  const rest = ruby?.[2] ?? '';
  if (level === undefined) return undefined;
  const separator = rest.slice(0, MAX_PREFIX).indexOf('-- ');
  const body = separator < 0 ? rest : rest.slice(separator + 3);
  return { level, requestId: requestIdAt(rest, 0), hasPrefix: true, body };
};

/** Go's log package, and loggers that write `<date> - LEVEL - msg`. */
const readDated = (message: string): AppText | undefined => {
  const go = GO_DATE.exec(message);
  if (go !== null)
    return { level: undefined, requestId: undefined, hasPrefix: true, body: message.slice(go[0].length) };
  const dashed = DASHED.exec(message);
  const level = logLevelOf(dashed?.[1] ?? '');
  if (dashed === null || level === undefined) return undefined;
  return { level, requestId: undefined, hasPrefix: true, body: message.slice(dashed[0].length) };
};
