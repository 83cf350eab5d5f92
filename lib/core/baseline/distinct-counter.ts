import type { ByteReader, ByteWriter } from '../bytes.ts';

/** 256 bits: estimates up to about a thousand within a tenth, in 32 bytes. */
const BITS = 256;

/**
 * Counts distinct hashes in fixed memory: linear counting. Enough to tell a flood from a list.
 * @see Whang, Vander-Zanden, Taylor (1990), A linear-time probabilistic counting algorithm
 */
export interface DistinctCounter {
  readonly bits: Uint8Array;
  /** Bits that are 1. */
  ones: number;
}

export const newDistinctCounter = (): DistinctCounter => ({ bits: new Uint8Array(BITS / 8), ones: 0 });

export const resetDistinct = (counter: DistinctCounter): void => {
  if (counter.ones > 0) counter.bits.fill(0);
  counter.ones = 0;
};

export const countDistinct = (counter: DistinctCounter, hash: number): void => {
  const bit = hash % BITS;
  const byte = counter.bits[bit >> 3] ?? 0;
  const one = 1 << (bit & 7);
  if ((byte & one) !== 0) return;
  counter.bits[bit >> 3] = byte | one;
  counter.ones++;
};

export const distinctOf = ({ ones }: DistinctCounter): number => {
  if (ones === 0) return 0;
  return ones === BITS ? BITS * Math.log(BITS) : Math.round(BITS * Math.log(BITS / (BITS - ones)));
};

export const encodeDistinct = ({ bits }: DistinctCounter, writer: ByteWriter): void => {
  writer.bytes(bits);
};

export const decodeDistinct = (reader: ByteReader): DistinctCounter => {
  const bits = reader.bytes(BITS / 8).slice();
  let ones = 0;
  for (let bit = 0; bit < BITS; bit++) ones += ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  return { bits, ones };
};
