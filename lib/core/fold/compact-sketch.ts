import type { ByteReader, ByteWriter } from '../bytes.ts';
import { DISTINCT_REGISTERS, DistinctSketch } from './distinct-sketch.ts';

/** Up to here pairs of register and rank are shorter than all registers. */
const SPARSE_REGISTERS = 31;

/** Like `DistinctSketch.encode`, in a few bytes while few things were added. */
export const encodeCompact = (sketch: DistinctSketch, writer: ByteWriter): void => {
  const used = [...sketch.registers.entries()].filter(([, rank]) => rank > 0);
  writer.u8(used.length);
  if (used.length > SPARSE_REGISTERS) sketch.encode(writer);
  else for (const [register, rank] of used) writer.u8(register).u8(rank);
};

export const decodeCompact = (reader: ByteReader): DistinctSketch => {
  const used = reader.u8();
  if (used > SPARSE_REGISTERS) return new DistinctSketch(reader.bytes(DISTINCT_REGISTERS).slice());
  const sketch = new DistinctSketch();
  for (let left = used; left > 0; left--) {
    const register = reader.u8() % DISTINCT_REGISTERS;
    sketch.registers[register] = reader.u8();
  }
  return sketch;
};
