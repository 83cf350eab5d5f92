import { fail, ok, type Result } from '../result.ts';
import type { SequenceNumber } from './sequence.ts';

/** What a failure queue holds about one delivery that ingest gave up. */
export type FailedDelivery =
  /** Records of a stream: only where they are, not what they say. */
  | {
      readonly kind: 'shard';
      readonly streamArn: string;
      readonly shardId: string;
      readonly first: SequenceNumber;
      readonly last: SequenceNumber;
    }
  /** A delivery by CloudWatch Logs itself, whole. */
  | { readonly kind: 'direct'; readonly data: string };

export interface FailedDeliveryProblem {
  readonly code: 'redrive.not_json' | 'redrive.unknown_shape' | 'redrive.bad_range';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const SEQUENCE = /^\d{1,129}$/;
const STREAM_ARN = /^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/[A-Za-z0-9_.-]{1,128}$/;
const SHARD_ID = /^shardId-\d{1,20}$/;

/**
 * Reads a message of a failure queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const readFailedDelivery = (message: string): Result<FailedDelivery, FailedDeliveryProblem> => {
  let body: unknown;
  try {
    body = JSON.parse(message);
  } catch {
    return fail({ code: 'redrive.not_json' });
  }
  if (!isObject(body)) return fail({ code: 'redrive.unknown_shape' });
  const { KinesisBatchInfo: batch, requestPayload: payload } = body;
  if (isObject(batch)) return readBatch(batch);
  if (isObject(payload) && isObject(payload['awslogs']) && typeof payload['awslogs']['data'] === 'string') {
    return ok({ kind: 'direct', data: payload['awslogs']['data'] });
  }
  return fail({ code: 'redrive.unknown_shape' });
};

const readBatch = (batch: Readonly<Record<string, unknown>>): Result<FailedDelivery, FailedDeliveryProblem> => {
  const { streamArn, shardId, startSequenceNumber: first, endSequenceNumber: last } = batch;
  const isPlace =
    typeof streamArn === 'string' &&
    STREAM_ARN.test(streamArn) &&
    typeof shardId === 'string' &&
    SHARD_ID.test(shardId);
  if (!isPlace) return fail({ code: 'redrive.unknown_shape' });
  if (typeof first !== 'string' || typeof last !== 'string') return fail({ code: 'redrive.bad_range' });
  if (!SEQUENCE.test(first) || !SEQUENCE.test(last)) return fail({ code: 'redrive.bad_range' });
  return ok({ kind: 'shard', streamArn, shardId, first, last });
};
