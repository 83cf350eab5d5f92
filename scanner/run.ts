import { areSame, byteAt, COMMA } from './bytes';
import * as frame from './event-frame';
import * as figures from './figures';
import { APP, lineKind, REPORTED, STARTED, UNCLEAR, versionEnd, versionStart } from './line';
import * as urlScan from './urls';

// Runs of events that follow each other, share minute and origin, and need nobody's judgement. What they say is gathered
// here, so that whoever folds it is asked once a run instead of once an event.

// How a run ended, if not with an event that somebody has to look at; the others are the kinds of line.ts.
/** What stands next has another layout, or is not there in full. */
export const UNFRAMED = -1;
/** No comma stands behind the last event. */
export const AT_END = 6;
/** The next event belongs to another run. */
export const BROKEN = 7;

const MINUTE_MS: u64 = 60_000;
/** Instants that can be a log's, told from outside. */
let earliest: u64 = 0;
let latest: u64 = 0;

/** Where reading stopped: the next event, or what stands behind the last one. */
export let stoppedAt: usize = 0;
export let events: i32 = 0;
export let firstTimestamp: u64 = 0;
export let firstIdStart: usize = 0;
export let firstIdEnd: usize = 0;
export let lastIdStart: usize = 0;
export let lastIdEnd: usize = 0;
/** Account and Region that the events of the run name; equal addresses where they do not. */
export let accountStart: usize = 0;
export let accountEnd: usize = 0;
export let regionStart: usize = 0;
export let regionEnd: usize = 0;

/** Events by kind. */
export const COUNTS: usize = memory.data(4 * 6);

const MOST_REPORTS: i32 = 128;
/** Of a report: its figures, then a bit for each that it has. */
const REPORT: usize = 56;
export const REPORTS: usize = memory.data(56 * 128);
export let reports: i32 = 0;

const MOST_CALLS: i32 = 256;
/** Places of the URLs, those that do not begin a line with {@link SAME_LINE} added. */
export const CALLS: usize = memory.data(4 * 256);
const SAME_LINE: i32 = 0x10000;
export let calls: i32 = 0;

/** What its starts say, all the same; equal addresses where they say none. */
export let startedVersionStart: usize = 0;
export let startedVersionEnd: usize = 0;

export function setInstants(from: f64, to: f64): void {
  earliest = <u64>from;
  latest = <u64>to;
}

/** Reads on from the event at `start`. How it ended; `frame`, `line` and `urls` are about the event at {@link stoppedAt}. */
export function readRun(start: usize): i32 {
  clear();
  let at = start;
  let until: u64 = 0;
  while (true) {
    stoppedAt = at;
    if (!frame.readFrame(at) || frame.timestamp < earliest || frame.timestamp >= latest) return UNFRAMED;
    // What is behind the event shows when there is more of the text.
    const next = byteAt(frame.frameEnd);
    if (next === 0) return UNFRAMED;
    if (events !== 0 && (frame.timestamp >= until || frame.timestamp + MINUTE_MS < until || !isSameOrigin()))
      return BROKEN;
    const kind = lineKind(frame.messageStart, frame.messageEnd);
    if (kind === UNCLEAR || (kind === APP && !areKnownUrls())) return kind;
    if (kind === STARTED && !isSameVersion()) return BROKEN;
    if (events++ === 0) {
      begin();
      until = frame.timestamp - (frame.timestamp % MINUTE_MS) + MINUTE_MS;
    }
    store<i32>(COUNTS + 4 * kind, load<i32>(COUNTS + 4 * kind) + 1);
    if (kind === REPORTED) keepReport();
    else if (kind === APP) keepCalls();
    lastIdStart = frame.idStart;
    lastIdEnd = frame.idEnd;
    at = frame.frameEnd;
    if (next !== COMMA) {
      stoppedAt = at;
      return AT_END;
    }
    at++;
    if (reports === MOST_REPORTS || calls > MOST_CALLS - urlScan.MOST_URLS) {
      stoppedAt = at;
      return BROKEN;
    }
  }
}

function clear(): void {
  events = 0;
  reports = 0;
  calls = 0;
  memory.fill(COUNTS, 0, 4 * 6);
}

function begin(): void {
  firstTimestamp = frame.timestamp;
  firstIdStart = frame.idStart;
  firstIdEnd = frame.idEnd;
  accountStart = frame.accountStart;
  accountEnd = frame.accountEnd;
  regionStart = frame.regionStart;
  regionEnd = frame.regionEnd;
}

function isSameOrigin(): bool {
  if (accountEnd === 0 || frame.accountEnd === 0) return accountEnd === frame.accountEnd;
  return (
    isSame(accountStart, accountEnd, frame.accountStart, frame.accountEnd) &&
    isSame(regionStart, regionEnd, frame.regionStart, frame.regionEnd)
  );
}

function isSame(start: usize, end: usize, otherStart: usize, otherEnd: usize): bool {
  return end - start === otherEnd - otherStart && areSame(start, otherStart, end - start);
}

function isSameVersion(): bool {
  if (load<i32>(COUNTS, 4 * STARTED) !== 0)
    return isSame(startedVersionStart, startedVersionEnd, versionStart, versionEnd);
  startedVersionStart = versionStart;
  startedVersionEnd = versionEnd;
  return true;
}

function areKnownUrls(): bool {
  for (let index = 0; index < urlScan.urls; index++) if (urlScan.knownPlace(index) < 0) return false;
  return true;
}

function keepReport(): void {
  const report = REPORTS + REPORT * reports++;
  memory.copy(report, figures.VALUES, 48);
  store<f64>(report, <f64>figures.found, 48);
}

function keepCalls(): void {
  for (let index = 0; index < urlScan.urls; index++) {
    store<i32>(CALLS + 4 * calls++, urlScan.knownPlace(index) + (index === 0 ? 0 : SAME_LINE));
  }
}
