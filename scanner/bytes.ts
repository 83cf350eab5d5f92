// What every reader here is made of. Addresses are bytes of this module's memory.

/** Where the payload's text begins; told from outside, it is as long as `TEXT_BYTES` of line-scanner.ts. */
export const TEXT: usize = memory.data(66048);

export const QUOTE: u8 = 0x22;
export const BACKSLASH: u8 = 0x5c;
export const BLANK: u8 = 0x20;
export const SLASH: u8 = 0x2f;
export const COLON: u8 = 0x3a;
export const COMMA: u8 = 0x2c;
export const OPENING_BRACE: u8 = 0x7b;
export const CLOSING_BRACE: u8 = 0x7d;

export function byteAt(at: usize): u8 {
  return load<u8>(at);
}

export function isDigit(byte: u8): bool {
  return byte - 0x30 <= 9;
}

export function isLetter(byte: u8): bool {
  return (byte | 0x20) - 0x61 < 26;
}

/** Whether the ASCII `text` stands at `at`; eight characters at a time, as strings have two bytes a character here. */
export function stands(at: usize, text: string): bool {
  let expected = changetype<usize>(text);
  let left = text.length;
  for (; left > 8; left -= 8, at += 8, expected += 16) {
    if (!i16x8.all_true(i16x8.eq(v128.load_ext<u8>(at), v128.load(expected)))) return false;
  }
  const needed = (1 << left) - 1;
  return (i16x8.bitmask(i16x8.eq(v128.load_ext<u8>(at), v128.load(expected))) & needed) === needed;
}

/** Behind `text` where it stands at `at`; 0 otherwise. */
export function behind(at: usize, text: string): usize {
  return stands(at, text) ? at + text.length : 0;
}

/** Whether two stretches of `length` bytes are the same. */
export function areSame(a: usize, b: usize, length: usize): bool {
  for (let index: usize = 0; index < length; index += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(a + index), v128.load(b + index)));
    const left = <i32>(length - index);
    const needed = left >= 16 ? 0xffff : (1 << left) - 1;
    if ((found & needed) !== needed) return false;
  }
  return true;
}

/** Lanes that hold a digit. */
export function digitLanes(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(9));
}

/** Lanes that hold a letter. */
export function letterLanes(bytes: v128): v128 {
  return i8x16.lt_u(i8x16.sub(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(26));
}

/** Lanes that hold a dash. */
export function dashLanes(bytes: v128): v128 {
  return i8x16.eq(bytes, i8x16.splat(0x2d));
}

/** Behind the digits that begin at `at`. */
export function digitsEnd(at: usize): usize {
  while (true) {
    const others = i8x16.bitmask(v128.not(digitLanes(v128.load(at))));
    if (others !== 0) return at + ctz(others);
    at += 16;
  }
}

/** Behind the ASCII characters that stand for themselves inside a JSON string, from `at` on. */
export function plainEnd(at: usize): usize {
  while (true) {
    const bytes = v128.load(at);
    // As signed numbers, control characters and everything beyond ASCII are below the blank.
    const others = v128.or(
      i8x16.lt_s(bytes, i8x16.splat(0x20)),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
    );
    if (v128.any_true(others)) return at + ctz(i8x16.bitmask(others));
    at += 16;
  }
}

/** Where `byte` stands first from `at` on; `end` where it does not before that. */
export function firstOf(byte: u8, at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(byte)));
    if (found !== 0) return min(at + ctz(found), end);
  }
  return end;
}

export const REQUEST_ID_LENGTH: usize = 36;

/** Whether a request id stands at `at`: 8-4-4-4-12 letters and digits. What follows is for the caller to look at. */
export function isRequestId(at: usize): bool {
  return (
    isIdPart(v128.load(at), 0b0010000100000000) &&
    isIdPart(v128.load(at + 16), 0b0000000010000100) &&
    isIdPart(v128.load(at + 20), 0b0000000000001000)
  );
}

/** Whether there are dashes where `dashes` says, and letters and digits everywhere else. */
function isIdPart(bytes: v128, dashes: i32): bool {
  return (
    i8x16.bitmask(v128.or(letterLanes(bytes), digitLanes(bytes))) === (dashes ^ 0xffff) &&
    i8x16.bitmask(dashLanes(bytes)) === dashes
  );
}

export const ISO_LENGTH: usize = 24;

/** Whether `YYYY-MM-DDThh:mm:ss.sssZ` stands at `at`. */
export function isIsoTime(at: usize): bool {
  return (
    // dddd-dd-ddTdd:dd and dd T dd:dd:dd.dddZ
    isTimePart(v128.load(at), i8x16(0, 0, 0, 0, 0x2d, 0, 0, 0x2d, 0, 0, 0x54, 0, 0, 0x3a, 0, 0), 0b0010010010010000) &&
    isTimePart(
      v128.load(at + 8),
      i8x16(0, 0, 0x54, 0, 0, 0x3a, 0, 0, 0x3a, 0, 0, 0x2e, 0, 0, 0, 0x5a),
      0b1000100100100100,
    )
  );
}

/** Whether there are the characters of `expected` where `marks` says, and digits everywhere else. */
function isTimePart(bytes: v128, expected: v128, marks: i32): bool {
  return (
    i8x16.bitmask(digitLanes(bytes)) === (marks ^ 0xffff) &&
    (i8x16.bitmask(i8x16.eq(bytes, expected)) & marks) === marks
  );
}
