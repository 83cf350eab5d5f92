export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

const isCloudTrail: Test = (value) =>
  text(value['eventVersion']).startsWith('1.') &&
  (text(value['eventSource']).endsWith('.amazonaws.com') || text(value['eventType']).startsWith('Aws'));

/** First match wins. */
const SHAPES: readonly (readonly [JsonShape, Test])[] = [
  ['window', (value) => has(value, 't', 'function')],
  ['payload', (value) => has(value, 'messageType', 'logGroup')],
  ['direct-event', (value) => isJsonObject(value['awslogs']) && has(value['awslogs'], 'data')],
  ['kinesis-record', (value) => isJsonObject(value['kinesis']) && has(value['kinesis'], 'data')],
  ['lambda-line', (value) => text(value['type']).startsWith('platform.') && has(value, 'record')],
  ['cloudtrail', isCloudTrail],
  ['dns', (value) => has(value, 'query_name', 'rcode')],
  ['span', (value) => has(value, 'traceId', 'spanId', 'startTimeUnixNano')],
  ['vpc-flow', (value) => has(value, 'interface-id', 'srcaddr') || has(value, 'interface_id', 'srcaddr')],
  ['log-event', (value) => typeof value['timestamp'] === 'number' && has(value, 'message') && !has(value, 'level')],
  ['event-list', (value) => Array.isArray(value['events'])],
  ['record-list', (value) => Array.isArray(value['Records']) || Array.isArray(value['records'])],
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
