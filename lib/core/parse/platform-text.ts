import { EXIT_KIND, errorKindOf, isPlatformErrorKind, TIMEOUT_KIND } from './error-kind.ts';
import type { Observation } from './observation.ts';
import type { ParsedLine } from './parse-lambda-line.ts';
import { failureKindOf, reportFieldsOf, textFiguresOf, usOfMs } from './report-fields.ts';
import { REQUEST_ID_LENGTH, requestIdAt } from './request-id.ts';
import { TIMED_OUT_WORDS } from './vocabulary.ts';

/** Platform lines are short; what an attacker appends to one is not looked at. */
const MAX_LINE = 2_048;
const REQUEST = 'RequestId: ';
const MALFORMED: ParsedLine = { skipped: 'platform_line_malformed' };
const ENVIRONMENT_EVENT: ParsedLine = { observations: [{ kind: 'environment-event' }] };

/**
 * Parses a line that the platform writes in text format. `undefined` for everything else: such a line counts only at
 * the very start of an event, with a request id where it has one, and in the exact words, since functions print other
 * functions' logs.
 */
export const parsePlatformText = (message: string): ParsedLine | undefined => {
  switch (message.charCodeAt(0)) {
    case 0x53: // S
      return parseStart(message);
    case 0x45: // E
      return parseEnd(message) ?? parseSubscription(message, 'EXTENSION');
    case 0x52: // R
      return parseReport(message) ?? parseExit(message) ?? parseRestore(message);
    case 0x49: // I
      return parseInit(message);
    case 0x4c: // L
      return parseSubscription(message, 'LOGS');
    case 0x54: // T
      return parseSubscription(message, 'TELEMETRY');
    case 0x58: // X
      return message.startsWith('XRAY TraceId: ') ? ENVIRONMENT_EVENT : undefined;
    default:
      return parseTimeout(message);
  }
};

const requestIdAfter = (message: string, word: string): string | undefined =>
  message.startsWith(word) && message.startsWith(REQUEST, word.length)
    ? requestIdAt(message, word.length + REQUEST.length)
    : undefined;

const VERSION_AFTER_START = / Version: (\$LATEST(?:\.PUBLISHED)?|\d{1,10})/y;

const parseStart = (message: string): ParsedLine | undefined => {
  const requestId = requestIdAfter(message, 'START ');
  if (requestId === undefined) return undefined;
  VERSION_AFTER_START.lastIndex = 'START '.length + REQUEST.length + REQUEST_ID_LENGTH;
  const version = VERSION_AFTER_START.exec(message)?.[1];
  return { observations: [{ kind: 'invocation-started', requestId, version }] };
};

const parseEnd = (message: string): ParsedLine | undefined => {
  const requestId = requestIdAfter(message, 'END ');
  return requestId === undefined ? undefined : { observations: [{ kind: 'invocation-ended', requestId }] };
};

const parseReport = (message: string): ParsedLine | undefined => {
  const requestId = requestIdAfter(message, 'REPORT ');
  if (requestId === undefined) return undefined;
  const fields = reportFieldsOf(message.slice('REPORT '.length + REQUEST.length + REQUEST_ID_LENGTH, MAX_LINE));
  const figures = textFiguresOf(fields);
  if (figures === undefined) return MALFORMED;
  const observations: Observation[] = [{ kind: 'invocation-reported', requestId, figures }];
  const errorKind = failureKindOf(fields);
  if (errorKind !== undefined) observations.push({ kind: 'invocation-failed', requestId, errorKind });
  return { observations };
};

const parseExit = (message: string): ParsedLine | undefined => {
  const requestId = message.startsWith(REQUEST) ? requestIdAt(message, REQUEST.length) : undefined;
  if (requestId === undefined) return undefined;
  const said = message.slice(REQUEST.length + REQUEST_ID_LENGTH, MAX_LINE);
  const exited = said.startsWith(' Error: Runtime exited ') || said.startsWith(' Process exited before completing ');
  if (!exited) return undefined;
  const lastLine =
    said
      .trimEnd()
      .split(/[\r\n]/)
      .at(-1) ?? '';
  const errorKind = isPlatformErrorKind(lastLine) ? errorKindOf(lastLine) : EXIT_KIND;
  return { observations: [{ kind: 'invocation-failed', requestId, errorKind }] };
};

const parseInit = (message: string): ParsedLine | undefined => {
  if (message.startsWith('INIT_START Runtime Version: ')) return { observations: [{ kind: 'init-started' }] };
  const prefix = 'INIT_REPORT ';
  if (!message.startsWith(`${prefix}Init Duration: `)) return undefined;
  const fields = reportFieldsOf(message.slice(prefix.length, MAX_LINE));
  const durationUs = usOfMs(fields.get('Init Duration'));
  if (durationUs === undefined) return MALFORMED;
  const observations: Observation[] = [{ kind: 'init-reported', durationUs }];
  const errorKind = failureKindOf(fields);
  const phase = fields.get('Phase') === 'invoke' ? 'invoke' : 'init';
  if (errorKind !== undefined) observations.push({ kind: 'init-failed', phase, errorKind });
  return { observations };
};

const parseRestore = (message: string): ParsedLine | undefined => {
  if (message.startsWith('RESTORE_START Runtime Version: ')) return { observations: [{ kind: 'init-started' }] };
  const prefix = 'RESTORE_REPORT ';
  if (!message.startsWith(`${prefix}Restore Duration: `)) return undefined;
  const fields = reportFieldsOf(message.slice(prefix.length, MAX_LINE));
  const durationUs = usOfMs(fields.get('Restore Duration'));
  if (durationUs === undefined) return MALFORMED;
  const observations: Observation[] = [{ kind: 'init-reported', durationUs }];
  const errorKind = failureKindOf(fields);
  if (errorKind !== undefined) observations.push({ kind: 'init-failed', phase: 'init', errorKind });
  return { observations };
};

const parseSubscription = (message: string, word: string): ParsedLine | undefined => {
  if (!message.startsWith(word)) return undefined;
  const blank = message.charCodeAt(word.length);
  if (blank !== 0x20 && blank !== 0x09) return undefined;
  const rest = message.slice(word.length, word.length + 256).trimStart();
  return rest.startsWith('Name: ') && rest.includes('State: ') ? ENVIRONMENT_EVENT : undefined;
};

const TIMED_OUT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z[ \t]+$/;
const LONGEST_STAMP = 40;

/** `<ISO>Z <request id> Task timed out after 3.00 seconds`, often after END and REPORT. */
const parseTimeout = (message: string): ParsedLine | undefined => {
  const words = message.indexOf(TIMED_OUT_WORDS);
  if (words < REQUEST_ID_LENGTH || words > LONGEST_STAMP + REQUEST_ID_LENGTH) return undefined;
  const requestId = requestIdAt(message, words - REQUEST_ID_LENGTH);
  if (requestId === undefined || !TIMED_OUT.test(message.slice(0, words - REQUEST_ID_LENGTH))) return undefined;
  return { observations: [{ kind: 'invocation-failed', requestId, errorKind: TIMEOUT_KIND }] };
};
