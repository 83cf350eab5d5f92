import type { LogEvent } from '../../core/decode/log-batch.ts';
import { readTimestamp } from '../../core/decode/read-event.ts';
import type { SkipReason } from '../../core/decode/skip-reason.ts';
import { cloudTrailRecordsOf } from '../../core/parse/cloudtrail/cloudtrail-records.ts';
import { fieldOf, type JsonObject, textFieldOf } from '../../core/parse/json-object.ts';
import { spanStart } from '../../core/parse/spans/parse-span.ts';
import { numberOf, readFlowRow } from '../../core/parse/vpc-flow/flow-row.ts';
import type { EpochMs } from '../../core/units.ts';
import type { JsonShape } from './json-shape.ts';

/** Shapes of records that say themselves what they are about: no log group is needed. */
export type RecordShape = Extract<JsonShape, 'cloudtrail' | 'dns' | 'span' | 'vpc-flow'>;

export const isRecordShape = (shape: JsonShape): shape is RecordShape =>
  shape === 'cloudtrail' || shape === 'dns' || shape === 'span' || shape === 'vpc-flow';

const MAX_SECONDS = 4e9;

/**
 * Records as the log events that CloudWatch Logs would deliver them in: at their own time, and with an id where they have
 * one, so that a record that two trails delivered counts once.
 */
export const recordEvents = (shape: RecordShape, value: JsonObject): readonly LogEvent[] | SkipReason => {
  if (shape === 'cloudtrail') return eventsOfTrail(value);
  const event = eventOf(value, timeOf(shape, value), shape === 'span' ? spanId(value) : '');
  return event === undefined ? 'timestamp_invalid' : [event];
};

const eventsOfTrail = (value: JsonObject): readonly LogEvent[] | SkipReason => {
  const events: LogEvent[] = [];
  for (const record of cloudTrailRecordsOf(value)) {
    const event = eventOf(record, isoTime(record, 'eventTime'), textFieldOf(record, 'eventID') ?? '');
    if (event !== undefined) events.push(event);
  }
  return events.length === 0 ? 'timestamp_invalid' : events;
};

const eventOf = (record: JsonObject, at: number | undefined, id: string): LogEvent | undefined => {
  const timestamp = readTimestamp(at);
  return timestamp === undefined ? undefined : { id, timestamp, message: JSON.stringify(record) };
};

const timeOf = (shape: Exclude<RecordShape, 'cloudtrail'>, value: JsonObject): number | undefined => {
  switch (shape) {
    case 'dns':
      return isoTime(value, 'query_timestamp');
    case 'span':
      return spanStart(value);
    case 'vpc-flow':
      return flowStart(JSON.stringify(value));
  }
};

const isoTime = (record: JsonObject, field: string): number | undefined => {
  const at = Date.parse(textFieldOf(record, field) ?? '');
  return Number.isNaN(at) ? undefined : at;
};

const spanId = (span: JsonObject): string => `${String(fieldOf(span, 'traceId'))}${String(fieldOf(span, 'spanId'))}`;

/** When the aggregation of a flow log row began: what CloudWatch Logs stamps it with. */
export const flowStart = (message: string, fields?: readonly string[]): EpochMs | undefined => {
  const row = readFlowRow(message, fields);
  const seconds = row === undefined ? undefined : numberOf(row, 'start', MAX_SECONDS);
  return seconds === undefined ? undefined : readTimestamp(seconds * 1_000);
};
