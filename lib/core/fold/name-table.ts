import { ownText } from '../own-text.ts';
import { type AsciiCursor, type AsciiText, asciiTextOf } from './ascii-cursor.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
/** FNV-1a. */
const HASH_BASIS = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;

/** A name as it was written, with what it means. */
export interface KnownName<Value> {
  readonly text: string;
  readonly value: Value;
  /** With its quotes. */
  readonly written: AsciiText;
  /** Place of the name that was read after this one the last time: records repeat themselves minute after minute. */
  nextPlace: number;
}

/**
 * What names mean, found by their bytes, so that of a name that comes again minute after minute no text is made. Each
 * name has one place, given by its hash, and the latest keeps it: bounded, and a flood of names costs what `meaningOf` costs.
 */
export class NameTable<Value> {
  readonly #mostCharacters: number;
  readonly #meaningOf: (text: string) => Value | undefined;
  readonly #places: (KnownName<Value> | undefined)[];
  readonly #mask: number;
  #latest: KnownName<Value> | undefined;

  /**
   * @param placeBits the table has two to this power places
   * @param mostCharacters longer names are not read
   * @param meaningOf `undefined` for a name that is not to be read
   */
  constructor(placeBits: number, mostCharacters: number, meaningOf: (text: string) => Value | undefined) {
    this.#mostCharacters = mostCharacters;
    this.#meaningOf = meaningOf;
    this.#places = Array.from({ length: 2 ** placeBits }, () => undefined);
    this.#mask = 2 ** placeBits - 1;
  }

  /** Reads a name in quotes; `undefined` when none stands here that means what it looks like: no escapes, no controls. */
  read(cursor: AsciiCursor): KnownName<Value> | undefined {
    const { bytes, at } = cursor;
    if (bytes[at] !== QUOTE) return undefined;
    const from = at + 1;
    const expected = this.#latest && this.#places[this.#latest.nextPlace];
    if (expected !== undefined && cursor.skip(expected.written)) {
      this.#latest = expected;
      return expected;
    }
    let to = from;
    let hash = HASH_BASIS;
    for (let byte = bytes[to] ?? 0; byte !== QUOTE; byte = bytes[++to] ?? 0) {
      if (byte < SPACE || byte === BACKSLASH) return undefined;
      hash = Math.imul(hash ^ byte, HASH_PRIME);
    }
    const place = (hash ^ (hash >>> 16)) & this.#mask;
    const known = this.#places[place];
    const name = known !== undefined && cursor.skip(known.written) ? known : this.#make(cursor, from, to);
    if (name === undefined) return undefined;
    this.#places[place] = name;
    if (this.#latest !== undefined) this.#latest.nextPlace = place;
    this.#latest = name;
    return name;
  }

  #make(cursor: AsciiCursor, from: number, to: number): KnownName<Value> | undefined {
    if (to - from > this.#mostCharacters) return undefined;
    const text = ownText(cursor.text(from, to));
    const value = this.#meaningOf(text);
    cursor.at = to + 1;
    return value === undefined
      ? undefined
      : { text, value, written: asciiTextOf(cursor.bytes.subarray(from - 1, to + 1)), nextPlace: 0 };
  }
}
