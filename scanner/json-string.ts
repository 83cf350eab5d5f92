import { BACKSLASH, byteAt, COLON, isDigit, SLASH } from './bytes';

// What the walk over the last string saw.
/** `\u…` somewhere: any character may hide behind it. */
export let hasUnicodeEscape: bool = false;
/** A slash beside a backslash, as encoders write URLs that escape slashes. */
export let hasEscapedSlash: bool = false;
/** A line break before the end. */
export let hasLineBreak: bool = false;
/** How many `://` there were, and where the first of them. */
export let marks: i32 = 0;

/** More URLs in one line are for the parser to count. */
export const MOST_MARKS: i32 = 31;
const MARKS: usize = memory.data(4 * 32);

export function markAt(index: i32): usize {
  return load<u32>(MARKS + 4 * index);
}

/** Characters behind a backslash by their lower four bits, those apart that share them. */
const ESCAPES: v128 = i8x16(0, 0, 0x72, 0, 0x74, 0x75, 0x66, 0, 0, 0, 0, 0, 0, 0, 0x6e, 0);

/**
 * End of the JSON string that begins at `start`, behind its opening quote: where the closing quote is, or 0 for what is
 * no string by the rules of `JSON.parse`. Sixteen bytes at a time; something that is not allowed in a string must come
 * before the memory ends.
 */
export function stringEnd(start: usize): usize {
  hasUnicodeEscape = false;
  hasEscapedSlash = false;
  marks = 0;
  let breaks = 0;
  let firstBreak: usize = 0;
  let isEscaped = 0;
  let at = start - 16;
  while (true) {
    at += 16;
    const bytes = v128.load(at);
    const quotes = i8x16.eq(bytes, i8x16.splat(0x22));
    const backslashes = i8x16.eq(bytes, i8x16.splat(0x5c));
    const slashes = i8x16.eq(bytes, i8x16.splat(0x2f));
    const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
    const special = v128.or(v128.or(quotes, backslashes), v128.or(slashes, controls));
    if (isEscaped === 0 && !v128.any_true(special)) continue;

    const backslash = i8x16.bitmask(backslashes);
    let escaped = isEscaped;
    if ((backslash | isEscaped) !== 0) {
      escaped = escapedIn(backslash, isEscaped);
      isEscaped = escaped >> 16;
      escaped &= 0xffff;
    }
    const anyQuote = i8x16.bitmask(quotes);
    const anySlash = i8x16.bitmask(slashes);
    const quote = anyQuote & ~escaped;
    // Only what comes before the closing quote is looked at.
    const inside = quote === 0 ? 0xffff : (1 << ctz(quote)) - 1;
    if ((i8x16.bitmask(controls) & inside) !== 0) return 0;
    escaped &= inside;
    // Behind most backslashes stands what would end the string, or another one.
    const letters = escaped & ~(anyQuote | backslash | anySlash);
    if (letters !== 0) {
      const common = i8x16.eq(bytes, i8x16.swizzle(ESCAPES, v128.and(bytes, i8x16.splat(0x0f))));
      if ((letters & ~i8x16.bitmask(v128.or(common, i8x16.eq(bytes, i8x16.splat(0x62))))) !== 0) return 0;
      const ends = v128.or(i8x16.eq(bytes, i8x16.splat(0x6e)), i8x16.eq(bytes, i8x16.splat(0x72)));
      const lineEnds = letters & i8x16.bitmask(ends);
      if (lineEnds !== 0) {
        if (breaks === 0) firstBreak = at + ctz(lineEnds) - 1;
        breaks += popcnt(lineEnds);
      }
      let unicode = letters & i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(0x75)));
      for (; unicode !== 0; unicode &= unicode - 1) {
        hasUnicodeEscape = true;
        if (!isHex(at + ctz(unicode) + 1)) return 0;
      }
    }
    for (let slash = anySlash & inside; slash !== 0; slash &= slash - 1) {
      noteSlash(at + ctz(slash), ((escaped >> ctz(slash)) & 1) !== 0);
    }
    if (quote !== 0) {
      const end = at + ctz(quote);
      // Breaks at the very end end the line; any other splits it.
      hasLineBreak = breaks !== 0 && firstBreak + 2 * breaks !== end;
      return end;
    }
  }
}

/**
 * Characters behind an odd number of backslashes, of sixteen; bit 16 for the first of the next sixteen.
 * @see Langdale, Lemire (2019), Parsing gigabytes of JSON per second, section 3.1.1
 */
function escapedIn(backslashes: i32, isFirstEscaped: i32): i32 {
  const active = backslashes & ~isFirstEscaped;
  const behind = (active << 1) | isFirstEscaped;
  const oddStarts = active & ~0x5555 & ~behind;
  const evenRuns = oddStarts + active;
  return ((0x5555 ^ (evenRuns << 1)) & behind & 0xffff) | (evenRuns & 0x10000);
}

function isHex(at: usize): bool {
  for (const end = at + 4; at < end; at++) {
    const byte = byteAt(at);
    if (!isDigit(byte) && (byte | 0x20) - 0x61 > 5) return false;
  }
  return true;
}

function noteSlash(at: usize, isEscaped: bool): void {
  const next = byteAt(at + 1);
  if (isEscaped) hasEscapedSlash = true;
  else if (next === BACKSLASH) {
    const behind = byteAt(at + 2);
    if (behind === SLASH || behind === BACKSLASH) hasEscapedSlash = true;
  } else if (next === SLASH && byteAt(at - 1) === COLON) {
    if (marks <= MOST_MARKS) store<u32>(MARKS + 4 * marks++, <u32>(at - 1));
  }
}
