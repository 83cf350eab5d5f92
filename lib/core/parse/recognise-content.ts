import { isEmbeddedMetrics } from './app-json.ts';
import { cloudTrailRecordsOf } from './cloudtrail/cloudtrail-records.ts';
import { isDnsQuery } from './dns/parse-dns-query.ts';
import { fieldOf, type JsonObject, parseJsonObject, textFieldOf } from './json-object.ts';
import { parsePlatformText } from './platform-text.ts';
import { isSpan } from './spans/parse-span.ts';
import { flowFieldOf, flowFieldsOf } from './vpc-flow/flow-format.ts';
import { isDefaultFlowRow } from './vpc-flow/flow-row.ts';

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
  return object === undefined ? recogniseText(message) : recogniseObject(object);
};

/** Like {@link recogniseContent} for text that is no JSON object. */
export const recogniseText = (message: string): ContentKind => {
  if (parsePlatformText(message) !== undefined) return 'lambda-platform';
  return isFlowLog(message) ? 'vpc-flow' : 'unrecognised';
};

/** Like {@link recogniseContent} for a parsed JSON object. */
export const recogniseObject = (object: JsonObject): ContentKind => {
  if (textFieldOf(object, 'type')?.startsWith('platform.') && Object.hasOwn(object, 'record')) return 'lambda-platform';
  if (cloudTrailRecordsOf(object).length > 0) return 'cloudtrail';
  if (isDnsQuery(object)) return 'dns';
  if (isSpan(object)) return 'span';
  if (isEmbeddedMetrics(object)) return 'embedded-metrics';
  if (isFlowObject(object)) return 'vpc-flow';
  return APP_FIELDS.some((name) => Object.hasOwn(object, name)) ? 'lambda-app' : 'unrecognised';
};

const APP_FIELDS = ['timestamp', 'level', 'log_level', 'message'] as const;

/** Fields that no other record has. */
const FLOW_MARKS = ['interface-id', 'interface_id', 'log-status', 'log_status'] as const;
const FEWEST_FLOW_KEYS = 3;

/** A flow log row with a key for each field, or as the only thing in a wrapper. */
const isFlowObject = (object: JsonObject): boolean => {
  if (FLOW_MARKS.some((name) => Object.hasOwn(object, name))) {
    return Object.keys(object).filter((name) => flowFieldOf(name) !== undefined).length >= FEWEST_FLOW_KEYS;
  }
  const message = fieldOf(object, 'message');
  return typeof message === 'string' && Object.keys(object).length === 1 && isFlowLog(message);
};

const LONGEST_FLOW_LINE = 4_096;
const INTERFACE = /^eni-[0-9a-f]+$/;
const FLOW_COLUMN = /^(?:-|[0-9A-Za-z][0-9A-Za-z:./_-]*)$/;
/** What rows of any format consist of, names of resources apart: figures, addresses, outcomes. */
const BARE_COLUMN =
  /^(?:-|\d+|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+|ACCEPT|REJECT|OK|NODATA|SKIPDATA|IPv[46]|EFA)$/;
const FEWEST_COLUMNS = 4;
const FEWEST_BARE_COLUMNS = 3;

/** Blank-separated columns, one of them a network interface; a row of the default format; or the header of a file. */
const isFlowLog = (message: string): boolean => {
  if (message.length > LONGEST_FLOW_LINE || message.includes('{')) return false;
  const columns = message.trim().split(/\s+/);
  if (isDefaultFlowRow(message) || flowFieldsOf(message) !== undefined) return true;
  if (columns.length < FEWEST_COLUMNS || !columns.some((column) => INTERFACE.test(column))) return false;
  const bare = columns.filter((column) => BARE_COLUMN.test(column)).length;
  return bare >= FEWEST_BARE_COLUMNS && columns.every((column) => FLOW_COLUMN.test(column) || BARE_COLUMN.test(column));
};
