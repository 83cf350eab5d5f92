import type { SkipReason } from '../decode/skip-reason.ts';
import { isEmbeddedMetrics, readAppJson } from './app-json.ts';
import { type AppText, readAppText } from './app-text.ts';
import { type JsonObject, parseJsonObject } from './json-object.ts';
import { isErrorLevel, type LogLevel } from './log-level.ts';
import type { Observation } from './observation.ts';
import { outboundHintsInJson, outboundHintsInText } from './outbound-hints.ts';
import { parsePlatformJson } from './platform-json.ts';
import { parsePlatformText } from './platform-text.ts';
import { goErrorKind, uncaughtErrorKind } from './uncaught-error.ts';
import { PLATFORM_RECORD, WARNING_PREFIX } from './vocabulary.ts';

/** What one log event of a Lambda stream says: facts, or the reason why there are none. */
export type ParsedLine = { readonly observations: readonly Observation[] } | { readonly skipped: SkipReason };

const EMBEDDED_METRICS: ParsedLine = { skipped: 'embedded_metrics' };

/**
 * Parses one log event of a stream that is known to be a function's, in text or JSON format. Total: any text gives an
 * answer, in time proportional to its length.
 */
export const parseLambdaLine = (message: string): ParsedLine => {
  const object = parseJsonObject(message);
  if (object !== undefined) return parsePlatformJson(object) ?? parseJsonLine(object, message);
  return parsePlatformText(message) ?? parseGlued(message) ?? parseTextLine(message);
};

/** An extension that prints no newline has its line glued in front of a platform record. */
const parseGlued = (message: string): ParsedLine | undefined => {
  const start = message.indexOf(PLATFORM_RECORD);
  if (start <= 0 || !message.includes('"type":"platform.', start)) return undefined;
  const object = parseJsonObject(message.slice(start));
  return object === undefined ? undefined : parsePlatformJson(object);
};

const parseJsonLine = (object: JsonObject, text: string): ParsedLine => {
  if (isEmbeddedMetrics(object)) return EMBEDDED_METRICS;
  const { level, requestId, uncaughtKind } = readAppJson(object);
  return appLine(level, requestId, uncaughtKind ?? goErrorKind(text), outboundHintsInJson(object));
};

const withoutWarning = (message: string): string => {
  if (!message.startsWith(WARNING_PREFIX)) return message;
  const end = message.search(/[\r\n]/);
  return end < 0 ? message : message.slice(end).trimStart();
};

const parseTextLine = (message: string): ParsedLine => {
  const line = withoutWarning(message);
  const object = line === message ? undefined : parseJsonObject(line);
  if (object !== undefined) return parseJsonLine(object, line);
  const text = readAppText(line);
  const body = parseJsonObject(text.body);
  if (body !== undefined && isEmbeddedMetrics(body)) return EMBEDDED_METRICS;
  const uncaughtKind = uncaughtErrorKind(text);
  const hints = body === undefined ? outboundHintsInText(text.body) : outboundHintsInJson(body);
  return appLine(levelOf(text, body), text.requestId, uncaughtKind, hints);
};

/** The logger inside the function knows better than the runtime around it, which calls all stdout INFO. */
const levelOf = (text: AppText, body: JsonObject | undefined): LogLevel | undefined =>
  (body === undefined ? undefined : readAppJson(body).level) ?? text.level;

const appLine = (
  level: LogLevel | undefined,
  requestId: string | undefined,
  uncaughtKind: string | undefined,
  destinations: readonly string[],
): ParsedLine => {
  const first: Observation =
    uncaughtKind !== undefined
      ? { kind: 'invocation-failed', requestId, errorKind: uncaughtKind }
      : isErrorLevel(level)
        ? { kind: 'error-line', level }
        : { kind: 'app-line', level };
  if (destinations.length === 0) return { observations: [first] };
  const calls = destinations.map((destination): Observation => ({ kind: 'outbound-call', destination }));
  return { observations: [first, ...calls] };
};
