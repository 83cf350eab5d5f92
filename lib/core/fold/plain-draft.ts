import { bucketOf, DurationSketch } from './duration-sketch.ts';
import { PlainSummary, WIDE } from './plain-summary.ts';

/** {@link sortIntoBuckets} is for so many durations at the most; more are left to a sketch. */
const MOST_SORTED = 64;

/**
 * Writes to `into`, from place `from` on: how many buckets a window's few durations fall into, then each with its count,
 * ascending. Returns the place after them.
 */
const sortIntoBuckets = (durationsUs: ArrayLike<number>, count: number, into: number[], from: number): number => {
  const begin = from + 1;
  let end = begin;
  for (let index = 0; index < count; index++) {
    const bucket = bucketOf(durationsUs[index] ?? 0);
    let at = end;
    while (at > begin && (into[at - 2] ?? 0) > bucket) at -= 2;
    if (at > begin && into[at - 2] === bucket) {
      into[at - 1] = (into[at - 1] ?? 0) + 1;
      continue;
    }
    for (let moved = end + 1; moved > at + 1; moved--) into[moved] = into[moved - 2] ?? 0;
    into[at] = bucket;
    into[at + 1] = 1;
    end += 2;
  }
  into[from] = (end - begin) / 2;
  return end;
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
  readonly #durationsUs: Float64Array;
  #durations = 0;
  readonly #numbers: number[] = [];
  readonly #names: string[] = [];

  constructor(mostDurations: number) {
    this.#durationsUs = new Float64Array(mostDurations);
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
    if (this.#durations === this.#durationsUs.length) return false;
    this.#durationsUs[this.#durations++] = us;
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

  #writeDurations(from: number): number {
    let at = from;
    if (this.#durations <= MOST_SORTED) return sortIntoBuckets(this.#durationsUs, this.#durations, this.#numbers, at);
    const sketch = new DurationSketch();
    for (let index = 0; index < this.#durations; index++) sketch.add(this.#durationsUs[index] ?? 0);
    const { buckets, counts } = sketch;
    this.#numbers[at++] = buckets.length;
    for (let place = 0; place < buckets.length; place++) {
      this.#numbers[at++] = buckets[place] ?? 0;
      this.#numbers[at++] = counts[place] ?? 0;
    }
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
