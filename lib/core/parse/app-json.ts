import { errorKindOf } from './error-kind.ts';
import { fieldOf, isJsonObject, type JsonObject, textFieldOf } from './json-object.ts';
import { type LogLevel, logLevelOf, logLevelOfNumber } from './log-level.ts';
import { dotnetKindOf, javaKindOf, nodeWordsKind, pythonKindOf } from './uncaught-error.ts';
import { LEVEL_FIELDS } from './vocabulary.ts';

/** A JSON line of the function's own. */
export interface AppJson {
  readonly level: LogLevel | undefined;
  readonly requestId: string | undefined;
  /** Type of the error, if the line is a runtime's report of one that escaped the handler. */
  readonly uncaughtKind: string | undefined;
}

/** `_aws.CloudWatchMetrics`: a measurement in embedded metric format, not a log line. */
export const isEmbeddedMetrics = (object: JsonObject): boolean => {
  const aws = fieldOf(object, '_aws');
  return isJsonObject(aws) && Array.isArray(fieldOf(aws, 'CloudWatchMetrics'));
};

/** Level and error of a JSON line, as the runtimes, Powertools and the usual loggers write them. */
export const readAppJson = (object: JsonObject): AppJson => {
  const level = levelOf(object);
  return { level, requestId: requestIdOf(object), uncaughtKind: uncaughtKindOf(object, level) };
};

const requestIdOf = (object: JsonObject): string | undefined =>
  textFieldOf(object, 'requestId', 'AWSRequestId', 'function_request_id', 'FunctionRequestId', 'awsRequestId')?.slice(
    0,
    128,
  );

const levelOf = (object: JsonObject): LogLevel | undefined => {
  for (const name of LEVEL_FIELDS) {
    const value = fieldOf(object, name);
    const level =
      typeof value === 'string' ? logLevelOf(value) : typeof value === 'number' ? logLevelOfNumber(value) : undefined;
    if (level !== undefined) return level;
  }
  return undefined;
};

/**
 * An error object logged by the function itself (`errorType` set, at any level) is not a failure; the runtimes' own
 * reports differ in shape: Python has `log_level`, Node's message begins with its words, Java's and .NET's message is
 * the exception as text.
 */
const uncaughtKindOf = (object: JsonObject, level: LogLevel | undefined): string | undefined => {
  const type = textFieldOf(object, 'errorType');
  if (type !== undefined && textFieldOf(object, 'log_level') !== undefined && !Object.hasOwn(object, 'level')) {
    return pythonKindOf(type, textFieldOf(object, 'errorMessage') ?? '');
  }
  if (level !== 'ERROR' && level !== 'FATAL' && textFieldOf(object, 'level') !== 'UNDEFINED') return undefined;
  const message = textFieldOf(object, 'message');
  if (message === undefined) return undefined;
  const byWords = nodeWordsKind(message);
  if (byWords !== undefined) return type === undefined ? byWords : errorKindOf(type);
  if (type !== undefined) return undefined;
  return Object.hasOwn(object, 'AWSRequestId') ? javaKindOf(message) : dotnetKindOf(message);
};
