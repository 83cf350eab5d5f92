import { BACKSLASH, BLANK, byteAt, COLON, firstOf, isDigit, QUOTE, SLASH, stands } from './bytes';
import { FIELDS, FOLDED_FIELDS, LEVELS, meaningOf } from './names';

// JSON lines of the function's own that say nothing but "a line was logged, below ERROR": no level that might be an error,
// no error object, no field that might hold a host. Whether they are complete JSON does not matter then.

// What must be known of a field before the line counts as plain; the values are those of scanner-vocabulary.ts.
const LEVEL: u8 = 1;
const HOST: u8 = 2;
/** A host's field that loggers use for their own machine. */
const OWN_HOST: u8 = 3;
const INBOUND: u8 = 4;
const TYPE: u8 = 5;

/** Lines with more fields, or longer ones, are left to the parser where they hold URLs. */
const MOST_NAMES: i32 = 32;
/** Hashes of the fields of the line, where it matters that each is there once. */
const NAMES: usize = memory.data(4 * 32);
let mostDepth: i32 = 0;
let longestWithUrl: usize = 0;

/**
 * How deep and among how many values the parser looks for URLs. A value takes two bytes at least, its comma included:
 * twice as many bytes hold no more values.
 */
export function setReach(depth: i32, values: i32): void {
  mostDepth = depth;
  longestWithUrl = 2 * values;
}

/**
 * Walks over the inner strings of a text that is free of `\u`.
 * @param hasUrl whether it also matters that every URL in it counts: none in a field that names the caller, or that
 * comes twice, or too deep
 */
export function isPlainJson(start: usize, end: usize, hasUrl: bool): bool {
  if (hasUrl && end - start > longestWithUrl) return false;
  let names = 0;
  let nesting = 0;
  let at = start;
  while (at < end) {
    if (!hasUrl) at = firstOf(BACKSLASH, at, end);
    const byte = byteAt(at);
    if (byte !== BACKSLASH) {
      if ((byte === 0x7b || byte === 0x5b) && ++nesting >= mostDepth && hasUrl) return false;
      at++;
      continue;
    }
    if (byteAt(at + 1) !== QUOTE) {
      at += 2;
      continue;
    }
    const name = at + 2;
    const nameEnd = innerStringEnd(name, end);
    if (nameEnd === 0) return false;
    at = nameEnd + 2;
    while (byteAt(at) === BLANK) at++;
    const next = byteAt(at);
    // A line break before the colon is JSON too, and nobody logs it.
    if (next === BACKSLASH && byteAt(at + 1) !== QUOTE) return false;
    if (next !== COLON) continue;
    if (hasUrl && !isNewName(name, nameEnd, names++)) return false;
    if (!isPlainField(name, nameEnd, at + 1, end, hasUrl)) return false;
  }
  return true;
}

/** End of the inner string that begins at `start`; 0 where it has none, or escapes that may stand for anything. */
function innerStringEnd(start: usize, end: usize): usize {
  let at = start;
  while (true) {
    at = firstOf(BACKSLASH, at, end);
    if (at >= end) return 0;
    const next = byteAt(at + 1);
    if (next === QUOTE) return at;
    at += 2;
    if (next !== BACKSLASH) continue;
    // The inner text has a backslash, which escapes what follows: a character, or one that is escaped itself.
    const escaped = byteAt(at);
    if (escaped === 0x75 || escaped === SLASH) return 0;
    at += escaped === BACKSLASH ? 2 : 1;
  }
}

/** Whether the line had no field of this name before; names with a slash or beyond ASCII are never new. */
function isNewName(name: usize, nameEnd: usize, names: i32): bool {
  if (names >= MOST_NAMES) return false;
  let hash = <i32>(nameEnd - name);
  for (let at = name; at < nameEnd; at++) {
    const byte = byteAt(at);
    if (byte >= 0x80 || byte === SLASH) return false;
    hash = hash * 31 + byte;
  }
  for (let index = 0; index < names; index++) if (load<i32>(NAMES + 4 * index) === hash) return false;
  store<i32>(NAMES + 4 * names, hash);
  return true;
}

function isPlainField(name: usize, nameEnd: usize, colonEnd: usize, end: usize, hasUrl: bool): bool {
  const rule = meaningOf(FIELDS, name, nameEnd) || meaningOf(FOLDED_FIELDS, name, nameEnd);
  if (rule === 0) return true;
  let at = colonEnd;
  while (byteAt(at) === BLANK) at++;
  switch (rule) {
    case LEVEL:
      return isHarmlessLevel(at);
    case HOST:
    case OWN_HOST:
      return isNoHost(at, end, rule === OWN_HOST);
    case INBOUND:
      return !hasUrl;
    case TYPE:
      return !stands(at, '\\"platform.');
    default:
      return false;
  }
}

/** A known word, or pino's number of one. */
function isHarmlessLevel(at: usize): bool {
  if (stands(at, '\\"')) {
    const word = at + 2;
    const wordEnd = firstOf(BACKSLASH, word, word + 16);
    return byteAt(wordEnd + 1) === QUOTE && meaningOf(LEVELS, word, wordEnd) !== 0;
  }
  const tens = byteAt(at);
  const next = byteAt(at + 2);
  return tens >= 0x31 && tens <= 0x34 && isDigit(byteAt(at + 1)) && (next === 0x2c || next === 0x7d);
}

/**
 * A number, a string without a stop, or one with a slash: none is a bare name or address. A logger's own `hostname` is no
 * field to look for URLs in either.
 */
function isNoHost(at: usize, end: usize, isOwn: bool): bool {
  if (isDigit(byteAt(at))) return true;
  if (!stands(at, '\\"')) return false;
  const start = at + 2;
  const stringEnd = innerStringEnd(start, end);
  if (stringEnd === 0) return false;
  let hasStop = false;
  let hasSlash = false;
  for (let index = start; index < stringEnd; index++) {
    const byte = byteAt(index);
    if (byte === 0x2e) hasStop = true;
    else if (byte === SLASH) hasSlash = true;
  }
  return hasSlash ? !isOwn : !hasStop;
}
