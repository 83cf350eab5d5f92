/** 256 bits: estimates up to about a thousand within a tenth, in 32 bytes. */
const BITS = 256;

/**
 * Counts distinct hashes in fixed memory: linear counting. Enough to tell a flood from a list.
 * @see Whang, Vander-Zanden, Taylor (1990), A linear-time probabilistic counting algorithm
 */
export type DistinctCounter = Uint8Array;

export const newDistinctCounter = (): DistinctCounter => new Uint8Array(BITS / 8);

export const countDistinct = (counter: DistinctCounter, hash: number): void => {
  const bit = hash % BITS;
  counter[bit >> 3] = (counter[bit >> 3] ?? 0) | (1 << (bit & 7));
};

export const distinctOf = (counter: DistinctCounter): number => {
  let zeros = 0;
  for (const byte of counter) for (let bit = 0; bit < 8; bit++) zeros += (byte >> bit) & 1 ? 0 : 1;
  return zeros === 0 ? BITS * Math.log(BITS) : Math.round(BITS * Math.log(BITS / zeros));
};
