import type { ByteWriter } from '../bytes.ts';

export const DISTINCT_REGISTERS = 64;
/** Bias correction of 64 registers, from the paper's section 4. */
const ALPHA = 0.709;

/**
 * HyperLogLog of 64 registers: how many different things were added, within about 13 %. Merging takes the larger of
 * each register, so it is associative, commutative and idempotent.
 * @see Flajolet, Fusy, Gandouet, Meunier (2007), HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm
 */
export class DistinctSketch {
  /** The largest rank of each register. */
  readonly registers: Uint8Array;

  constructor(registers: Uint8Array = new Uint8Array(DISTINCT_REGISTERS)) {
    this.registers = registers;
  }

  /** Adds one thing by its 53-bit hash. */
  add(hash: number): void {
    const register = hash % DISTINCT_REGISTERS;
    // The 47 bits above the register number, as leading zeros of their upper 32.
    const rest = Math.floor(hash / DISTINCT_REGISTERS / 0x8000) >>> 0;
    const rank = Math.clz32(rest) + 1;
    if (rank > (this.registers[register] ?? 0)) this.registers[register] = rank;
  }

  merge(other: DistinctSketch): void {
    for (let index = 0; index < DISTINCT_REGISTERS; index++) {
      const theirs = other.registers[index] ?? 0;
      if (theirs > (this.registers[index] ?? 0)) this.registers[index] = theirs;
    }
  }

  /** Rounded estimate; exactly 0 when nothing was added. */
  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const raw = (ALPHA * DISTINCT_REGISTERS * DISTINCT_REGISTERS) / sum;
    // Linear counting is the better estimate while many registers are empty.
    const estimate =
      raw <= 2.5 * DISTINCT_REGISTERS && empty > 0 ? DISTINCT_REGISTERS * Math.log(DISTINCT_REGISTERS / empty) : raw;
    return Math.round(estimate);
  }

  encode(writer: ByteWriter): void {
    writer.bytes(this.registers);
  }
}
