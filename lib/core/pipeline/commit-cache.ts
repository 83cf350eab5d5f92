import type { Table } from './ports.ts';
import { type Commit, commitsFrom } from './shard-chain.ts';

/** A shard's commits of a horizon are some hundreds, of a few hundred bytes each. */
const MOST_COMMITS = 4_000;

/**
 * Commits that were read before. A chain only grows at its end, and no commit ever changes: so each is read once by a
 * process, not on each of the forty ticks that look at it. Everything still works, dearer, when nothing is kept.
 */
export class CommitCache {
  readonly #shards = new Map<string, readonly Commit[]>();

  /** Commits of a shard from a position on. */
  async from(table: Table, shard: string, position: number): Promise<readonly Commit[]> {
    const known = this.#shards.get(shard) ?? [];
    const [first] = known;
    const last = known.at(-1);
    const isCovered = first !== undefined && last !== undefined && position >= first.position;
    const fresh = await commitsFrom(table, shard, isCovered ? last.position + 1 : position);
    const commits = isCovered ? known.concat(fresh) : fresh;
    if (fresh.length > 0) this.#shards.set(shard, commits.slice(-MOST_COMMITS));
    // Asked for is the end, mostly: some tens of some thousands.
    return commits.slice(commits.findLastIndex((commit) => commit.position < position) + 1);
  }
}
