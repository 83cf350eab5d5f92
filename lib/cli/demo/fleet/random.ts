import { hash53 } from '../../../core/hash.ts';

/** Above this mean a Poisson count is drawn from its normal approximation: `exp(-mean)` gets too small to be useful. */
const POISSON_EXACT_BELOW = 60;

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hexOf = (byte: number): string => HEX_OF_BYTE[byte] ?? '';

/**
 * Seeded random numbers (sfc32 by Chris Doty-Humphrey, PractRand). Made from a label, so that every part of the
 * simulation has a stream of its own and drawing more in one part changes nothing in another.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(label: string) {
    const first = hash53(label);
    const second = hash53(label, 1);
    this.#a = first >>> 0;
    this.#b = Math.floor(first / 2 ** 21) >>> 0;
    this.#c = second >>> 0;
    for (let round = 0; round < 12; round++) this.#uint32();
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.#uint32() / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Uniform integer in [low, high]. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.integer(0, items.length - 1)] ?? items[0];
  }

  /** The same items in random order (Fisher-Yates). */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const rest = [...items];
    const order: Item[] = [];
    while (rest.length > 0) order.push(...rest.splice(this.integer(0, rest.length - 1), 1));
    return order;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  /** `sigma` is the standard deviation of the natural logarithm. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** Number of events where `mean` are expected. */
  poisson(mean: number): number {
    if (mean > POISSON_EXACT_BELOW) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.unit(); product > limit; product *= this.unit()) count++;
    return count;
  }

  /** Lower-case hexadecimal digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      const bits = this.#uint32();
      text += hexOf(bits >>> 24) + hexOf((bits >>> 16) & 255) + hexOf((bits >>> 8) & 255) + hexOf(bits & 255);
    }
    return text.slice(0, digits);
  }

  /** A version 4 UUID, the form of Lambda's request ids. */
  uuid(): string {
    const hex = this.hex(30);
    const variant = '89ab'.charAt(this.integer(0, 3));
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`;
  }

  #uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }
}
