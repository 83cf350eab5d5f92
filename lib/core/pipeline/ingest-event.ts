import { fail, ok, type Result } from '../result.ts';
import { type EpochMs, epochMs } from '../units.ts';
import type { SequenceNumber } from './sequence.ts';

/** One record of a shard: a CloudWatch Logs payload as base64. */
export interface ShardRecord {
  /** Stream and shard: sequence numbers order records within it. */
  readonly shard: string;
  readonly sequence: SequenceNumber;
  readonly arrivedAt: EpochMs;
  readonly data: string;
}

/** What invokes ingest: CloudWatch Logs itself, or the event source of a Kinesis stream. */
export type IngestEvent =
  | { readonly kind: 'direct'; readonly data: string }
  | { readonly kind: 'kinesis'; readonly records: readonly ShardRecord[] };

export interface IngestEventProblem {
  readonly code: 'event.unknown_shape' | 'event.bad_record';
  /** Where in the event. */
  readonly path: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Reads the event that Lambda hands over. A wrong shape is a wrong event source: nothing in it can be counted. */
export const readIngestEvent = (event: unknown): Result<IngestEvent, IngestEventProblem> => {
  if (!isObject(event)) return fail({ code: 'event.unknown_shape', path: '' });
  const { awslogs, Records: records } = event;
  if (isObject(awslogs) && typeof awslogs['data'] === 'string') return ok({ kind: 'direct', data: awslogs['data'] });
  if (!Array.isArray(records)) return fail({ code: 'event.unknown_shape', path: '' });
  const read: ShardRecord[] = [];
  for (const [index, record] of records.entries()) {
    const one = readRecord(record);
    if (one === undefined) return fail({ code: 'event.bad_record', path: `Records[${index}]` });
    read.push(one);
  }
  return ok({ kind: 'kinesis', records: read });
};

const SEQUENCE = /^\d{1,129}$/;
const MS_PER_SECOND = 1_000;

const readRecord = (record: unknown): ShardRecord | undefined => {
  if (!isObject(record) || !isObject(record['kinesis'])) return undefined;
  const { eventID, eventSourceARN } = record;
  const { sequenceNumber, data, approximateArrivalTimestamp } = record['kinesis'];
  if (typeof eventID !== 'string' || typeof eventSourceARN !== 'string' || typeof data !== 'string') return undefined;
  if (typeof sequenceNumber !== 'string' || !SEQUENCE.test(sequenceNumber)) return undefined;
  if (typeof approximateArrivalTimestamp !== 'number') return undefined;
  const stream = eventSourceARN.slice(eventSourceARN.lastIndexOf('/') + 1);
  const [shardId] = eventID.split(':', 1);
  return {
    shard: `${stream}/${shardId}`,
    sequence: sequenceNumber.replace(/^0+(?=\d)/, ''),
    arrivedAt: epochMs(Math.floor(approximateArrivalTimestamp * MS_PER_SECOND)),
    data,
  };
};
