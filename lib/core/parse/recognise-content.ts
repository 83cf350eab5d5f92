import { isEmbeddedMetrics } from './app-json.ts';
import { fieldOf, isJsonObject, type JsonObject, parseJsonObject, textFieldOf } from './json-object.ts';
import { parsePlatformText } from './platform-text.ts';

/** Which source a log event comes from when neither log group nor stream says. */
export type ContentKind =
  | 'lambda-platform'
  | 'lambda-app'
  | 'cloudtrail'
  | 'dns'
  | 'span'
  | 'vpc-flow'
  | 'embedded-metrics'
  | 'unrecognised';

/**
 * Recognises a source by the shape of one event. Only for streams and files that do not tell by their names: a
 * function can print anything, other sources' records included.
 */
export const recogniseContent = (message: string): ContentKind => {
  const object = parseJsonObject(message);
  if (object !== undefined) return recogniseObject(object);
  if (parsePlatformText(message) !== undefined) return 'lambda-platform';
  return isFlowLog(message) ? 'vpc-flow' : 'unrecognised';
};

const recogniseObject = (object: JsonObject): ContentKind => {
  if (textFieldOf(object, 'type')?.startsWith('platform.') && Object.hasOwn(object, 'record')) return 'lambda-platform';
  if (isCloudTrailRecord(object)) return 'cloudtrail';
  if (Object.hasOwn(object, 'query_name') && Object.hasOwn(object, 'rcode')) return 'dns';
  if (['traceId', 'spanId', 'startTimeUnixNano'].every((name) => Object.hasOwn(object, name))) return 'span';
  if (isEmbeddedMetrics(object)) return 'embedded-metrics';
  return APP_FIELDS.some((name) => Object.hasOwn(object, name)) ? 'lambda-app' : 'unrecognised';
};

const APP_FIELDS = ['timestamp', 'level', 'log_level', 'message'] as const;

/** One record, or a file of them; events of SNS, SQS, S3 and Kinesis look alike but have no `eventVersion` of 1.x. */
const isCloudTrailRecord = (object: JsonObject): boolean => {
  const records = fieldOf(object, 'Records');
  const first: unknown = Array.isArray(records) ? records[0] : object;
  if (!isJsonObject(first) || !textFieldOf(first, 'eventVersion')?.startsWith('1.')) return false;
  const isApiCall = textFieldOf(first, 'eventSource')?.endsWith('.amazonaws.com') ?? false;
  return isApiCall || (textFieldOf(first, 'eventType')?.startsWith('Aws') ?? false);
};

const LONGEST_FLOW_LINE = 2_048;
const INTERFACE = /^eni-[0-9a-f]+$/;
const FLOW_COLUMN = /^(?:-|[0-9A-Za-z][0-9A-Za-z:./_-]*)$/;
const MIN_FLOW_COLUMNS = 6;

/** Blank-separated columns, one of them a network interface; or the header line of a flow log file. */
const isFlowLog = (message: string): boolean => {
  if (message.length > LONGEST_FLOW_LINE || message.includes('{')) return false;
  const columns = message.trim().split(/\s+/);
  if (columns.length < MIN_FLOW_COLUMNS) return false;
  if (columns.includes('interface-id') || columns.includes('srcaddr')) return true;
  const numbers = columns.filter((column) => column === '-' || /^\d+$/.test(column)).length;
  return columns.some((column) => INTERFACE.test(column)) && numbers >= 3 && columns.every((c) => FLOW_COLUMN.test(c));
};
