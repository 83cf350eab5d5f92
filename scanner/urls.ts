import { areSame, BACKSLASH, byteAt, stands, TEXT } from './bytes';
import { MOST_MARKS, markAt, marks } from './json-string';

// Beginnings of the URLs in a text, for texts in which every URL is written in plain ASCII: `https://host:8443`. What one
// stands for is asked outside.

/** For each byte, told from outside: 1 for those of a scheme, 2 for those that end an authority. */
export const CLASSES: usize = memory.data(256);
const IS_SCHEME: u8 = 1;
const IS_END: u8 = 2;
const MARK_LENGTH: usize = 3;
const QUOTE: u8 = 0x22;
const APOSTROPHE: u8 = 0x27;

/** More URLs in one line are for the parser to count. */
export const MOST_URLS: i32 = MOST_MARKS + 1;
/** Begin and end of each in the text, and its place among those that are known. */
const URL: usize = 12;
export const URLS: usize = memory.data(12 * 32);
export let urls: i32 = 0;
let longestScheme: usize = 0;
let longestAuthority: usize = 0;

export function setUrlLengths(scheme: i32, authority: i32): void {
  longestScheme = scheme;
  longestAuthority = authority;
}

export function clearUrls(): void {
  urls = 0;
}

/** The place of a URL of the event read last; its bitwise complement where it is not known. */
export function knownPlace(index: i32): i32 {
  return load<i32>(URLS + URL * index, 8);
}

/**
 * False where only the whole text tells: names in other scripts, escapes in the way, namespaces.
 * @param isJson whether the text is JSON itself, its escapes escaped again
 */
export function readUrls(start: usize, isJson: bool): bool {
  if (marks > MOST_MARKS) return false;
  for (let index = 0; index < marks; index++) if (!readUrl(start, markAt(index), isJson)) return false;
  return true;
}

function readUrl(textStart: usize, mark: usize, isJson: bool): bool {
  let start = mark;
  while (start > textStart && mark - start < longestScheme && has(start - 1, IS_SCHEME)) start--;
  // The first letter may be the second half of an escape: the `t` of `\thttps`.
  if (start < mark && byteAt(start - 1) === BACKSLASH) {
    if (isJson) return false;
    if (isEscaped(textStart, start)) start++;
  }
  const authority = mark + MARK_LENGTH;
  let end = authority;
  for (; !has(end, IS_END); end++) if (byteAt(end) >= 0x80 || end - authority >= longestAuthority) return false;
  if (stands(end, '/doc/20') || isAttribute(textStart, start)) return false;
  const url = URLS + URL * urls++;
  store<u32>(url, <u32>(start - TEXT));
  store<u32>(url, <u32>(end - TEXT), 4);
  store<i32>(url, placeOf(start, end), 8);
  return true;
}

// Those that are known outside, each at the place that its bytes choose; what comes to a place that is taken takes it over.
const PLACES: u32 = 1024;
const LONGEST_KNOWN: usize = 60;
/** Its length and its bytes. */
const KNOWN: usize = memory.data(1024 * 64);

/** The URL's place if it is known, its bitwise complement otherwise. Long ones never are. */
function placeOf(start: usize, end: usize): i32 {
  const length = end - start;
  let hash = <u32>length;
  for (let at = start; at + 4 <= end; at += 4) hash = (hash ^ load<u32>(at)) * 0x9e3779b1;
  hash = (hash ^ load<u32>(end - 4)) * 0x85ebca6b;
  const place = (hash ^ (hash >> 15)) & (PLACES - 1);
  const known = KNOWN + 64 * place;
  const isKnown = load<u32>(known) === <u32>length && areSame(known + 4, start, length);
  return isKnown ? place : ~place;
}

/** Notes that a URL of the event read last is known from now on at its place, and not what was known there. */
export function keepUrl(index: i32): bool {
  const url = URLS + URL * index;
  const start = TEXT + load<u32>(url);
  const length: usize = load<u32>(url, 4) - load<u32>(url);
  if (length > LONGEST_KNOWN) return false;
  const known = KNOWN + 64 * <usize>~load<i32>(url, 8);
  store<u32>(known, <u32>length);
  memory.copy(known + 4, start, length);
  return true;
}

function has(at: usize, trait: u8): bool {
  return (load<u8>(CLASSES + byteAt(at)) & trait) !== 0;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(textStart: usize, at: usize): bool {
  let start = at;
  while (start > textStart && byteAt(start - 1) === BACKSLASH) start--;
  return ((at - start) & 1) === 1;
}

/** Whether a quote and an equals sign stand before `at`, as in `xmlns="http://…"`. */
function isAttribute(textStart: usize, at: usize): bool {
  let start = at - 1;
  if (start < textStart || (byteAt(start) !== QUOTE && byteAt(start) !== APOSTROPHE)) return false;
  while (start > textStart && byteAt(start - 1) === BACKSLASH) start--;
  return start > textStart && byteAt(start - 1) === 0x3d;
}
