import * as appJson from './app-json';
import * as beginnings from './beginnings';
import { TEXT } from './bytes';
import * as frame from './event-frame';
import * as figures from './figures';
import * as header from './header';
import * as line from './line';
import * as names from './names';
import * as urlScan from './urls';
import * as wordSearch from './words';

export { TEXT };

// Reads log events where they lie in a payload's text. Made for lib/core/parse/line-scanner.ts, which describes it.

/** What {@link readEvent} found, as `FOUND` of line-scanner.ts lists it. */
export const FOUND: usize = memory.data(4 * 16);
/** Figures of a report. */
export const FIGURES: usize = figures.VALUES;
/** Begin and end of each URL's beginning. */
export const URLS: usize = urlScan.URLS;
/** A byte for each byte: what it may be in a URL. */
export const URL_CLASSES: usize = urlScan.CLASSES;

/** Where the first event of a payload begins; 0 for a beginning of another layout. */
export function readHeader(): usize {
  const end = header.headerEnd();
  if (end === 0) return 0;
  put(0, header.ownerStart, header.ownerEnd);
  put(1, header.groupStart, header.groupEnd);
  put(2, header.streamStart, header.streamEnd);
  put(3, header.filterStart, header.filterEnd);
  put(4, header.policyStart, header.policyEnd);
  return end - TEXT;
}

/** Reads the event at an offset of the text. Its kind as in line.ts, or -1 for an entry of another layout. */
export function readEvent(at: usize): i32 {
  if (!frame.readFrame(TEXT + at)) return -1;
  const kind = line.lineKind(frame.messageStart, frame.messageEnd);
  put(0, frame.idStart, frame.idEnd);
  put(1, frame.messageStart, frame.messageEnd);
  put(2, frame.accountStart, frame.accountEnd);
  put(3, frame.regionStart, frame.regionEnd);
  put(4, line.versionStart, line.versionEnd);
  store<u32>(FOUND, <u32>(frame.frameEnd - TEXT), 40);
  store<u32>(FOUND, <u32>figures.found, 44);
  store<u32>(FOUND, <u32>urlScan.urls, 48);
  store<f64>(FOUND, <f64>frame.timestamp, 56);
  return kind;
}

function put(span: i32, start: usize, end: usize): void {
  store<u32>(FOUND + 8 * span, <u32>(start - TEXT));
  store<u32>(FOUND + 8 * span, <u32>(end - TEXT), 4);
}

/** Notes that the URL of this index is known outside. False where it is too long. */
export function keepUrl(index: i32): bool {
  return urlScan.keepUrl(index);
}

/** Tells a name of the group `group`, written to the text, and what it means. */
export function addName(group: u8, meaning: u8, length: usize): bool {
  return names.addName(group, meaning, TEXT, length);
}

/** Tells a beginning of lines, written to the text, that only the parser understands. */
export function addBeginning(length: usize): bool {
  return beginnings.addBeginning(TEXT, length);
}

/** Tells a word, written to the text, that only the parser understands. */
export function addWord(length: usize, anchor: usize, group: i32): bool {
  return wordSearch.addWord(TEXT, length, anchor, group);
}

/** Tells the limits of the parser. */
export function setLimits(
  mostMs: f64,
  mostMb: f64,
  depth: i32,
  values: i32,
  schemeLength: i32,
  authorityLength: i32,
): void {
  figures.setLimits(mostMs, mostMb);
  appJson.setReach(depth, values);
  urlScan.setUrlLengths(schemeLength, authorityLength);
}
