import type { ByteReader, ByteWriter } from '../bytes.ts';

/** Which positions of one shard's chain a checkpoint has dealt with. */
export interface ShardCursor {
  /** First position that still holds minutes after the checkpoint: read again on each tick. */
  readonly readFrom: number;
  /** Last position that was there when the checkpoint was made. What comes after it is new, however old its minutes. */
  readonly knownUntil: number;
}

export const NEW_SHARD: ShardCursor = { readFrom: 0, knownUntil: 0 };

/** Where one slot's reading of partials stands: part of its checkpoint, so that each of them counts exactly once. */
export interface SlotCursor {
  readonly shards: ReadonlyMap<string, ShardCursor>;
  /** First block of direct deliveries that is still read. */
  readonly block: number;
  /** Direct deliveries that were there when the checkpoint was made, by name; and the block under which each is found. */
  readonly direct: ReadonlyMap<string, number>;
}

export const encodeCursor = ({ shards, block, direct }: SlotCursor, writer: ByteWriter): void => {
  writer.varint(shards.size);
  for (const [shard, { readFrom, knownUntil }] of shards) writer.text(shard).varint(readFrom).varint(knownUntil);
  writer.varint(block).varint(direct.size);
  for (const [name, foundUnder] of direct) writer.text(name).signed(foundUnder - block);
};

export const decodeCursor = (reader: ByteReader): SlotCursor => {
  const shards = new Map<string, ShardCursor>();
  for (let left = reader.varint(); left > 0; left--) {
    shards.set(reader.text(), { readFrom: reader.varint(), knownUntil: reader.varint() });
  }
  const block = reader.varint();
  const direct = new Map<string, number>();
  for (let left = reader.varint(); left > 0; left--) direct.set(reader.text(), block + reader.signed());
  return { shards, block, direct };
};
