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

/** How many of the eight bits of a byte are 0, by its value. */
const ZEROS_IN_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let zeros = 8;
  for (let rest = byte; rest > 0; rest >>= 1) zeros -= rest & 1;
  return zeros;
});

export const distinctOf = (counter: DistinctCounter): number => {
  let zeros = 0;
  for (let place = 0; place < counter.length; place++) zeros += ZEROS_IN_BYTE[counter[place] ?? 0] ?? 0;
  if (zeros === BITS) return 0;
  return zeros === 0 ? BITS * Math.log(BITS) : Math.round(BITS * Math.log(BITS / zeros));
};
