/** The slice of a payload's window that line readers need. */
export interface RawText {
  /** UTF-8 of JSON, strings still escaped; zero behind its end. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** One character per byte, a copy. */
  latin1(from: number, to: number): string;
}

/** ASCII text as it stands inside a JSON string. */
export const rawBytesOf = (text: string): Uint8Array =>
  Uint8Array.from(JSON.stringify(text).slice(1, -1), (char) => char.charCodeAt(0));

/** Whether `expected` stands at `at`. */
export const standsAt = (bytes: Uint8Array, at: number, expected: Uint8Array): boolean => {
  for (let index = 0; index < expected.length; index++) if (bytes[at + index] !== expected[index]) return false;
  return true;
};

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const IS_ALPHANUMERIC = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') {
  IS_ALPHANUMERIC[char.charCodeAt(0)] = 1;
}

const DASH = 0x2d;
const ID_LENGTH = 36;

/**
 * Recognises request ids, see `requestIdAt`. Lines of one invocation follow each other: an id that was seen a moment ago
 * is compared four bytes at a time, any other is looked at byte by byte.
 */
export class RequestIds {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #last = new Int32Array(ID_LENGTH / 4);

  constructor({ bytes, view }: RawText) {
    this.#bytes = bytes;
    this.#view = view;
  }

  /** Whether the 36 bytes at `at` have the shape of a request id; the caller looks at what follows. */
  standsAt(at: number): boolean {
    return this.#isLast(at) || this.#isNew(at);
  }

  #isLast(at: number): boolean {
    const last = this.#last;
    for (let index = 0; index < last.length; index++) {
      if (last[index] !== this.#view.getInt32(at + 4 * index, true)) return false;
    }
    return true;
  }

  #isNew(at: number): boolean {
    const bytes = this.#bytes;
    if (bytes[at + 8] !== DASH || bytes[at + 13] !== DASH || bytes[at + 18] !== DASH || bytes[at + 23] !== DASH) {
      return false;
    }
    let letters = 0;
    for (let index = 0; index < ID_LENGTH; index++) letters += IS_ALPHANUMERIC[bytes[at + index] ?? 0] ?? 0;
    if (letters !== ID_LENGTH - 4) return false;
    for (let index = 0; index < ID_LENGTH / 4; index++) {
      this.#last[index] = this.#view.getInt32(at + 4 * index, true);
    }
    return true;
  }
}

export const ISO_LENGTH = 24;
const ISO_SHAPE = '0000-00-00T00:00:00.000Z';
/** Expected byte, 0 for a digit. */
const ISO_BYTES = Uint8Array.from(ISO_SHAPE, (char) => (char === '0' ? 0 : char.charCodeAt(0)));

/** Whether `YYYY-MM-DDThh:mm:ss.sssZ` stands at `at`. */
export const isIsoTime = (bytes: Uint8Array, at: number): boolean => {
  for (let index = 0; index < ISO_LENGTH; index++) {
    const byte = bytes[at + index] ?? 0;
    const expected = ISO_BYTES[index] ?? 0;
    if (expected === 0 ? !isDigit(byte) : byte !== expected) return false;
  }
  return true;
};

/** Digits before and behind the point: more would not be exact in a double. */
const MAX_DIGITS = 9;
const POWERS_OF_TEN = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;

/**
 * Reads plain decimal numbers. Digits are gathered to an integer below 2^53 and divided by a power of ten once, which
 * rounds as `Number(text)` does.
 */
export class DecimalReader {
  readonly #bytes: Uint8Array;
  /** Behind the number read last. */
  end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The number at `at`; -1 for what is none, has too many digits, or a zero in front of others. */
  read(at: number): number {
    const bytes = this.#bytes;
    let position = at;
    let value = 0;
    while (isDigit(bytes[position] ?? 0)) value = value * 10 + (bytes[position++] ?? 0) - 0x30;
    const whole = position - at;
    if (whole === 0 || whole > MAX_DIGITS || (bytes[at] === 0x30 && whole > 1)) return -1;
    this.end = position;
    if (bytes[position] !== 0x2e) return value;
    const point = position++;
    while (isDigit(bytes[position] ?? 0) && position - point <= MAX_DIGITS) {
      value = value * 10 + (bytes[position++] ?? 0) - 0x30;
    }
    const decimals = position - point - 1;
    if (decimals === 0 || whole + decimals > 15 || isDigit(bytes[position] ?? 0)) return -1;
    this.end = position;
    return value / (POWERS_OF_TEN[decimals] ?? 1);
  }
}
