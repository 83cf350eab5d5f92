import type { ShardRecord } from '../core/pipeline/ingest-event.ts';
import type { ShardReader } from '../core/pipeline/redrive.ts';
import { compareSequence } from '../core/pipeline/sequence.ts';
import { epochMs } from '../core/units.ts';
import { type JsonService, ServiceProblem } from './json-service.ts';

/** As many as one invocation of ingest would be given. */
const PAGE_RECORDS = 2_000;
const MS_PER_SECOND = 1_000;

/** Reads ranges of shards by GetShardIterator and GetRecords. */
export const kinesisShardReader = (kinesis: JsonService): ShardReader => ({
  async *read({ streamArn, shardId, first, last }) {
    const stream = streamArn.slice(streamArn.lastIndexOf('/') + 1);
    const start = { StreamARN: streamArn, ShardId: shardId, StartingSequenceNumber: first };
    let iterator = await iteratorAt(kinesis, start);
    while (typeof iterator === 'string') {
      const answer = await kinesis.ask('GetRecords', {
        StreamARN: streamArn,
        ShardIterator: iterator,
        Limit: PAGE_RECORDS,
      });
      const records = (answer['Records'] ?? []) as readonly KinesisRecord[];
      const wanted = records.filter(({ SequenceNumber: number }) => compareSequence(number, last) <= 0);
      yield wanted.map((record) => recordOf(`${stream}/${shardId}`, record));
      const isPast = wanted.length < records.length || records.some(({ SequenceNumber: number }) => number === last);
      if (isPast || answer['MillisBehindLatest'] === 0) return;
      iterator = answer['NextShardIterator'];
    }
  },
});

/** `undefined`: there is no such shard or number any more. */
const iteratorAt = async (kinesis: JsonService, start: object): Promise<unknown> => {
  try {
    const begun = await kinesis.ask('GetShardIterator', { ...start, ShardIteratorType: 'AT_SEQUENCE_NUMBER' });
    return begun['ShardIterator'];
  } catch (error) {
    const isGone = error instanceof ServiceProblem && /ResourceNotFound|InvalidArgument/.test(error.message);
    if (isGone) return undefined;
    throw error;
  }
};

interface KinesisRecord {
  readonly SequenceNumber: string;
  /** Base64. */
  readonly Data: string;
  /** Seconds. */
  readonly ApproximateArrivalTimestamp: number;
}

const recordOf = (shard: string, record: KinesisRecord): ShardRecord => ({
  shard,
  sequence: record.SequenceNumber,
  arrivedAt: epochMs(Math.floor(record.ApproximateArrivalTimestamp * MS_PER_SECOND)),
  data: record.Data,
});
