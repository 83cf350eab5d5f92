import { rawBytesOf } from './raw-reader.ts';

/**
 * Finds whether any of a set of words stands in a stretch of bytes: Wu and Manber's search for many patterns (1994) with
 * pairs of bytes, which looks at about every seventh byte of ordinary text.
 *
 * A word counts as found by its beginning already: more than needed is looked at again, never less.
 */
export class RawMarkers {
  /** Bytes of each word that are compared. */
  readonly #length: number;
  /** How far to go from a pair of bytes; 0 where a word's compared bytes may end. */
  readonly #shifts: Uint8Array;
  readonly #endingIn = new Map<number, Uint8Array[]>();

  /** @param words ASCII, at least 3 characters each as they stand inside a JSON string; longer ones search faster */
  constructor(words: readonly string[]) {
    const raw = words.map(rawBytesOf);
    this.#length = Math.min(...raw.map((word) => word.length));
    if (this.#length < 3) throw new RangeError('words to search for need three characters each');
    this.#shifts = new Uint8Array(0x10000).fill(this.#length - 1);
    for (const word of raw) this.#prepare(word.subarray(0, this.#length));
  }

  #prepare(word: Uint8Array): void {
    for (let at = 0; at + 1 < word.length; at++) {
      const pair = pairAt(word, at);
      this.#shifts[pair] = Math.min(this.#shifts[pair] ?? 0, word.length - 2 - at);
    }
    const last = pairAt(word, word.length - 2);
    this.#endingIn.set(last, [...(this.#endingIn.get(last) ?? []), word]);
  }

  isIn(bytes: Uint8Array, start: number, end: number): boolean {
    const shifts = this.#shifts;
    const last = end - 2;
    let at = start + this.#length - 2;
    while (at <= last) {
      const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      const shift = shifts[pair] ?? 0;
      if (shift !== 0) at += shift;
      else {
        if (this.#endsAt(bytes, at + 2, pair)) return true;
        at++;
      }
    }
    return false;
  }

  #endsAt(bytes: Uint8Array, end: number, pair: number): boolean {
    const start = end - this.#length;
    const words = this.#endingIn.get(pair);
    if (words === undefined) return false;
    for (let index = 0; index < words.length; index++) {
      const word = words[index];
      if (word !== undefined && endsAt(bytes, start, word)) return true;
    }
    return false;
  }
}

/** Backwards, since the last two bytes are known: the one before them mostly decides. */
const endsAt = (bytes: Uint8Array, start: number, word: Uint8Array): boolean => {
  for (let index = word.length - 3; index >= 0; index--) if (bytes[start + index] !== word[index]) return false;
  return true;
};

const pairAt = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
