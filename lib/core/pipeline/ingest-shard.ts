import type { PayloadFolder } from '../fold/payload-folder.ts';
import { SummaryTable } from '../fold/summary-table.ts';
import { epochMs, minuteOf } from '../units.ts';
import { foldPayload } from './fold-payload.ts';
import type { ShardRecord } from './ingest-event.ts';
import type { IngestPorts } from './ingest-ports.ts';
import { emptyIngestTally, type IngestTally, mergeTally } from './ingest-tally.ts';
import { TableProblem } from './ports.ts';
import { compareSequence, covers } from './sequence.ts';
import { appendCommit, readChain } from './shard-chain.ts';
import { shardPartRows } from './shard-partials.ts';

/** Being outrun twice in a row already means that one shard is delivered by several event sources at once. */
const MOST_TRIES = 8;

/**
 * So long is folded for one commit: what a batch holds may take longer than an invocation has, and is then given again and
 * again. With a part of it committed each time, it comes to an end.
 */
const MOST_FOLDING_MS = 15_000;

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
  ports: ShardPorts,
  shard: string,
  records: readonly ShardRecord[],
  attempt: string,
): Promise<IngestTally> => {
  const { table, clock } = ports;
  const ordered = [...records].sort((a, b) => compareSequence(a.sequence, b.sequence));
  const first = ordered[0]?.sequence ?? '0';
  const whole = emptyIngestTally();
  for (let tries = 0, commits = 0; tries < MOST_TRIES; ) {
    const view = await readChain(table, shard, first);
    const fresh = ordered.filter(({ sequence }) => !covers(view.covered, sequence));
    if (fresh.length === 0) {
      if (commits === 0) whole.duplicates++;
      return whole;
    }
    const slots = await ports.slots();
    const { windows, tally, folded } = await foldSome(ports, fresh);
    const arrivedAt = epochMs(Math.max(...folded.map((record) => record.arrivedAt)));
    const header = { arrived: minuteOf(arrivedAt) };
    const { rows, parts } = shardPartRows(shard, view.next, attempt, slots, header, windows, clock());
    await table.putAll(rows);
    // A delivery holds every record between its first and its last.
    const ranges = [{ first, last: folded.at(-1)?.sequence ?? first }];
    const outcome = await appendCommit(table, shard, view, { ranges, attempt, slots, parts, arrivedAt });
    if (outcome === 'outrun') {
      tries++;
      continue;
    }
    mergeTally(whole, tally);
    if (folded.length === fresh.length) return whole;
    commits++;
    tries = 0;
  }
  throw new TableProblem('table.unavailable', `commits of ${shard} are contended: is it read by two event sources?`);
};

/** Folds the first record, and those after it for which there is time. */
const foldSome = async ({ settings, folder, clock }: ShardPorts, records: readonly ShardRecord[]) => {
  const windows = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  const began = clock();
  let count = 0;
  for (const { data } of records) {
    const folding = foldPayload(data, windows, tally, settings, folder);
    if (folding !== undefined) await folding;
    count++;
    if (clock() - began >= MOST_FOLDING_MS) break;
  }
  const folded = records.slice(0, count);
  tally.repeated = count - new Set(folded.map(contentOf)).size;
  return { windows, tally, folded };
};

/** Checksum and length of what a record holds, with which gzip ends. A collision would only be a figure that is wrong. */
const contentOf = ({ data }: ShardRecord): string => data.slice(-12);
