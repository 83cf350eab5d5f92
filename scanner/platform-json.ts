import { BACKSLASH, behind, byteAt, CLOSING_BRACE, COMMA, ISO_LENGTH, isIsoTime, plainEnd, stands } from './bytes';
import {
  BILLED_MS,
  clearFigures,
  DURATION_MS,
  found,
  INIT_MS,
  MEMORY_SIZE_MB,
  MEMORY_USED_MB,
  RESTORE_MS,
  readFigure,
} from './figures';
import { decimalEnd, readDecimal } from './numbers';

// `platform.start` and successful `platform.report` records without blanks, keys in any order and each once. Every byte is
// accounted for, so that what is read here is JSON and says to `JSON.parse` the same.

const HEAD = '{\\"time\\":\\"';
const TYPE = '\\",\\"type\\":\\"platform.';
const LONGEST_ID: usize = 128;
const LONGEST_VERSION: usize = 32;

// Keys of the record; the bit says that it was there.
const REQUEST_ID = 1;
const VERSION = 2;
const METRICS = 4;
const STATUS = 8;
const TRACING = 16;
const FUNCTION_ARN = 32;

/** Of the start record read last; equal addresses where it names none. */
export let versionStart: usize = 0;
export let versionEnd: usize = 0;
let seen: i32 = 0;

/** Whether a line begins as platform records do. */
export function isPlatformRecord(start: usize): bool {
  return stands(start, HEAD) && stands(start + HEAD.length + ISO_LENGTH, TYPE);
}

export function isStartRecord(start: usize, end: usize): bool {
  const record = recordOf(start, 'start\\",\\"record\\":{');
  return record !== 0 && readRecord(record, end) && (seen & REQUEST_ID) !== 0 && (seen & METRICS) === 0;
}

export function isReportRecord(start: usize, end: usize): bool {
  const record = recordOf(start, 'report\\",\\"record\\":{');
  if (record === 0 || !readRecord(record, end)) return false;
  return (seen & REQUEST_ID) !== 0 && (seen & METRICS) !== 0 && (found & (1 << DURATION_MS)) !== 0;
}

/** A record that says by its type alone that an environment begins, with plain texts and numbers in any fields. */
export function isInitStartRecord(start: usize, end: usize): bool {
  let at = recordOf(start, 'initStart\\",\\"record\\":{');
  if (at === 0) return false;
  while (true) {
    const value = behind(textEnd(at), ':');
    if (byteAt(value) === BACKSLASH) at = textEnd(value);
    else at = readDecimal(value) ? decimalEnd : 0;
    if (byteAt(at) !== COMMA) break;
    at++;
  }
  return endsRecord(at, end);
}

function recordOf(start: usize, type: string): usize {
  const time = start + HEAD.length;
  return isIsoTime(time) ? behind(time + ISO_LENGTH + TYPE.length, type) : 0;
}

/** Reads the keys of the record, which must end the line. */
function readRecord(start: usize, end: usize): bool {
  seen = 0;
  versionStart = 0;
  versionEnd = 0;
  clearFigures();
  let at = start;
  while (true) {
    at = readKey(at);
    if (at === 0) return false;
    if (byteAt(at) !== COMMA) break;
    at++;
  }
  return endsRecord(at, end);
}

function endsRecord(at: usize, end: usize): bool {
  return byteAt(at) === CLOSING_BRACE && byteAt(at + 1) === CLOSING_BRACE && at + 2 === end;
}

/** Behind the key at `at` and its value; 0 for keys that are unknown or come twice, and values that are unexpected. */
function readKey(at: usize): usize {
  let value = behind(at, '\\"requestId\\":');
  if (value !== 0) return isNew(REQUEST_ID) ? shortTextEnd(value, LONGEST_ID) : 0;
  value = behind(at, '\\"metrics\\":{');
  if (value !== 0) return isNew(METRICS) ? metricsEnd(value) : 0;
  value = behind(at, '\\"status\\":');
  if (value !== 0) return isNew(STATUS) ? behind(value, '\\"success\\"') : 0;
  value = behind(at, '\\"tracing\\":{');
  if (value !== 0) return isNew(TRACING) ? tracingEnd(value) : 0;
  value = behind(at, '\\"functionArn\\":');
  if (value !== 0) return isNew(FUNCTION_ARN) ? textEnd(value) : 0;
  value = behind(at, '\\"version\\":');
  if (value === 0 || !isNew(VERSION)) return 0;
  const end = shortTextEnd(value, LONGEST_VERSION);
  versionStart = value + 2;
  versionEnd = end - 2;
  return end;
}

function isNew(key: i32): bool {
  if ((seen & key) !== 0) return false;
  seen |= key;
  return true;
}

/** Behind a text of plain ASCII without escapes; 0 otherwise. */
function textEnd(start: usize): usize {
  const text = behind(start, '\\"');
  return text === 0 ? 0 : behind(plainEnd(text), '\\"');
}

function shortTextEnd(start: usize, longest: usize): usize {
  const end = textEnd(start);
  const length = end - start - 4;
  return end !== 0 && length > 0 && length <= longest ? end : 0;
}

function metricsEnd(start: usize): usize {
  let at = start;
  while (true) {
    at = readMetric(at);
    if (at === 0) return 0;
    if (byteAt(at) !== COMMA) break;
    at++;
  }
  return byteAt(at) === CLOSING_BRACE ? at + 1 : 0;
}

function readMetric(at: usize): usize {
  let value = behind(at, '\\"durationMs\\":');
  if (value !== 0) return readNew(DURATION_MS, value);
  value = behind(at, '\\"billedDurationMs\\":');
  if (value !== 0) return readNew(BILLED_MS, value);
  value = behind(at, '\\"memorySizeMB\\":');
  if (value !== 0) return readNew(MEMORY_SIZE_MB, value);
  value = behind(at, '\\"maxMemoryUsedMB\\":');
  if (value !== 0) return readNew(MEMORY_USED_MB, value);
  value = behind(at, '\\"initDurationMs\\":');
  if (value !== 0) return readNew(INIT_MS, value);
  value = behind(at, '\\"restoreDurationMs\\":');
  return value === 0 ? 0 : readNew(RESTORE_MS, value);
}

function readNew(figure: i32, at: usize): usize {
  return (found & (1 << figure)) !== 0 ? 0 : readFigure(figure, at);
}

function tracingEnd(start: usize): usize {
  let at = start;
  let keys = 0;
  while (true) {
    let key = 1;
    let value = behind(at, '\\"spanId\\":');
    if (value === 0) {
      key = 2;
      value = behind(at, '\\"type\\":');
    }
    if (value === 0) {
      key = 4;
      value = behind(at, '\\"value\\":');
    }
    if (value === 0 || (keys & key) !== 0) return 0;
    keys |= key;
    at = textEnd(value);
    if (at === 0) return 0;
    if (byteAt(at) !== COMMA) break;
    at++;
  }
  return byteAt(at) === CLOSING_BRACE ? at + 1 : 0;
}
