import type { CircleTeller, OwnBatch } from './circle-sign.ts';
import { loadParsers, makePayloadFolder } from './fold-payload.ts';
import { ingestDirect } from './ingest-direct.ts';
import type { IngestEvent, ShardRecord } from './ingest-event.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { ingestShard } from './ingest-shard.ts';
import { emptyIngestTally, type IngestTally, mergeTally, tallyTeller } from './ingest-tally.ts';
import { rememberedSlots } from './layout-row.ts';

/**
 * One invocation of ingest: decode, fold, store exactly once. Bad data is counted and never fails it; what fails it is
 * the store alone ({@link TableProblem}), and then the event source delivers the same again.
 */
export const makeIngest = (ports: IngestPorts) => {
  const slots = rememberedSlots(ports.table, ports.clock, ports.settings.slots);
  // An own batch shows only where the parsers were loaded, and what tells of it lies beside them.
  let circle: Promise<CircleTeller> | undefined;
  const tellCircle = async (batch: OwnBatch): Promise<void> => {
    circle ??= loadParsers().then(({ circleTeller }) => circleTeller(ports.table, ports.clock));
    await (await circle)(batch);
  };
  const tell = tallyTeller(ports.metrics, ports.clock);
  // Its window and native handle serve every invocation of this environment.
  const folder = makePayloadFolder(ports.settings);
  /** @param attempt differs between any two invocations, retries included */
  return async (event: IngestEvent, attempt: string): Promise<IngestTally> => {
    const tally = emptyIngestTally();
    if (event.kind === 'direct') mergeTally(tally, await ingestDirect({ ...ports, folder }, event.data));
    else {
      for (const [shard, records] of byShard(event.records)) {
        mergeTally(tally, await ingestShard({ ...ports, slots, folder }, shard, records, attempt));
      }
    }
    if (tally.ownBatch !== undefined) await tellCircle(tally.ownBatch);
    tell(tally);
    return tally;
  };
};

/** An event source delivers one shard at a time; nothing here depends on it. */
const byShard = (records: readonly ShardRecord[]): Map<string, ShardRecord[]> => {
  const shards = new Map<string, ShardRecord[]>();
  for (const record of records) {
    const own = shards.get(record.shard);
    if (own === undefined) shards.set(record.shard, [record]);
    else own.push(record);
  }
  return shards;
};
