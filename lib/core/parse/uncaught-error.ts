import type { AppText } from './app-text.ts';
import { errorKindOf, OUT_OF_MEMORY_KIND } from './error-kind.ts';
import { JAVA_OUT_OF_MEMORY, LAST_WORDS, NODE_DEATH, PANIC, RUBY_DEATH, RUBY_WORDS } from './vocabulary.ts';

/** Where a line is looked at: the start says what it is, however long it goes on. */
const MAX_HEAD = 4_096;

const NODE_WORDS = ['Invoke Error', 'Uncaught Exception', 'Unhandled Promise Rejection'] as const;

/** The type of an error that escaped the handler, if a text line is a runtime's report of one. */
export const uncaughtErrorKind = (text: AppText): string | undefined => {
  const body = text.body.slice(0, MAX_HEAD);
  return (
    nodeErrorKind(text, body) ??
    pythonErrorKind(text, body) ??
    dotnetErrorKind(text, body) ??
    rubyErrorKind(body) ??
    goErrorKind(body) ??
    javaErrorKind(text, body) ??
    rustErrorKind(body) ??
    outOfMemoryKind(body)
  );
};

const ERROR_TYPE = /"errorType": ?"([^"\\]{1,128})"/;

/** `Invoke Error ⇥{"errorType":…}`; JSON format writes the words into `message`. */
const nodeErrorKind = ({ level, hasPrefix }: AppText, body: string): string | undefined => {
  if (!hasPrefix) return undefined;
  if (level === undefined) {
    // Node 8 and older have no level and log the response of a failed invocation as it is.
    const isResponse = body.startsWith('{"errorMessage":') && body.includes('"stackTrace":');
    return isResponse ? errorKindOf(ERROR_TYPE.exec(body)?.[1] ?? '') : undefined;
  }
  if (level !== 'ERROR' && level !== 'FATAL') return undefined;
  return nodeWordsKind(body);
};

/** Kind of a message that begins with the words of the Node runtime for an error that nobody caught. */
export const nodeWordsKind = (body: string): string | undefined => {
  const words = NODE_WORDS.find((known) => body.startsWith(known));
  if (words === undefined) return undefined;
  const rest = body.slice(words.length, MAX_HEAD).trimStart();
  if (rest.startsWith('{')) return errorKindOf(ERROR_TYPE.exec(rest)?.[1] ?? '');
  return errorKindOf(/^([\w$.]{1,128})/.exec(rest)?.[1] ?? '');
};

const PYTHON = /^([A-Za-z_][\w.]{0,127})(?:: ?([^\r\n]*))?(?:[\r\n]|$)/;
const EXCEPTION_NAME = /(?:Error|Exception|Exit|Interrupt|Warning|Fault|Failure|NotFound)$/;
const TRACEBACK = 'Traceback (most recent call last)';

/** `[ERROR] <Type>: <msg>\nTraceback…`: one blank where logged lines have a tab, time and request id. */
const pythonErrorKind = ({ level, hasPrefix }: AppText, body: string): string | undefined => {
  if (level !== 'ERROR' || hasPrefix) return undefined;
  const [, type, message] = PYTHON.exec(body) ?? [];
  if (type === undefined) return undefined;
  if (!EXCEPTION_NAME.test(type) && !type.startsWith('Runtime.') && !body.includes(TRACEBACK)) return undefined;
  return pythonKindOf(type, message ?? '');
};

/** botocore raises one type for everything; the service's own code says more. */
export const pythonKindOf = (type: string, message: string): string =>
  errorKindOf(/^An error occurred \(([A-Za-z.]{1,80})\) when calling/.exec(message)?.[1] ?? type);

const DOTNET = /^(?:Unhandled exception\. )?((?:[A-Za-z_][\w]{0,63}\.){0,8}[A-Za-z_][\w]{0,63}): /;

/** `<time>⇥<id>⇥fail⇥<exception ToString>`: type, message, then `   at …` lines. */
const dotnetErrorKind = ({ level, hasPrefix }: AppText, body: string): string | undefined => {
  if (!hasPrefix || (level !== 'ERROR' && level !== 'FATAL')) return undefined;
  return dotnetKindOf(body);
};

/** Kind of an exception written by .NET's `ToString`, at the beginning of a text. */
export const dotnetKindOf = (body: string): string | undefined => {
  const type = DOTNET.exec(body)?.[1];
  return type !== undefined && /[\r\n]+ {3}at [\w.<]/.test(body) ? errorKindOf(type) : undefined;
};

/** `Error raised from handler method` and the response below it. */
const rubyErrorKind = (body: string): string | undefined => {
  return RUBY_WORDS.some((words) => body.startsWith(words))
    ? errorKindOf(/"errorType": ?"([^"\\]{1,128})"/.exec(body)?.[1] ?? '')
    : undefined;
};

const GO = /^\{"errorMessage":"(?:[^"\\]|\\.){0,2048}","errorType":"([^"\\]{1,128})"(?:,"stackTrace":|\})/;

/** The Go runtime logs the response of a failed invocation, compact and in this order of keys. */
export const goErrorKind = (body: string): string | undefined => {
  if (!body.startsWith('{"errorMessage":"') || body.startsWith('{"errorMessage":"RequestId: ')) return undefined;
  const type = GO.exec(body)?.[1];
  return type === undefined ? undefined : errorKindOf(type);
};

const JAVA_CLASS = /^[a-z]\w{0,63}(?:\.[\w$]{1,127}){1,12}$/;

/** `<message>: <exception class>`, then the trace, which begins with the class again. */
const javaErrorKind = ({ level, hasPrefix }: AppText, body: string): string | undefined =>
  hasPrefix || (level !== undefined && level !== 'ERROR') ? undefined : javaKindOf(body);

/** Kind of an exception as the Java runtime reports one that left the handler. */
export const javaKindOf = (body: string): string | undefined => {
  const end = body.search(/[\r\n]/);
  const firstLine = end < 0 ? body : body.slice(0, end);
  const colon = firstLine.lastIndexOf(': ');
  const type = firstLine.slice(colon < 0 ? 0 : colon + 2).trimEnd();
  if (colon < 0 || !JAVA_CLASS.test(type)) return undefined;
  const trace = end < 0 ? '' : body.slice(end).trimStart();
  const isTrace = trace.startsWith(type) || trace.startsWith('at ');
  return isTrace || type === JAVA_OUT_OF_MEMORY ? errorKindOf(type) : undefined;
};

/** Logged by the Rust runtime when a handler panics; an `Err` that a handler returns is logged by nobody. */
const rustErrorKind = (body: string): string | undefined => (body.slice(0, 256).includes(PANIC) ? 'Panic' : undefined);

/** What runtimes write when they die of hunger: the process ends, so it needs no type and no id. */
const outOfMemoryKind = (body: string): string | undefined => {
  const firstLine = body.slice(0, 512);
  const died =
    (firstLine.includes(NODE_DEATH) && firstLine.includes('JavaScript heap out of memory')) ||
    firstLine.includes(RUBY_DEATH) ||
    LAST_WORDS.some((words) => firstLine.startsWith(words));
  return died ? OUT_OF_MEMORY_KIND : undefined;
};
