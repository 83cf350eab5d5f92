import { harmlessLevelWords } from './log-level.ts';
import { rawBytesOf, standsAt } from './raw-reader.ts';

const LONGEST_WORD = 11;

/** Level words below ERROR as bytes, in the three usual spellings. */
export class RawLevels {
  readonly #bytes: Uint8Array;
  /** By length, then one after another: there are a dozen of each at most. */
  readonly #words: readonly Uint8Array[][];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const spelled = harmlessLevelWords().flatMap((word) => [
      word,
      word.toLowerCase(),
      `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`,
    ]);
    this.#words = Array.from({ length: LONGEST_WORD + 1 }, (_, length) =>
      spelled.filter((word) => word.length === length).map(rawBytesOf),
    );
  }

  /** End of the harmless level word at `at`, which `closing` must follow; -1 for any other text. */
  end(at: number, closing: number): number {
    const bytes = this.#bytes;
    let end = at;
    while (end - at <= LONGEST_WORD && isLetter(bytes[end] ?? 0)) end++;
    if (bytes[end] !== closing) return -1;
    const words = this.#words[end - at] ?? [];
    for (let index = 0; index < words.length; index++) {
      const word = words[index];
      if (word !== undefined && standsAt(bytes, at, word)) return end;
    }
    return -1;
  }
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
