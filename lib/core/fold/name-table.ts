import { ownText } from '../own-text.ts';
import type { AsciiCursor } from './ascii-cursor.ts';

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
  readonly bytes: Uint8Array;
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
    let to = from;
    let hash = HASH_BASIS;
    for (let byte = bytes[to] ?? 0; byte !== QUOTE; byte = bytes[++to] ?? 0) {
      if (byte < SPACE || byte === BACKSLASH) return undefined;
      hash = Math.imul(hash ^ byte, HASH_PRIME);
    }
    cursor.at = to + 1;
    const place = (hash ^ (hash >>> 16)) & this.#mask;
    const known = this.#places[place];
    if (known !== undefined && isWrittenAs(known.bytes, bytes, from, to)) return known;
    if (to - from > this.#mostCharacters) return undefined;
    const text = ownText(cursor.text(from, to));
    const value = this.#meaningOf(text);
    if (value === undefined) return undefined;
    const name = { text, value, bytes: bytes.slice(from, to) };
    this.#places[place] = name;
    return name;
  }
}

const isWrittenAs = (name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean => {
  if (name.length !== to - from) return false;
  for (let index = 0; index < name.length; index++) if (name[index] !== bytes[from + index]) return false;
  return true;
};
