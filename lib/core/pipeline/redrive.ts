import type { FailedDelivery } from './failed-delivery.ts';
import type { IngestEvent, ShardRecord } from './ingest-event.ts';
import { emptyIngestTally, type IngestTally, mergeTally } from './ingest-tally.ts';

type ShardRange = Extract<FailedDelivery, { readonly kind: 'shard' }>;

/** Fetches records again. */
export interface ShardReader {
  /** In order, in pages; both ends of the range included. What the stream no longer holds is left out. */
  read(range: ShardRange): AsyncIterable<readonly ShardRecord[]>;
}

export interface RedriveOutcome {
  readonly events: number;
  /** Deliveries that had been counted after all. */
  readonly duplicates: number;
  /** What could not be read or was not to be, by reason. */
  readonly skipped: ReadonlyMap<string, number>;
  /** Not all of the range was there any more: the stream's retention is over, and what it said is lost. */
  readonly isGone: boolean;
}

/**
 * Ingests what failed as if it came for the first time: under the commits of its shard, or the key of its delivery, so
 * that what was counted meanwhile counts no second time, and a redrive that dies may be started again.
 */
export const makeRedrive =
  (ingest: (event: IngestEvent, attempt: string) => Promise<IngestTally>, shards: ShardReader) =>
  async (failed: FailedDelivery, attempt: string): Promise<RedriveOutcome> => {
    if (failed.kind === 'direct') {
      return { ...outcomeOf(await ingest({ kind: 'direct', data: failed.data }, attempt)), isGone: false };
    }
    const whole = emptyIngestTally();
    let pages = 0;
    // Both ends of the range are numbers of records, so what is whole begins and ends with them.
    let [hasFirst, hasLast] = [false, false];
    for await (const records of shards.read(failed)) {
      if (records.length === 0) continue;
      hasFirst ||= records[0]?.sequence === failed.first;
      hasLast ||= records.at(-1)?.sequence === failed.last;
      mergeTally(whole, await ingest({ kind: 'kinesis', records }, `${attempt}.${pages++}`));
    }
    return { ...outcomeOf(whole), isGone: !hasFirst || !hasLast };
  };

const outcomeOf = ({
  events,
  duplicates,
  skipped,
  unreadable,
  dropped,
}: IngestTally): Omit<RedriveOutcome, 'isGone'> => ({
  events,
  duplicates,
  skipped: new Map<string, number>([...skipped, ...unreadable, ...dropped]),
});
