import { addMinutes, type EpochMs, minuteOf } from '../units.ts';
import type { CommitCache } from './commit-cache.ts';
import { type DirectItemKey, directRanges, readDirectSort } from './direct-keys.ts';
import { OPEN_FUTURE_MINUTES } from './direct-partials.ts';
import { overlapsAmong } from './overlaps.ts';
import type { PartCache } from './part-cache.ts';
import type { Row, Table } from './ports.ts';
import { type Commit, knownShards } from './shard-chain.ts';
import { partSortKey } from './shard-partials.ts';
import { NEW_SHARD, type ShardCursor, type SlotCursor } from './slot-cursor.ts';
import { counterparts, type Slot, slotOf } from './slot-layout.ts';
import { blockOf, LAST_SORT_KEY, orderedNumber, shardPartsPartition } from './table-keys.ts';
import { type UnpackedPartial, unpackPartial } from './unpack-partial.ts';

/** The packed summaries of one commit or one direct delivery. */
export interface PartialItem {
  readonly source:
    | { readonly kind: 'shard'; readonly shard: string; readonly position: number }
    /** `block`: under which it is found. */
    | { readonly kind: 'direct'; readonly name: string; readonly block: number; readonly events: number };
  /** It was there when the checkpoint was made, so its minutes up to the checkpoint are counted. */
  readonly isKnown: boolean;
  readonly parts: readonly UnpackedPartial[];
}

export interface PartialsRead {
  readonly items: readonly PartialItem[];
  /** The last commit of each shard that was read, whether it held anything for this slot or not. */
  readonly positions: ReadonlyMap<string, number>;
  /** Commits whose parts are gone: evaluation stood still for longer than parts live. */
  readonly lostCommits: number;
  /** Direct deliveries that tell of events which another one also tells of. */
  readonly overlaps: number;
}

export interface PartialsSource {
  readonly table: Table;
  readonly salt: number;
  readonly cache: PartCache;
  readonly commits: CommitCache;
}

export interface PartialsWanted {
  readonly slot: Slot;
  readonly cursor: SlotCursor;
  /** What arrived until then. */
  readonly until: EpochMs;
  /**
   * A checkpoint is made of it: then nothing may be missing that an earlier read saw. Reads that may miss the newest rows,
   * at half the price, do not promise that.
   */
  readonly isFinal: boolean;
}

/** Everything that was counted for a slot and may hold minutes after its checkpoint. */
export const readPartials = async (
  source: PartialsSource,
  { slot, cursor, until, isFinal }: PartialsWanted,
): Promise<PartialsRead> => {
  const { table, salt } = source;
  const readShards = async () => {
    const shards = await knownShards(table);
    return Promise.all(
      shards.map(async (shard) => {
        const from = cursor.shards.get(shard) ?? NEW_SHARD;
        return { shard, ...(await readShard(source, slot, shard, from, until)) };
      }),
    );
  };
  const [shards, direct] = await Promise.all([readShards(), readDirect(table, slot, cursor, until, salt, isFinal)]);
  return {
    items: [...shards.flatMap(({ items }) => items), ...direct],
    positions: new Map(shards.map(({ shard, position }) => [shard, position])),
    lostCommits: shards.reduce((sum, { lostCommits }) => sum + lostCommits, 0),
    overlaps: overlapsAmong(direct),
  };
};

const readShard = async (
  { table, salt, cache, commits: known }: PartialsSource,
  slot: Slot,
  shard: string,
  { readFrom, knownUntil }: ShardCursor,
  until: EpochMs,
): Promise<{ items: PartialItem[]; position: number; lostCommits: number }> => {
  // What is known stays known, also to a tick that comes late: it may still hold minutes that are to be counted.
  const isAhead = ({ arrivedAt, position }: Commit) => arrivedAt > until && position > knownUntil;
  const commits = untilFirst(await known.from(table, shard, readFrom), isAhead);
  const last = commits.at(-1);
  if (last === undefined) return { items: [], position: knownUntil, lostCommits: 0 };
  const wanted = commits.map((commit) => ({ commit, keys: partKeys(commit, shard, slot) }));
  const parts = await readParts(
    table,
    wanted.flatMap(({ keys }) => keys),
    last.position,
    salt,
    cache,
  );
  const items: PartialItem[] = [];
  let lostCommits = 0;
  for (const { commit, keys } of wanted) {
    if (keys.length === 0) continue;
    const found = keys.map((key) => parts.get(key)).filter((part) => part !== undefined);
    if (found.length < keys.length) {
      lostCommits++;
      continue;
    }
    const own = commit.slots >= slot.slots ? found : found.map((part) => ownWindows(part, slot));
    const source = { kind: 'shard', shard, position: commit.position } as const;
    items.push({ source, isKnown: commit.position <= knownUntil, parts: own });
  }
  return { items, position: last.position, lostCommits };
};

/** Where a part lies. */
interface PartKey {
  readonly partition: string;
  readonly sort: string;
  readonly position: number;
}

/** The parts of a commit that may hold something of a slot, whichever layout they were packed for. */
const partKeys = ({ position, attempt, slots, parts }: Commit, shard: string, slot: Slot): PartKey[] =>
  counterparts(slot, slots).flatMap((counterpart) =>
    Array.from({ length: parts[counterpart.slot] ?? 0 }, (_, part) => ({
      partition: shardPartsPartition(shard, counterpart),
      sort: partSortKey(position, attempt, part),
      position,
    })),
  );

/** One range read per partition from the first part that is not at hand; what that misses is asked for by itself. */
const readParts = async (
  table: Table,
  keys: readonly PartKey[],
  last: number,
  salt: number,
  cache: PartCache,
): Promise<Map<PartKey, UnpackedPartial>> => {
  const parts = new Map<PartKey, UnpackedPartial>();
  const missing = new Map<string, PartKey[]>();
  for (const key of keys) {
    const known = cache.get(key.partition, key.sort);
    if (known !== undefined) parts.set(key, known);
    else missing.set(key.partition, [...(missing.get(key.partition) ?? []), key]);
  }
  await Promise.all(
    [...missing].map(async ([partition, own]) => {
      const rows = new Map<string, Row>();
      const from = orderedNumber(Math.min(...own.map(({ position }) => position)));
      const range = { partition, from, to: `${orderedNumber(last)}${LAST_SORT_KEY}`, consistent: false };
      for await (const row of table.scan(range)) rows.set(row.sort, row);
      for (const key of own) {
        const row = rows.get(key.sort) ?? (await table.get(partition, key.sort));
        if (row !== undefined) parts.set(key, cache.unpack(row, salt));
      }
    }),
  );
  return parts;
};

/** Of a part that was packed for a wider slot. */
const ownWindows = ({ header, windows }: UnpackedPartial, { slots, slot }: Slot): UnpackedPartial => ({
  header,
  windows: windows.filter(({ functionId }) => slotOf(functionId, slots) === slot),
});

/** Late items looked up at a time. */
const PARALLEL_GETS = 16;

const readDirect = async (
  table: Table,
  slot: Slot,
  cursor: SlotCursor,
  until: EpochMs,
  salt: number,
  consistent: boolean,
): Promise<PartialItem[]> => {
  // What is known stays known, also to a tick that comes late: see `readShard`.
  let last = blockOf(addMinutes(minuteOf(until), OPEN_FUTURE_MINUTES));
  for (const block of cursor.direct.values()) last = Math.max(last, block);
  const found: Found[] = [];
  const markers: { readonly block: number; readonly row: Row }[] = [];
  for (const range of directRanges(slot, cursor.block, last)) {
    for await (const row of table.scan({ ...range, consistent })) {
      const key = readDirectSort(row.sort);
      if (key.kind === 'marker') markers.push({ block: key.block, row });
      else found.push({ key, row, markerBlock: 0, block: key.block });
    }
  }
  for (let start = 0; start < markers.length; start += PARALLEL_GETS) {
    const marked = markers.slice(start, start + PARALLEL_GETS).map(async ({ block, row }): Promise<Found[]> => {
      const { partition, sort } = JSON.parse(String(row.data)) as Pick<Row, 'partition' | 'sort'>;
      const item = await table.get(partition, sort);
      const key = readDirectSort(sort);
      return item === undefined || key.kind === 'marker' ? [] : [{ key, row: item, markerBlock: block, block }];
    });
    found.push(...(await Promise.all(marked)).flat());
  }
  return itemsOf(found, cursor, salt);
};

interface Found {
  readonly key: DirectItemKey;
  readonly row: Row;
  /** Block of the marker that led to it; 0 for an item found by itself. */
  readonly markerBlock: number;
  /** Block under which it was found. */
  readonly block: number;
}

interface Gathered {
  readonly block: number;
  readonly events: number;
  readonly wanted: number;
  readonly parts: UnpackedPartial[];
}

/** Items found the way they say they are to be found, parts put together; of a delivery that grew, the largest. */
const itemsOf = (found: readonly Found[], cursor: SlotCursor, salt: number): PartialItem[] => {
  const largest = new Map<string, Gathered>();
  for (const { key, row, markerBlock, block } of found) {
    const part = unpackRow(row, salt);
    if (part.header.origin?.markerBlock !== markerBlock) continue;
    const name = `${key.name}.${key.lane}`;
    const known = largest.get(name);
    if (known === undefined || known.events < row.revision) {
      largest.set(name, { block, events: row.revision, wanted: key.parts, parts: [part] });
    } else if (known.events === row.revision) known.parts.push(part);
  }
  return [...largest]
    .filter(([, { parts, wanted }]) => parts.length === wanted)
    .map(([name, { block, events, parts }]) => ({
      source: { kind: 'direct', name, block, events },
      isKnown: cursor.direct.has(name),
      parts,
    }));
};

const unpackRow = ({ data }: Pick<Row, 'data'>, salt: number): UnpackedPartial => {
  if (typeof data === 'string') throw new RangeError('packed summaries are stored as bytes');
  return unpackPartial(data, salt);
};

const untilFirst = <Item>(items: readonly Item[], ends: (item: Item) => boolean): readonly Item[] => {
  const index = items.findIndex(ends);
  return index < 0 ? items : items.slice(0, index);
};
