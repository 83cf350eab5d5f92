import type { SkipReason } from '../decode/skip-reason.ts';
import { cloudTrailRecordsOf } from './cloudtrail/cloudtrail-records.ts';
import { parseCloudTrailRecord } from './cloudtrail/parse-cloudtrail-record.ts';
import { parseDnsQuery } from './dns/parse-dns-query.ts';
import { parseJsonObject } from './json-object.ts';
import type { ParsedRecord, RecordFact } from './parsed-record.ts';
import { type ContentKind, recogniseObject, recogniseText } from './recognise-content.ts';
import type { Source } from './source.ts';
import { parseSpan } from './spans/parse-span.ts';
import type { FlowFields } from './vpc-flow/flow-format.ts';
import { parseFlowRecord } from './vpc-flow/parse-flow-record.ts';

/** A record of a stream that is no function's, with the source that its content shows. */
export interface SourcedRecord {
  /** Absent for content of no source that is read. */
  readonly source?: Source;
  readonly parsed: ParsedRecord;
}

const SKIPPED: Readonly<Partial<Record<ContentKind, SkipReason>>> = {
  'lambda-platform': 'unnamed_function',
  'embedded-metrics': 'embedded_metrics',
};

/**
 * Parses one log event of a stream whose names do not say whose it is, by its content. Must never be asked about a stream
 * that is shaped like a function's: functions print what they handle, and attackers choose what they print.
 *
 * @param flowFields columns of the flow logs, where they have a format of their own
 */
export const parseRecord = (message: string, flowFields?: FlowFields): SourcedRecord => {
  const object = parseJsonObject(message);
  const kind = object === undefined ? recogniseText(message) : recogniseObject(object);
  if (kind === 'vpc-flow') return { source: 'vpc-flow', parsed: parseFlowRecord(message, flowFields) };
  if (object !== undefined) {
    if (kind === 'dns') return { source: 'dns', parsed: parseDnsQuery(object) };
    if (kind === 'span') return { source: 'spans', parsed: parseSpan(object) };
    if (kind === 'cloudtrail') {
      return { source: 'cloudtrail', parsed: together(cloudTrailRecordsOf(object).map(parseCloudTrailRecord)) };
    }
  }
  // JSON with a level and a message is not enough to call a stranger's stream a function.
  return { parsed: { skipped: SKIPPED[kind] ?? 'unrecognised' } };
};

/** Facts of all records of one event; skipped only when each of them is. */
const together = (records: readonly ParsedRecord[]): ParsedRecord => {
  const facts: RecordFact[] = [];
  let skipped: SkipReason = 'cloudtrail_no_call';
  for (const record of records) {
    if ('skipped' in record) skipped = record.skipped;
    else facts.push(...record.facts);
  }
  return facts.length === 0 ? { skipped } : { facts };
};
