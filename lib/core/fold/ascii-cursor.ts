/** Texts that are compared with a piece of the line are no longer than this. */
const MOST_COMPARED = 512;
/** Longer lines hold thousands of numbers; whoever reads them has time. */
const MOST_CHARACTERS = 65_536;

const POINT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;

/** So many digits are an integer below 2^53, and one such integer over a power of ten is rounded once: as JSON's numbers are. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power);

/** Stands for a number that is not written as expected. */
export const UNEXPECTED = -1;

const encoder = new TextEncoder();

/** A piece of text as bytes, four at a time: what lines are compared with. */
export interface AsciiText {
  readonly length: number;
  readonly words: readonly number[];
  /** The bytes after the last whole word, and ones where they are. */
  readonly tail: number;
  readonly tailMask: number;
}

const BYTES_PER_WORD = 4;

/** Up to four bytes as one number, the first one lowest. */
const wordAt = (bytes: Uint8Array, from: number): number =>
  (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8) | ((bytes[from + 2] ?? 0) << 16) | ((bytes[from + 3] ?? 0) << 24);

export const asciiTextOf = (bytes: Uint8Array): AsciiText => {
  const { length } = bytes;
  const words: number[] = [];
  let at = 0;
  for (; at + BYTES_PER_WORD <= length; at += BYTES_PER_WORD) words.push(wordAt(bytes, at));
  return { length, words, tail: wordAt(bytes, at), tailMask: (1 << (8 * (length - at))) - 1 };
};

export const asciiOf = (text: string): AsciiText => asciiTextOf(encoder.encode(text));

/**
 * Walks along one line of ASCII text. Reading a byte takes a fifth of what `charCodeAt` takes on a line cut out of a larger
 * text, so that copying the line first pays. A zero byte ends it: no loop needs to look for the end as well.
 */
export class AsciiCursor {
  readonly bytes = new Uint8Array(MOST_CHARACTERS + 1 + MOST_COMPARED);
  readonly #words = new DataView(this.bytes.buffer);
  at = 0;
  #line = '';

  /** Begins another line; `false` when it is too long or not ASCII. */
  load(line: string): boolean {
    if (line.length > MOST_CHARACTERS) return false;
    const { read, written } = encoder.encodeInto(line, this.bytes);
    this.bytes[written] = 0;
    this.at = 0;
    this.#line = line;
    return read === line.length && written === line.length;
  }

  /** The byte at this place; 0 at the end. */
  get here(): number {
    return this.bytes[this.at] ?? 0;
  }

  /** Steps over spaces and the byte after them. */
  next(): number {
    const { bytes } = this;
    let { at } = this;
    let byte = bytes[at++] ?? 0;
    while (byte === SPACE) byte = bytes[at++] ?? 0;
    this.at = at;
    return byte;
  }

  skipSpaces(): void {
    while (this.bytes[this.at] === SPACE) this.at++;
  }

  /** Steps over `text`, of at most 512 bytes; `false`, and no step, when something else stands here. */
  skip({ length, words, tail, tailMask }: AsciiText): boolean {
    const { at } = this;
    let place = at;
    for (let word = 0; word < words.length; word++) {
      if (this.#words.getInt32(place, true) !== words[word]) return false;
      place += BYTES_PER_WORD;
    }
    if ((this.#words.getInt32(place, true) & tailMask) !== tail) return false;
    this.at = at + length;
    return true;
  }

  /** A whole number of at most `mostDigits` digits (15 keep it exact), without sign, leading zero, point or exponent. */
  whole(mostDigits: number): number {
    const { bytes, at: from } = this;
    let at = from;
    let value = 0;
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      value = 10 * value + digit;
      at++;
    }
    this.at = at;
    const digits = at - from;
    if (digits === 0 || digits > mostDigits || (digits > 1 && bytes[from] === ZERO)) return UNEXPECTED;
    return value;
  }

  /** A decimal number with at most `mostDigits` digits before its point, in thousandths, rounded as JSON's numbers are. */
  thousandths(mostDigits: number): number {
    const begin = this.at;
    const whole = this.whole(mostDigits);
    if (whole === UNEXPECTED) return UNEXPECTED;
    if (this.bytes[this.at] !== POINT) return whole * 1_000;
    const { bytes } = this;
    const from = this.at + 1;
    let at = from;
    let fraction = 0;
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      fraction = 10 * fraction + digit;
      at++;
    }
    this.at = at;
    const digits = at - from;
    if (digits === 0) return UNEXPECTED;
    if (digits <= 3) return whole * 1_000 + (digits === 3 ? fraction : digits === 2 ? 10 * fraction : 100 * fraction);
    if (at - begin - 1 > EXACT_DIGITS) return Math.round(Number(this.text(begin, at)) * 1_000);
    const scale = POWERS_OF_TEN[digits] ?? 1;
    return Math.round(((whole * scale + fraction) / scale) * 1_000);
  }

  /** A piece of the line; whoever keeps it must copy it. */
  text(from: number, to: number): string {
    return this.#line.slice(from, to);
  }
}
