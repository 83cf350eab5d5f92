import type { ByteReader, ByteWriter } from '../bytes.ts';

const REGISTERS = 64;
/** Up to here pairs of register and rank are shorter than all registers. */
const SPARSE_REGISTERS = 31;
/** Bias correction of 64 registers, from the paper's section 4. */
const ALPHA = 0.709;

/**
 * HyperLogLog of 64 registers: how many different things were added, within about 13 %. Merging takes the larger of
 * each register, so it is associative, commutative and idempotent.
 * @see Flajolet, Fusy, Gandouet, Meunier (2007), HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm
 */
export class DistinctSketch {
  readonly #registers = new Uint8Array(REGISTERS);

  /** Adds one thing by its 53-bit hash. */
  add(hash: number): void {
    const register = hash % REGISTERS;
    // The 47 bits above the register number, as leading zeros of their upper 32.
    const rest = Math.floor(hash / REGISTERS / 0x8000) >>> 0;
    const rank = Math.clz32(rest) + 1;
    if (rank > (this.#registers[register] ?? 0)) this.#registers[register] = rank;
  }

  merge(other: DistinctSketch): void {
    for (let index = 0; index < REGISTERS; index++) {
      const theirs = other.#registers[index] ?? 0;
      if (theirs > (this.#registers[index] ?? 0)) this.#registers[index] = theirs;
    }
  }

  /** Rounded estimate; exactly 0 when nothing was added. */
  estimate(): number {
    let sum = 0;
    let empty = 0;
    for (const rank of this.#registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty++;
    }
    const raw = (ALPHA * REGISTERS * REGISTERS) / sum;
    // Linear counting is the better estimate while many registers are empty.
    const estimate = raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw;
    return Math.round(estimate);
  }

  encode(writer: ByteWriter): void {
    writer.bytes(this.#registers);
  }

  /** Like {@link encode}, in a few bytes while few things were added. */
  encodeCompact(writer: ByteWriter): void {
    const used = [...this.#registers.entries()].filter(([, rank]) => rank > 0);
    writer.u8(used.length);
    if (used.length > SPARSE_REGISTERS) this.encode(writer);
    else for (const [register, rank] of used) writer.u8(register).u8(rank);
  }

  static decodeCompact(reader: ByteReader): DistinctSketch {
    const used = reader.u8();
    if (used > SPARSE_REGISTERS) return DistinctSketch.decode(reader);
    const sketch = new DistinctSketch();
    for (let left = used; left > 0; left--) {
      const register = reader.u8() % REGISTERS;
      sketch.#registers[register] = reader.u8();
    }
    return sketch;
  }

  static decode(reader: ByteReader): DistinctSketch {
    const sketch = new DistinctSketch();
    sketch.#registers.set(reader.bytes(REGISTERS));
    return sketch;
  }
}
