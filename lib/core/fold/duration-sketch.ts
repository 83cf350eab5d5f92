import type { ByteReader, ByteWriter } from '../bytes.ts';

/** Buckets per doubling: neighbours differ by 4.4 %, so a bucket's middle is within 2.2 % of every value in it. */
const BUCKETS_PER_OCTAVE = 16;
const MANTISSA_BITS_KEPT = 4;
/** High word of 1.0 as IEEE 754 double, reduced like every other: durations below 1 µs fall into bucket 0. */
const BUCKET_OF_ONE = 0x3ff00000 >>> (20 - MANTISSA_BITS_KEPT);
/** 2^40 µs is 12 days, far above any Lambda limit: the number of buckets is bounded whatever a log claims. */
const MAX_BUCKET = 40 * BUCKETS_PER_OCTAVE;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Log-linear bucket of a duration: exponent and top mantissa bits of the double, so that it is the same integer on every
 * machine. The idea is DDSketch's (Masson, Rim, Lee 2019, VLDB 12(12)) with linear sub-buckets.
 */
export const bucketOf = (durationUs: number): number => {
  if (!(durationUs >= 1)) return 0;
  scratch.setFloat64(0, durationUs);
  return Math.min(MAX_BUCKET, (scratch.getUint32(0) >>> (20 - MANTISSA_BITS_KEPT)) - BUCKET_OF_ONE);
};

/** Arithmetic middle of a bucket, in milliseconds. */
export const bucketMiddleMs = (bucket: number): number => {
  const octave = Math.floor(bucket / BUCKETS_PER_OCTAVE);
  const within = bucket % BUCKETS_PER_OCTAVE;
  return (2 ** octave * (1 + (within + 0.5) / BUCKETS_PER_OCTAVE)) / 1_000;
};

/** Mergeable distribution of durations. Merging is addition of integers: associative and commutative, bit for bit. */
export class DurationSketch {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** Number of durations recorded. */
  get count(): number {
    return this.#total;
  }

  /** Bucket and count, in no particular order. */
  get buckets(): ReadonlyMap<number, number> {
    return this.#counts;
  }

  add(durationUs: number): void {
    this.#addTo(bucketOf(durationUs), 1);
  }

  merge(other: DurationSketch): void {
    for (const [bucket, count] of other.#counts) this.#addTo(bucket, count);
  }

  /**
   * The duration that a share `rank` (0..1) of the recorded ones do not exceed, in ms, within 2.2 %; `null` when empty.
   */
  quantileMs(rank: number): number | null {
    if (this.#total === 0) return null;
    const target = Math.max(1, Math.ceil(rank * this.#total));
    let seen = 0;
    for (const [bucket, count] of this.#sorted()) {
      seen += count;
      if (seen >= target) return bucketMiddleMs(bucket);
    }
    return null;
  }

  /** Writes bucket gaps and counts, ascending. */
  encode(writer: ByteWriter): void {
    writer.varint(this.#counts.size);
    let previous = 0;
    for (const [bucket, count] of this.#sorted()) {
      writer.varint(bucket - previous).varint(count);
      previous = bucket;
    }
  }

  static decode(reader: ByteReader): DurationSketch {
    const sketch = new DurationSketch();
    let bucket = 0;
    for (let left = reader.varint(); left > 0; left--) {
      bucket += reader.varint();
      sketch.#addTo(bucket, reader.varint());
    }
    return sketch;
  }

  #addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }

  #sorted(): [number, number][] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }
}
