import { addMinutes, type EpochMs, minuteOf } from '../units.ts';
import { OPEN_FUTURE_MINUTES } from './direct-partials.ts';
import { type UnpackedPartial, unpackPartial } from './partial-codec.ts';
import type { Row, Table } from './ports.ts';
import { type Commit, commitsFrom, knownShards } from './shard-chain.ts';
import { partSortKey } from './shard-partials.ts';
import { NEW_SHARD, type ShardCursor, type SlotCursor } from './slot-cursor.ts';
import type { Slot } from './slot-layout.ts';
import {
  blockOf,
  directPartition,
  LAST_SORT_KEY,
  markersPartition,
  orderedNumber,
  shardPartsPartition,
} from './table-keys.ts';

/** The packed summaries of one commit or one direct delivery. */
export interface PartialItem {
  readonly source:
    | { readonly kind: 'shard'; readonly shard: string; readonly position: number }
    /** `block`: under which it is found. */
    | { readonly kind: 'direct'; readonly name: string; readonly block: number };
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
}

/** Everything that was counted for a slot and may hold minutes after its checkpoint, arrived until `until`. */
export const readPartials = async (
  table: Table,
  slot: Slot,
  cursor: SlotCursor,
  until: EpochMs,
  salt: number,
): Promise<PartialsRead> => {
  const items: PartialItem[] = [];
  const positions = new Map<string, number>();
  let lostCommits = 0;
  for (const shard of await knownShards(table)) {
    const from = cursor.shards.get(shard) ?? NEW_SHARD;
    const read = await readShard(table, slot, shard, from, until, salt);
    items.push(...read.items);
    positions.set(shard, read.position);
    lostCommits += read.lostCommits;
  }
  const lastBlock = blockOf(addMinutes(minuteOf(until), OPEN_FUTURE_MINUTES));
  for (let block = cursor.block; block <= lastBlock; block++) {
    items.push(...(await readBlock(table, slot, block, cursor, salt)));
  }
  return { items, positions, lostCommits };
};

const readShard = async (
  table: Table,
  slot: Slot,
  shard: string,
  { readFrom, knownUntil }: ShardCursor,
  until: EpochMs,
  salt: number,
): Promise<{ items: PartialItem[]; position: number; lostCommits: number }> => {
  const commits = untilFirst(await commitsFrom(table, shard, readFrom), ({ arrivedAt }) => arrivedAt > until);
  const last = commits.at(-1);
  if (last === undefined) return { items: [], position: knownUntil, lostCommits: 0 };
  const partition = shardPartsPartition(shard, slot);
  const rows = new Map<string, Row>();
  const range = { partition, from: orderedNumber(readFrom), to: `${orderedNumber(last.position)}${LAST_SORT_KEY}` };
  for await (const row of table.scan({ ...range, consistent: false })) rows.set(row.sort, row);
  const items: PartialItem[] = [];
  let lostCommits = 0;
  for (const commit of commits.filter(({ slots }) => slots === slot.slots)) {
    const keys = partKeys(commit, slot);
    if (keys.length === 0) continue;
    const parts = await Promise.all(keys.map((key) => rows.get(key) ?? table.get(partition, key)));
    const found = parts.filter((row) => row !== undefined);
    if (found.length < keys.length) lostCommits++;
    else {
      const source = { kind: 'shard', shard, position: commit.position } as const;
      items.push({ source, isKnown: commit.position <= knownUntil, parts: found.map((row) => unpackRow(row, salt)) });
    }
  }
  return { items, position: Math.max(knownUntil, last.position), lostCommits };
};

const partKeys = ({ position, attempt, parts }: Commit, { slot }: Slot): string[] =>
  Array.from({ length: parts[slot] ?? 0 }, (_, part) => partSortKey(position, attempt, part));

const readBlock = async (
  table: Table,
  slot: Slot,
  block: number,
  cursor: SlotCursor,
  salt: number,
): Promise<PartialItem[]> => {
  const whole = { from: '', to: LAST_SORT_KEY, consistent: false } as const;
  const found: Row[] = [];
  for await (const row of table.scan({ partition: directPartition(slot, block), ...whole })) found.push(row);
  const marked: Row[] = [];
  for await (const { data } of table.scan({ partition: markersPartition(slot, block), ...whole })) {
    const { partition, sort } = JSON.parse(String(data)) as Pick<Row, 'partition' | 'sort'>;
    const row = await table.get(partition, sort);
    if (row !== undefined) marked.push(row);
  }
  return [...itemsOf(found, 0, block, cursor, salt), ...itemsOf(marked, block, block, cursor, salt)];
};

/** Items whose markers say `markerBlock`, parts put together; of a delivery that grew, the largest. */
const itemsOf = (
  rows: readonly Row[],
  markerBlock: number,
  block: number,
  cursor: SlotCursor,
  salt: number,
): PartialItem[] => {
  const largest = new Map<string, { events: number; parts: UnpackedPartial[]; wanted: number }>();
  for (const { sort, revision, data } of rows) {
    const part = unpackRow({ data }, salt);
    if (part.header.origin?.markerBlock !== markerBlock) continue;
    const name = sort.slice(0, sort.lastIndexOf('|'));
    const wanted = Number(sort.slice(sort.lastIndexOf('.') + 1));
    const known = largest.get(name);
    if (known === undefined || known.events < revision) largest.set(name, { events: revision, parts: [part], wanted });
    else if (known.events === revision) known.parts.push(part);
  }
  return [...largest]
    .filter(([, { parts, wanted }]) => parts.length === wanted)
    .map(([name, { parts }]) => ({
      source: { kind: 'direct', name, block },
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
