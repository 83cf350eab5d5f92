import { type FunctionId, functionIdOf } from '../function-key.ts';
import { fail, ok, type Result } from '../result.ts';
import { type Minute, minuteOf } from '../units.ts';
import { addSaturating } from './add-saturating.ts';
import { emptySummary, type Summary } from './summary.ts';
import {
  destinationOf,
  kindOf,
  MAX_COUNT,
  MAX_MS,
  MAX_NAME_CHARACTERS,
  MAX_VERSION_CHARACTERS,
  sameFunctionId,
  timeOf,
  UNKNOWN_PLACE,
} from './window-record-values.ts';

/** Which field of a window record cannot be read, and what it should have been. */
export interface WindowRecordProblem {
  readonly code: 'window_record.bad_field';
  readonly field: string;
  readonly expected: string;
}

/** One minute of one function as a window record says it. */
export interface ReadWindowRecord {
  readonly functionId: FunctionId;
  readonly minute: Minute;
  readonly summary: Summary;
}

const MAX_NAMES = 10_000;

type Fields = Readonly<Record<string, unknown>>;

class BadField extends Error {
  readonly problem: WindowRecordProblem;

  constructor(field: string, expected: string) {
    super(field);
    this.problem = { code: 'window_record.bad_field', field, expected };
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for JSON that claims to be a window record: a time, a function and a number of invocations. */
export const looksLikeWindowRecord = (value: unknown): boolean =>
  isFields(value) && 't' in value && 'function' in value && 'invocations' in value;

/**
 * Reads a pre-aggregated minute (design: window record). Checked by hand, since replaying weeks of a fleet reads
 * millions of these.
 */
export const summaryOfRecord = (record: unknown, salt: number): Result<ReadWindowRecord, WindowRecordProblem> => {
  try {
    return ok(readRecord(record, salt));
  } catch (error) {
    if (error instanceof BadField) return fail(error.problem);
    throw error;
  }
};

const readRecord = (record: unknown, salt: number): ReadWindowRecord => {
  if (!isFields(record)) throw new BadField('', 'an object');
  const { t, function: name, version } = record;
  const at = typeof t === 'string' ? timeOf(t) : undefined;
  if (at === undefined) throw new BadField('t', 'an ISO 8601 minute');
  const account = placeOf(record, 'account');
  const region = placeOf(record, 'region');
  const functionId = typeof name === 'string' ? sameFunctionId(functionIdOf({ account, region, name })) : undefined;
  if (functionId === undefined) throw new BadField('function', 'a function name');
  const invocations = countOf(record, 'invocations');
  if (invocations === undefined) throw new BadField('invocations', 'a whole number');
  const summary = emptySummary(salt);
  summary.starts = invocations;
  summary.reports = invocations;
  summary.countedErrors = countOf(record, 'errors') ?? 0;
  summary.countedTimeouts = countOf(record, 'timeouts') ?? 0;
  summary.coldStarts = countOf(record, 'coldStarts') ?? 0;
  if (typeof version === 'string' && version !== '')
    summary.versions.add(version.slice(0, MAX_VERSION_CHARACTERS), invocations);
  else if (version !== undefined && version !== null) throw new BadField('version', 'text');
  eachCount(record, 'errorKinds', (kind, count) => summary.countedErrorKinds.add(kindOf(kind), count));
  eachCount(record, 'outbound', (destination, count) => {
    const { name, isRisky } = destinationOf(destination);
    (isRisky ? summary.riskyDestinations : summary.destinations).add(name, count);
  });
  readDurations(record, summary);
  return { functionId, minute: minuteOf(at), summary };
};

const PLACE = /^[a-z0-9-]{1,32}$/;

const placeOf = (record: Fields, field: 'account' | 'region'): string => {
  const value = record[field];
  if (value === undefined || value === null) return UNKNOWN_PLACE;
  if (typeof value !== 'string' || !PLACE.test(value)) throw new BadField(field, 'an AWS account or Region');
  return value;
};

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT;

const countOf = (record: Fields, field: string): number | undefined => {
  const value = record[field];
  if (value === undefined || value === null) return undefined;
  if (!isCount(value)) throw new BadField(field, 'a whole number');
  return value;
};

const eachCount = (record: Fields, field: string, visit: (name: string, count: number) => void): void => {
  const counts = record[field];
  if (counts === undefined || counts === null) return;
  if (!isFields(counts)) throw new BadField(field, 'an object of counts');
  let names = 0;
  for (const name in counts) {
    if (!Object.hasOwn(counts, name) || names++ >= MAX_NAMES) continue;
    const count = counts[name];
    if (!isCount(count)) throw new BadField(`${field}.${name.slice(0, 64)}`, 'a whole number');
    if (count > 0) visit(name.slice(0, MAX_NAME_CHARACTERS), count);
  }
};

const readDurations = (record: Fields, summary: Summary): void => {
  const durations = record['durations'];
  if (durations === undefined || durations === null) return;
  if (!Array.isArray(durations)) throw new BadField('durations', 'an array of milliseconds');
  for (const ms of durations) {
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= MAX_MS)) throw new BadField('durations', 'milliseconds');
    const us = Math.round(ms * 1_000);
    summary.durations.add(us);
    summary.durationUsSum = addSaturating(summary.durationUsSum, us);
    if (us > summary.durationUsMax) summary.durationUsMax = us;
  }
};
