import type { PayloadFolder } from '../fold/payload-folder.ts';
import { SummaryTable } from '../fold/summary-table.ts';
import { epochMs, minuteOf } from '../units.ts';
import { foldPayload } from './fold-payload.ts';
import type { ShardRecord } from './ingest-event.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { emptyIngestTally, type IngestTally } from './ingest-tally.ts';
import { TableProblem } from './ports.ts';
import { compareSequence, covers, uncoveredRanges } from './sequence.ts';
import { appendCommit, readChain } from './shard-chain.ts';
import { shardPartRows } from './shard-partials.ts';

/** Being outrun twice in a row already means that one shard is delivered by several event sources at once. */
const MOST_TRIES = 8;

export interface ShardPorts extends Pick<IngestPorts, 'table' | 'settings' | 'clock'> {
  /** The layout to pack for: of any age, since each commit names its own. */
  readonly slots: () => Promise<number>;
  /** Reads payloads without decoding them where it can. */
  readonly folder: PayloadFolder;
}

/**
 * Counts the records of one shard that no commit covers yet: parts first, then the commit that makes them count. Dies
 * it in between, or is it outrun, its parts mean nothing, and whoever is given the records again begins afresh.
 */
export const ingestShard = async (
  { table, settings, clock, slots: slotsNow, folder }: ShardPorts,
  shard: string,
  records: readonly ShardRecord[],
  attempt: string,
): Promise<IngestTally> => {
  const delivered = records.map(({ sequence }) => sequence).sort(compareSequence);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const view = await readChain(table, shard, delivered[0] ?? '0');
    const fresh = records.filter(({ sequence }) => !covers(view.covered, sequence));
    const tally = emptyIngestTally();
    if (fresh.length === 0) {
      tally.duplicates++;
      return tally;
    }
    const slots = await slotsNow();
    const windows = new SummaryTable(settings.salt);
    for (const { data } of fresh) {
      const folded = foldPayload(data, windows, tally, settings, folder);
      if (folded !== undefined) await folded;
    }
    tally.repeated = fresh.length - new Set(fresh.map(contentOf)).size;
    const arrivedAt = epochMs(Math.max(...fresh.map((record) => record.arrivedAt)));
    const header = { arrived: minuteOf(arrivedAt) };
    const { rows, parts } = shardPartRows(shard, view.next, attempt, slots, header, windows, clock());
    await table.putAll(rows);
    const ranges = uncoveredRanges(delivered, view.covered);
    const commit = { ranges, attempt, slots, parts, arrivedAt };
    if ((await appendCommit(table, shard, view, commit)) === 'committed') return tally;
  }
  throw new TableProblem('table.unavailable', `commits of ${shard} are contended: is it read by two event sources?`);
};

/** Checksum and length of what a record holds, with which gzip ends. A collision would only be a figure that is wrong. */
const contentOf = ({ data }: ShardRecord): string => data.slice(-12);
