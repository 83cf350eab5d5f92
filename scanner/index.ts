import * as appJson from './app-json';
import * as beginnings from './beginnings';
import { TEXT } from './bytes';
import * as frame from './event-frame';
import * as figures from './figures';
import * as header from './header';
import * as names from './names';
import * as origins from './origins';
import * as run from './run';
import * as urlScan from './urls';
import * as wordSearch from './words';

export { TEXT };

// Reads log events where they lie in a payload's text. Made for lib/core/parse/line-scanner.ts, which describes it.

/** What was found, as line-scanner.ts lists it. */
export const FOUND: usize = memory.data(4 * 29);
/** Events of a run by kind, figures of its reports, places of its URLs. */
export const COUNTS: usize = run.COUNTS;
export const REPORTS: usize = run.REPORTS;
export const CALLS: usize = run.CALLS;
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
  put(3, header.filtersStart, header.filtersEnd);
  put(4, header.policyStart, header.policyEnd);
  putNumber(28, origins.placeOfOrigin(end));
  return end - TEXT;
}

/** Notes that the origin of the header read last is known outside. False where it cannot be remembered. */
export function keepOrigin(): bool {
  return origins.keepOrigin();
}

/** Reads a run of events from an offset of the text. How it ended, as in run.ts. */
export function readRun(at: usize): i32 {
  const end = run.readRun(TEXT + at);
  put(0, frame.idStart, frame.idEnd);
  put(1, frame.messageStart, frame.messageEnd);
  put(2, frame.accountStart, frame.accountEnd);
  put(3, frame.regionStart, frame.regionEnd);
  put(4, run.accountStart, run.accountEnd);
  put(5, run.regionStart, run.regionEnd);
  put(6, run.firstIdStart, run.firstIdEnd);
  put(7, run.lastIdStart, run.lastIdEnd);
  put(8, run.startedVersionStart, run.startedVersionEnd);
  putNumber(18, <u32>(frame.frameEnd - TEXT));
  putNumber(19, urlScan.urls);
  putNumber(20, <u32>(run.stoppedAt - TEXT));
  putNumber(21, run.events);
  putNumber(22, run.reports);
  putNumber(23, run.calls);
  store<f64>(FOUND, <f64>frame.timestamp, 96);
  store<f64>(FOUND, <f64>run.firstTimestamp, 104);
  return end;
}

function putNumber(index: i32, value: u32): void {
  store<u32>(FOUND + 4 * index, value);
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
  earliest: f64,
  latest: f64,
): void {
  run.setInstants(earliest, latest);
  figures.setLimits(mostMs, mostMb);
  appJson.setReach(depth, values);
  urlScan.setUrlLengths(schemeLength, authorityLength);
}
