import type { ByteReader } from '../bytes.ts';
import { BoundedCounts } from './bounded-counts.ts';
import { DISTINCT_REGISTERS, DistinctSketch } from './distinct-sketch.ts';

/** Reads what `BoundedCounts.encode` wrote. */
export const decodeCounts = (reader: ByteReader, cap: number, salt: number): BoundedCounts => {
  const counts = new BoundedCounts(cap, salt);
  for (let left = reader.varint(); left > 0; left--) counts.add(reader.text(), reader.varint());
  const other = reader.varint();
  if (other > 0) counts.addOther(other, new DistinctSketch(reader.bytes(DISTINCT_REGISTERS)));
  return counts;
};
