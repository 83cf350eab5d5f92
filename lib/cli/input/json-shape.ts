import { cloudTrailRecordsOf } from '../../core/parse/cloudtrail/cloudtrail-records.ts';
import { isDnsQuery } from '../../core/parse/dns/parse-dns-query.ts';
import { isJsonObject, type JsonObject } from '../../core/parse/json-object.ts';
import { recogniseObject } from '../../core/parse/recognise-content.ts';
import { isSpan } from '../../core/parse/spans/parse-span.ts';

export { isJsonObject, type JsonObject };

/** What a JSON value is, told by its own fields (sources: formats.md of the record's producer). */
export type JsonShape =
  | 'window'
  | 'payload'
  | 'direct-event'
  | 'kinesis-record'
  | 'firehose-record'
  | 'event-list'
  | 'log-event'
  | 'record-list'
  | 'lambda-line'
  | 'cloudtrail'
  | 'dns'
  | 'span'
  | 'vpc-flow'
  | 'unknown';

type Test = (value: JsonObject) => boolean;

const has = (value: JsonObject, ...keys: readonly string[]): boolean => keys.every((key) => Object.hasOwn(value, key));
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** One record, or something around one; lists of them are read element by element. */
const isCloudTrail: Test = (value) => listOf(value) === undefined && cloudTrailRecordsOf(value).length > 0;

/** The list of a document that is one: `Records` of S3 files and events, `Events` of LookupEvents. */
export const listOf = (value: JsonObject): readonly unknown[] | undefined => {
  const list = value['Records'] ?? value['records'] ?? value['Events'];
  return Array.isArray(list) ? list : undefined;
};

/** First match wins. */
const SHAPES: readonly (readonly [JsonShape, Test])[] = [
  ['window', (value) => has(value, 't', 'function')],
  ['payload', (value) => has(value, 'messageType', 'logGroup')],
  ['direct-event', (value) => isJsonObject(value['awslogs']) && has(value['awslogs'], 'data')],
  ['kinesis-record', (value) => isJsonObject(value['kinesis']) && has(value['kinesis'], 'data')],
  ['lambda-line', (value) => text(value['type']).startsWith('platform.') && has(value, 'record')],
  ['cloudtrail', isCloudTrail],
  ['dns', isDnsQuery],
  ['span', isSpan],
  ['vpc-flow', (value) => recogniseObject(value) === 'vpc-flow'],
  ['log-event', (value) => typeof value['timestamp'] === 'number' && has(value, 'message') && !has(value, 'level')],
  ['event-list', (value) => Array.isArray(value['events'])],
  ['record-list', (value) => listOf(value) !== undefined],
  ['firehose-record', (value) => typeof value['data'] === 'string' && has(value, 'recordId')],
  ['lambda-line', (value) => isJsonObject(value['_aws']) && has(value['_aws'], 'CloudWatchMetrics')],
  [
    'lambda-line',
    (value) =>
      (has(value, 'timestamp') || has(value, 'time')) &&
      ['level', 'log_level', 'message', 'msg', 'errorMessage'].some((key) => has(value, key)),
  ],
];

export const shapeOf = (value: JsonObject): JsonShape => SHAPES.find(([, test]) => test(value))?.[0] ?? 'unknown';
