import type { ByteWriter } from '../bytes.ts';

/** Buckets per doubling: neighbours differ by 4.4 %, so a bucket's middle is within 2.2 % of every value in it. */
export const BUCKETS_PER_OCTAVE = 16;
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
  // Of a 32-bit integer the same bits, without the way through memory.
  const whole = durationUs | 0;
  if (whole === durationUs) {
    const octave = 31 - Math.clz32(whole);
    const top =
      octave >= MANTISSA_BITS_KEPT ? whole >>> (octave - MANTISSA_BITS_KEPT) : whole << (MANTISSA_BITS_KEPT - octave);
    return octave * BUCKETS_PER_OCTAVE + (top & (BUCKETS_PER_OCTAVE - 1));
  }
  scratch.setFloat64(0, durationUs);
  return Math.min(MAX_BUCKET, (scratch.getUint32(0) >>> (20 - MANTISSA_BITS_KEPT)) - BUCKET_OF_ONE);
};

/**
 * Mergeable distribution of durations. Merging is addition of integers: associative and commutative, bit for bit. Kept
 * ascending, so that whoever sums over it gets the same rounding in whatever order the durations came.
 */
export class DurationSketch {
  #buckets: number[] = [];
  #counts: number[] = [];
  #total = 0;

  /** Number of durations recorded. */
  get count(): number {
    return this.#total;
  }

  /** The buckets that hold anything, ascending. */
  get buckets(): readonly number[] {
    return this.#buckets;
  }

  /** Durations in each of {@link buckets}. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  add(durationUs: number): void {
    this.#addTo(bucketOf(durationUs), 1);
  }

  /** Fills an empty sketch with buckets, ascending, and their counts, which sum up to `total`. */
  restore(buckets: number[], counts: number[], total: number): void {
    this.#buckets = buckets;
    this.#counts = counts;
    this.#total = total;
  }

  merge(other: DurationSketch): void {
    for (let place = 0; place < other.#buckets.length; place++) {
      this.#addTo(other.#buckets[place] ?? 0, other.#counts[place] ?? 0);
    }
  }

  /** Writes bucket gaps and counts, ascending. */
  encode(writer: ByteWriter): void {
    writer.varint(this.#buckets.length);
    let previous = 0;
    for (let place = 0; place < this.#buckets.length; place++) {
      const bucket = this.#buckets[place] ?? 0;
      writer.varint(bucket - previous).varint(this.#counts[place] ?? 0);
      previous = bucket;
    }
  }

  #addTo(bucket: number, count: number): void {
    const place = this.#placeOf(bucket);
    if (this.#buckets[place] === bucket) this.#counts[place] = (this.#counts[place] ?? 0) + count;
    else {
      insertAt(this.#buckets, place, bucket);
      insertAt(this.#counts, place, count);
    }
    this.#total += count;
  }

  /** Where `bucket` is, or belongs. */
  #placeOf(bucket: number): number {
    let low = 0;
    let high = this.#buckets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#buckets[middle] ?? 0) < bucket) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Like `splice`, without the array of removed items that it makes: sketches are filled number by number. */
const insertAt = (numbers: number[], place: number, added: number): void => {
  for (let index = numbers.length; index > place; index--) numbers[index] = numbers[index - 1] ?? 0;
  numbers[place] = added;
};
