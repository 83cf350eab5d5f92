import { bucketOf } from './duration-sketch.ts';
import { PlainSummary, WIDE } from './plain-summary.ts';

/** As most windows have, so many buckets are in order before a native sort has begun. */
const FEW = 64;

/** Puts the first `used` of `buckets` in order. */
const sortBuckets = (buckets: Uint16Array, used: number): void => {
  if (used > FEW) {
    buckets.subarray(0, used).sort();
    return;
  }
  for (let next = 1; next < used; next++) {
    const bucket = buckets[next] ?? 0;
    let at = next;
    for (; at > 0 && (buckets[at - 1] ?? 0) > bucket; at--) buckets[at] = buckets[at - 1] ?? 0;
    buckets[at] = bucket;
  }
};

/** Names with counts, to be filled again and again. */
export class NameCountsDraft {
  readonly names: string[] = [];
  readonly counts: number[] = [];
  used = 0;

  add(name: string, count: number): void {
    for (let index = 0; index < this.used; index++) {
      if (this.names[index] !== name) continue;
      this.counts[index] = (this.counts[index] ?? 0) + count;
      return;
    }
    this.names[this.used] = name;
    this.counts[this.used++] = count;
  }
}

/** What a window record says, while it is read: used for one record after the other, so that only the result is made. */
export class PlainDraft {
  invocations = 0;
  errors = 0;
  timeouts = 0;
  coldStarts = 0;
  version = '';
  durationUsSum = 0;
  durationUsMax = 0;
  readonly kinds = new NameCountsDraft();
  readonly destinations = new NameCountsDraft();
  readonly risky = new NameCountsDraft();
  /** Of each duration. */
  readonly #buckets: Uint16Array;
  #durations = 0;
  readonly #numbers: number[] = [];
  readonly #names: string[] = [];

  constructor(mostDurations: number) {
    this.#buckets = new Uint16Array(mostDurations);
  }

  /** Begins another record. */
  begin(): void {
    this.invocations = 0;
    this.errors = 0;
    this.timeouts = 0;
    this.coldStarts = 0;
    this.version = '';
    this.durationUsSum = 0;
    this.durationUsMax = 0;
    this.kinds.used = 0;
    this.destinations.used = 0;
    this.risky.used = 0;
    this.#durations = 0;
  }

  /** `false` when there are too many. */
  addDuration(us: number): boolean {
    if (this.#durations === this.#buckets.length) return false;
    this.#buckets[this.#durations++] = bucketOf(us);
    this.durationUsSum += us;
    if (us > this.durationUsMax) this.durationUsMax = us;
    return true;
  }

  /** In the order of `plainSummaryOf`. */
  finish(): PlainSummary {
    const numbers = this.#numbers;
    numbers[0] = this.invocations;
    numbers[1] = this.invocations;
    numbers[2] = this.coldStarts;
    numbers[3] = 0;
    numbers[4] = this.errors;
    numbers[5] = this.timeouts;
    numbers[6] = 0;
    numbers[7] = 0;
    numbers[8] = this.durationUsSum % WIDE;
    numbers[9] = Math.floor(this.durationUsSum / WIDE);
    numbers[10] = this.durationUsMax % WIDE;
    numbers[11] = Math.floor(this.durationUsMax / WIDE);
    for (let unsaid = 12; unsaid < 16; unsaid++) numbers[unsaid] = 0;
    let at = this.#writeDurations(16);
    at = this.#writeCounts(this.kinds, at, 0);
    let named = this.kinds.used;
    numbers[at++] = this.version === '' ? 0 : 1;
    if (this.version !== '') {
      numbers[at++] = this.invocations;
      this.#names[named++] = this.version;
    }
    at = this.#writeCounts(this.destinations, at, named);
    named += this.destinations.used;
    at = this.#writeCounts(this.risky, at, named);
    named += this.risky.used;
    return new PlainSummary(numbers.slice(0, at), this.#names.slice(0, named));
  }

  /** How many different buckets there are, then each with its count, ascending. */
  #writeDurations(from: number): number {
    const numbers = this.#numbers;
    const buckets = this.#buckets;
    const used = this.#durations;
    sortBuckets(buckets, used);
    let at = from + 1;
    for (let place = 0; place < used; ) {
      const bucket = buckets[place] ?? 0;
      const begin = place;
      while (place < used && buckets[place] === bucket) place++;
      numbers[at++] = bucket;
      numbers[at++] = place - begin;
    }
    numbers[from] = (at - from - 1) / 2;
    return at;
  }

  #writeCounts({ names, counts, used }: NameCountsDraft, from: number, named: number): number {
    let at = from;
    this.#numbers[at++] = used;
    for (let index = 0; index < used; index++) {
      this.#numbers[at++] = counts[index] ?? 0;
      this.#names[named + index] = names[index] ?? '';
    }
    return at;
  }
}
