import type { ByteReader, ByteWriter } from '../bytes.ts';

interface Seen {
  readonly firstDay: number;
  lastDay: number;
}

/** Names that a function is known by, as hashes, with the first and the last day on which each was seen. */
export type SeenSet = Map<number, Seen>;

export const newSeenSet = (): SeenSet => new Map();

/** Refreshes a known name; false when it is not known. */
export const refreshSeen = (set: SeenSet, hash: number, day: number): boolean => {
  const seen = set.get(hash);
  if (!seen) return false;
  seen.lastDay = day;
  return true;
};

/** Remembers a name; at `cap` names the one that was not seen for longest is forgotten. */
export const learnSeen = (set: SeenSet, hash: number, day: number, cap: number): void => {
  if (refreshSeen(set, hash, day)) return;
  if (set.size >= cap) {
    let oldest: number | undefined;
    let oldestDay = Number.POSITIVE_INFINITY;
    for (const [candidate, { lastDay }] of set) {
      if (lastDay < oldestDay) {
        oldest = candidate;
        oldestDay = lastDay;
      }
    }
    if (oldest !== undefined) set.delete(oldest);
  }
  set.set(hash, { firstDay: day, lastDay: day });
};

export const encodeSeenSet = (set: SeenSet, writer: ByteWriter): void => {
  writer.varint(set.size);
  for (const [hash, { firstDay, lastDay }] of set) {
    writer
      .u32(hash)
      .varint(firstDay)
      .varint(lastDay - firstDay);
  }
};

export const decodeSeenSet = (reader: ByteReader): SeenSet => {
  const set = newSeenSet();
  for (let left = reader.varint(); left > 0; left--) {
    const hash = reader.u32();
    const firstDay = reader.varint();
    set.set(hash, { firstDay, lastDay: firstDay + reader.varint() });
  }
  return set;
};
