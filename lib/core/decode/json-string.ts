/** What a JSON string was seen to hold; several may be set. */
export const STRING_TRAITS = {
  /** `\u…` somewhere: any character may hide behind it. */
  unicodeEscape: 1,
  /** `//`, as in every URL. */
  doubleSlash: 2,
  /** A slash beside a backslash, as encoders write URLs that escape slashes. */
  escapedSlash: 4,
  /** A line break before the end. */
  lineBreak: 8,
} as const;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;

/** 1 for the bytes that the walk must look at: control characters, quote, backslash, slash. */
const IS_SPECIAL = new Uint8Array(256);
IS_SPECIAL.fill(1, 0, 0x20);
for (const byte of [QUOTE, BACKSLASH, SLASH]) IS_SPECIAL[byte] = 1;

const HIGH_BITS = 0x80808080;

/**
 * Whether one of the four bytes of a word is special, all four at once: a byte is below n iff subtracting n borrows into
 * its high bit where that was clear (Warren, Hacker's Delight, 6-1), and equal to c iff its difference to c is below 1.
 */
const holdsSpecial = (word: number): boolean => {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  const slash = word ^ 0x2f2f2f2f;
  const found =
    ((word - 0x20202020) & ~word) |
    ((quote - 0x01010101) & ~quote) |
    ((backslash - 0x01010101) & ~backslash) |
    ((slash - 0x01010101) & ~slash);
  return (found & HIGH_BITS) !== 0;
};

/** What may follow a backslash, `u` apart. */
const IS_ESCAPE = new Uint8Array(256);
for (const char of '"\\/bfnrt') IS_ESCAPE[char.charCodeAt(0)] = 1;

const IS_HEX = new Uint8Array(256);
for (const char of '0123456789abcdefABCDEF') IS_HEX[char.charCodeAt(0)] = 1;

/** Walks over JSON strings in UTF-8, with the rules of `JSON.parse`, and notes what later stages want to know. */
export class JsonStringWalk {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** {@link STRING_TRAITS} of the string walked over last. */
  traits = 0;

  /** Both over the same memory, in which something special comes before the last four bytes: zeros do. */
  constructor(bytes: Uint8Array, view: DataView) {
    this.#bytes = bytes;
    this.#view = view;
  }

  /** @param start behind the opening quote @returns position of the closing one, or -1 for what is no string */
  end(start: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    let traits = 0;
    let lastBreak = -1;
    let at = start;
    for (;;) {
      while (!holdsSpecial(view.getInt32(at, true))) at += 4;
      while (IS_SPECIAL[bytes[at] ?? 0] === 0) at++;
      const byte = bytes[at] ?? 0;
      if (byte === BACKSLASH) {
        const escaped = bytes[at + 1] ?? 0;
        if (escaped === 0x75) {
          for (let digit = at + 2; digit < at + 6; digit++) if (IS_HEX[bytes[digit] ?? 0] === 0) return -1;
          traits |= STRING_TRAITS.unicodeEscape;
          at += 6;
          continue;
        }
        if (IS_ESCAPE[escaped] === 0) return -1;
        if (escaped === SLASH) traits |= STRING_TRAITS.escapedSlash;
        else if (escaped === 0x6e || escaped === 0x72) {
          if (lastBreak >= 0 && lastBreak !== at) traits |= STRING_TRAITS.lineBreak;
          lastBreak = at + 2;
        }
        at += 2;
      } else if (byte === SLASH) {
        const next = bytes[at + 1];
        if (next === SLASH) traits |= STRING_TRAITS.doubleSlash;
        else if (next === BACKSLASH && (bytes[at + 2] === SLASH || bytes[at + 2] === BACKSLASH)) {
          traits |= STRING_TRAITS.escapedSlash;
        }
        at++;
      } else {
        if (byte !== QUOTE) return -1;
        // Breaks at the very end end the line; any other splits it.
        if (lastBreak >= 0 && lastBreak !== at) traits |= STRING_TRAITS.lineBreak;
        this.traits = traits;
        return at;
      }
    }
  }
}
