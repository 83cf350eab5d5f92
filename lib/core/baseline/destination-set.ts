import type { ByteReader, ByteWriter } from '../bytes.ts';

/** Destinations remembered per function, least recently seen forgotten first. */
const MOST_DESTINATIONS = 512;

interface Seen {
  readonly firstDay: number;
  lastDay: number;
}

/** Which destinations a function is known to call, by hash, with first and last day. */
export type DestinationSet = Map<number, Seen>;

export const newDestinationSet = (): DestinationSet => new Map();

/** Refreshes a known destination; false when it is not known. */
export const refreshDestination = (known: DestinationSet, hash: number, day: number): boolean => {
  const seen = known.get(hash);
  if (!seen) return false;
  seen.lastDay = day;
  return true;
};

export const learnDestination = (known: DestinationSet, hash: number, day: number): void => {
  if (refreshDestination(known, hash, day)) return;
  if (known.size >= MOST_DESTINATIONS) {
    let oldest: number | undefined;
    let oldestDay = Number.POSITIVE_INFINITY;
    for (const [candidate, { lastDay }] of known) {
      if (lastDay < oldestDay) {
        oldest = candidate;
        oldestDay = lastDay;
      }
    }
    if (oldest !== undefined) known.delete(oldest);
  }
  known.set(hash, { firstDay: day, lastDay: day });
};

export const encodeDestinationSet = (known: DestinationSet, writer: ByteWriter): void => {
  writer.varint(known.size);
  for (const [hash, { firstDay, lastDay }] of known)
    writer
      .u32(hash)
      .varint(firstDay)
      .varint(lastDay - firstDay);
};

export const decodeDestinationSet = (reader: ByteReader): DestinationSet => {
  const known = newDestinationSet();
  for (let left = reader.varint(); left > 0; left--) {
    const hash = reader.u32();
    const firstDay = reader.varint();
    known.set(hash, { firstDay, lastDay: firstDay + reader.varint() });
  }
  return known;
};
