import { isPlainJson } from './app-json';
import { hasBeginning } from './beginnings';
import {
  BACKSLASH,
  BLANK,
  behind,
  byteAt,
  COMMA,
  firstOf,
  ISO_LENGTH,
  isDigit,
  isIsoTime,
  isLetter,
  isRequestId,
  OPENING_BRACE,
  REQUEST_ID_LENGTH,
  stands,
} from './bytes';
import { hasEscapedSlash, hasLineBreak, hasUnicodeEscape, marks } from './json-string';
import { LEVELS, meaningOf } from './names';
import * as platform from './platform-json';
import { isReport } from './report';
import { clearUrls, readUrls } from './urls';
import { holdsWord } from './words';

// What a line is, as far as it can be told without decoding it; the values are `EVENT` of scanner-layout.ts.
export const UNCLEAR = 0;
export const STARTED = 1;
export const ENDED = 2;
export const REPORTED = 3;
export const INIT_STARTED = 4;
export const APP = 5;

const OPENING_BRACKET: u8 = 0x5b;
const CLOSING_BRACKET: u8 = 0x5d;
/** Masked times begin with it. */
const LETTER_X: u8 = 0x58;
const MOST_VERSION_DIGITS: usize = 10;
const LATEST = '$LATEST';
/** Longest prefix that the parser takes off. */
const MOST_PREFIX: usize = 160;

/** What a started line says; equal addresses where it does not. */
export let versionStart: usize = 0;
export let versionEnd: usize = 0;

/**
 * Tells from the bytes of a message, still escaped, what `parseLambdaLine` would make of it. Every answer but `UNCLEAR` is
 * what the parser says. The walk over its string must have come just before.
 */
export function lineKind(start: usize, end: usize): i32 {
  clearUrls();
  if (hasUnicodeEscape) return UNCLEAR;
  const first = byteAt(start);
  if (first === OPENING_BRACE) {
    if (platform.isPlatformRecord(start)) return platformRecord(start, end);
    return hasLineBreak ? UNCLEAR : bodyKind(start, end, start + 1);
  }
  if (isDigit(first)) return datedKind(start, end);
  if (first === OPENING_BRACKET) return bracketedKind(start, end);
  const kind = platformLine(start, end, first);
  if (kind !== UNCLEAR) return kind;
  if (byteAt(start + 1) === COMMA) return rubyKind(start, end, first);
  // Java's errors go on over several lines.
  if (first === LETTER_X || hasLineBreak || hasBeginning(start)) return UNCLEAR;
  return bodyKind(start, end, start);
}

function platformLine(start: usize, end: usize, first: u8): i32 {
  switch (first) {
    case 0x53: // S
      return isStart(start, end) ? STARTED : UNCLEAR;
    case 0x45: // E
      return isEnd(start, end) ? ENDED : UNCLEAR;
    case 0x52: // R
      return isReport(start, end) ? REPORTED : UNCLEAR;
    case 0x49: // I
      return stands(start, 'INIT_START Runtime Version: ') ? INIT_STARTED : UNCLEAR;
    default:
      return UNCLEAR;
  }
}

function isStart(start: usize, end: usize): bool {
  const id = behind(start, 'START RequestId: ');
  if (id === 0 || !isRequestId(id)) return false;
  versionStart = behind(id + REQUEST_ID_LENGTH, ' Version: ');
  if (versionStart === 0) return false;
  versionEnd = behind(versionStart, LATEST);
  if (versionEnd === 0) {
    versionEnd = versionStart;
    while (isDigit(byteAt(versionEnd))) versionEnd++;
  }
  const length = versionEnd - versionStart;
  return length > 0 && length <= MOST_VERSION_DIGITS && endsAt(versionEnd, end);
}

function isEnd(start: usize, end: usize): bool {
  const id = behind(start, 'END RequestId: ');
  return id !== 0 && isRequestId(id) && endsAt(id + REQUEST_ID_LENGTH, end);
}

function endsAt(at: usize, end: usize): bool {
  return at === end || behind(at, '\\n') === end;
}

function platformRecord(start: usize, end: usize): i32 {
  if (platform.isStartRecord(start, end)) {
    versionStart = platform.versionStart;
    versionEnd = platform.versionEnd;
    return STARTED;
  }
  if (platform.isReportRecord(start, end)) return REPORTED;
  return platform.isInitStartRecord(start, end) ? INIT_STARTED : UNCLEAR;
}

/** Node and .NET: `<ISO>Z⇥<id>⇥LEVEL⇥msg`. Go: `YYYY/MM/DD hh:mm:ss msg`. */
function datedKind(start: usize, end: usize): i32 {
  if (byteAt(start + 4) === 0x2f) {
    const body = goBody(start);
    return body === 0 ? UNCLEAR : bodyKind(body, end, body);
  }
  if (!isIsoTime(start)) return UNCLEAR;
  const id = behind(start + ISO_LENGTH, '\\t');
  if (id === 0 || !isRequestId(id)) return UNCLEAR;
  const level = behind(id + REQUEST_ID_LENGTH, '\\t');
  if (level === 0) return UNCLEAR;
  const levelEnd = firstOf(BACKSLASH, level, level + 16);
  const body = behind(levelEnd, '\\t');
  return body === 0 || meaningOf(LEVELS, level, levelEnd) === 0 ? UNCLEAR : bodyKind(body, end, body);
}

/** Behind the prefix of Go's log package; 0 for another one. */
function goBody(start: usize): usize {
  let at = start;
  for (let index = 0; index < GO_DATE.length; index++, at++) {
    const expected = GO_DATE.charCodeAt(index);
    const byte = byteAt(at);
    if (expected === 0x30 ? !isDigit(byte) : byte !== expected) return 0;
  }
  if (byteAt(at) === 0x2e) {
    const fraction = ++at;
    while (isDigit(byteAt(at))) at++;
    if (at === fraction || at - fraction > 9) return 0;
  }
  return behind(at, ' ');
}

const GO_DATE = '0000/00/00 00:00:00';

/** Python `[LEVEL]⇥<ISO>Z⇥<id>⇥msg`, Java `[LEVEL] msg`. */
function bracketedKind(start: usize, end: usize): i32 {
  const levelEnd = lettersEnd(start + 1);
  if (byteAt(levelEnd) !== CLOSING_BRACKET || meaningOf(LEVELS, start + 1, levelEnd) === 0) return UNCLEAR;
  const rest = levelEnd + 1;
  if (byteAt(rest) === BLANK && !isDigit(byteAt(rest + 1))) return bodyKind(rest + 1, end, rest + 1);
  const time = behind(rest, '\\t');
  if (time === 0 || !isIsoTime(time)) return UNCLEAR;
  const id = behind(time + ISO_LENGTH, '\\t');
  if (id === 0 || !isRequestId(id)) return UNCLEAR;
  const body = behind(id + REQUEST_ID_LENGTH, '\\t');
  return body === 0 ? UNCLEAR : bodyKind(body, end, body);
}

/** Ruby: `I, [<time> #<pid>]  INFO <id> -- <program>: msg`, its time and process in plain characters. */
function rubyKind(start: usize, end: usize, first: u8): i32 {
  if (first - 0x41 > 25) return UNCLEAR;
  let at = behind(start + 2, ' [');
  if (at === 0) return UNCLEAR;
  const time = at;
  while (isRubyTime(byteAt(at))) at++;
  if (at - time < 10 || at - time > 32) return UNCLEAR;
  const pid = behind(at, ' #');
  if (pid === 0) return UNCLEAR;
  at = pid;
  while (isDigit(byteAt(at))) at++;
  if (at === pid || at - pid > 10 || !stands(at, ']  ')) return UNCLEAR;
  const level = at + (byteAt(at + 3) === BLANK ? 4 : 3);
  const levelEnd = lettersEnd(level);
  if (byteAt(levelEnd) !== BLANK || levelEnd - level < 3 || levelEnd - level > 7) return UNCLEAR;
  if ((byteAt(level + 1) & 0x20) !== 0 || meaningOf(LEVELS, level, levelEnd) === 0) return UNCLEAR;
  const body = rubyBody(levelEnd + 1);
  return body === 0 ? UNCLEAR : bodyKind(body, end, body);
}

/** Behind the `-- ` that ends the prefix; 0 where it does not end soon, or holds other than plain characters. */
function rubyBody(rest: usize): usize {
  for (let at = rest; at - rest < MOST_PREFIX - 3; at++) {
    const byte = byteAt(at);
    if (byte === BACKSLASH || byte === 0x22 || byte >= 0x80) return 0;
    if (byte === 0x2d && stands(at, '-- ')) return at + 3;
  }
  return 0;
}

function isRubyTime(byte: u8): bool {
  return isDigit(byte) || byte === 0x3a || byte === 0x54 || byte === 0x2e || byte === 0x2d;
}

function lettersEnd(start: usize): usize {
  let at = start;
  while (isLetter(byteAt(at))) at++;
  return at;
}

/**
 * What was logged, behind a prefix that says a level below ERROR, or none.
 * @param searchFrom where telling words may begin: a record of the platform is none at the very start
 */
function bodyKind(start: usize, end: usize, searchFrom: usize): i32 {
  const first = byteAt(start);
  // Blanks and their kin in front may hide JSON; a tracer's ids are not part of what was logged.
  if (first === BLANK || (first === BACKSLASH && start < end) || first >= 0x80) return UNCLEAR;
  if (hasEscapedSlash || stands(start, '[dd')) return UNCLEAR;
  const isJson = first === OPENING_BRACE;
  const hasUrl = marks > 0;
  if (isJson && !isPlainJson(start, end, hasUrl)) return UNCLEAR;
  if (hasUrl && !readUrls(start, isJson)) return UNCLEAR;
  return holdsWord(searchFrom, end) ? UNCLEAR : APP;
}
