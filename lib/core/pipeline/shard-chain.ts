import type { EpochMs } from '../units.ts';
import { epochMs } from '../units.ts';
import type { Row, Table } from './ports.ts';
import { compareSequence, laterSequence, type SequenceNumber, type SequenceRange } from './sequence.ts';
import { commitsPartition, LAST_SORT_KEY, orderedNumber, SHARDS_PARTITION } from './table-keys.ts';

/**
 * What was counted of one shard: a chain of commits without gaps, of which each names the records it stands for.
 *
 * The next commit goes to the position after the newest one that its writer has seen, under `attribute_not_exists`. So
 * of two writers who saw the same coverage one wins, and whoever lost looks again: no record is in the parts of two
 * commits, however a shard is delivered. A reader that remembers a position knows exactly which commits are new to it.
 */
export interface Commit {
  readonly position: number;
  /** What is dealt with from now on: records of this commit, and such between them as earlier ones stand for. */
  readonly ranges: readonly SequenceRange[];
  /** The highest number in this or any earlier commit. */
  readonly highest: SequenceNumber;
  /** Which attempt's parts count: parts of others at this position are left over from crashes. */
  readonly attempt: string;
  /** Slots of the layout that the parts were packed for. */
  readonly slots: number;
  /** Parts per slot, by slot number; slots without an entry have none. */
  readonly parts: Readonly<Record<string, number>>;
  /** When Kinesis took in the newest of the records. */
  readonly arrivedAt: EpochMs;
}

/** What a writer must know of a chain. */
export interface ChainView {
  /** Position for the next commit. */
  readonly next: number;
  readonly highest: SequenceNumber;
  /** Every committed range that reaches `from` or beyond. */
  readonly covered: readonly SequenceRange[];
  readonly isNew: boolean;
}

/**
 * Longer than the longest retention of a stream (365 days), since coverage is what keeps a stream that is read again
 * from its beginning from counting twice. A commit is some 200 bytes.
 */
const COMMIT_LIFE_MS = 400 * 86_400_000;

/** A shard notes its position this often, so that a chain whose commits all expired goes on above every old position. */
const NOTE_EVERY = 1_024;
const LEAP = 1_000_000;

const PAGE_ROWS = 8;

export const readChain = async (table: Table, shard: string, from: SequenceNumber): Promise<ChainView> => {
  const seen = await readCoverage(table, shard, from);
  if (seen !== undefined) return seen;
  // No commit at all. The note is read first: one that is newer than what the chain showed must not be combined with it.
  const note = await table.get(SHARDS_PARTITION, shard);
  const again = await readCoverage(table, shard, from);
  return again ?? { next: (note?.revision ?? 0) + LEAP, highest: '0', covered: [], isNew: true };
};

const readCoverage = async (table: Table, shard: string, from: SequenceNumber): Promise<ChainView | undefined> => {
  const range = { partition: commitsPartition(shard), from: '', to: LAST_SORT_KEY, consistent: true } as const;
  let newest: Commit | undefined;
  const covered: SequenceRange[] = [];
  for await (const row of table.scan({ ...range, order: 'descending', pageRows: PAGE_ROWS })) {
    const commit = commitOf(row);
    newest ??= commit;
    if (compareSequence(commit.highest, from) < 0) break;
    covered.push(...commit.ranges.filter(({ last }) => compareSequence(last, from) >= 0));
  }
  if (newest === undefined) return undefined;
  return { next: newest.position + 1, highest: newest.highest, covered, isNew: false };
};

/** Makes the parts of `commit.attempt` count, unless another commit took the position: then nothing happened. */
export const appendCommit = async (
  table: Table,
  shard: string,
  view: ChainView,
  commit: Omit<Commit, 'position' | 'highest'>,
): Promise<'committed' | 'outrun'> => {
  // Evaluation finds a shard by its note, so the note comes before the first commit.
  if (view.isNew) await noteShard(table, shard, 0);
  const position = view.next;
  const highest = commit.ranges.reduce((most, { last }) => laterSequence(most, last), view.highest);
  const outcome = await table.put(
    {
      partition: commitsPartition(shard),
      sort: orderedNumber(position),
      revision: position,
      data: JSON.stringify({ v: 1, ...commit, highest }),
      expiresAt: epochMs(commit.arrivedAt + COMMIT_LIFE_MS),
    },
    { kind: 'absent' },
  );
  if (outcome === 'refused') return 'outrun';
  if (view.isNew || position % NOTE_EVERY === 0) await noteShard(table, shard, position);
  return 'committed';
};

const noteShard = async (table: Table, shard: string, position: number): Promise<void> => {
  await table.put(
    { partition: SHARDS_PARTITION, sort: shard, revision: position, data: JSON.stringify({ v: 1 }) },
    { kind: 'absent-or-lower' },
  );
};

/** Every shard that ever delivered. */
export const knownShards = async (table: Table): Promise<string[]> => {
  const shards: string[] = [];
  const range = { partition: SHARDS_PARTITION, from: '', to: LAST_SORT_KEY, consistent: true } as const;
  for await (const { sort } of table.scan(range)) shards.push(sort);
  return shards;
};

/**
 * Commits from a position on. Strongly consistent, so that the chain is seen without holes: a reader remembers the last
 * position and never looks back.
 */
export const commitsFrom = async (table: Table, shard: string, position: number): Promise<Commit[]> => {
  const commits: Commit[] = [];
  const partition = commitsPartition(shard);
  for await (const row of table.scan({
    partition,
    from: orderedNumber(position),
    to: LAST_SORT_KEY,
    consistent: true,
  })) {
    commits.push(commitOf(row));
  }
  return commits;
};

const commitOf = ({ revision, data }: Row): Commit => ({
  ...(JSON.parse(String(data)) as Omit<Commit, 'position'>),
  position: revision,
});
