import { subjectName } from '../../subject.ts';
import { type EpochMs, epochMs } from '../../units.ts';
import { destinationOf } from '../destination.ts';
import type { Observation } from '../observation.ts';
import type { NamedSubject, ParsedRecord } from '../parsed-record.ts';
import { flowDirectionOf } from './flow-direction.ts';
import { type FlowFields, flowFieldsOf } from './flow-format.ts';
import { addressOf, type FlowRow, interfaceOf, numberOf, readFlowRow } from './flow-row.ts';

const TCP = 6;
const UDP = 17;
const MAX_PORT = 65_535;
const MAX_SECONDS = 4e9;
/** Rows cover ten minutes at most; one that claims more is not believed. */
const LONGEST_ROW_MS = 15 * 60_000;

/**
 * Services that own the addresses they are named for, as hosts. Ranges that AWS rents out (`EC2`, `CLOUDFRONT`, …) say
 * nothing about who answers there.
 */
const HOST_OF_SERVICE: ReadonlyMap<string, string> = new Map([
  ['S3', 's3.amazonaws.com'],
  ['DYNAMODB', 'dynamodb.amazonaws.com'],
  ['KINESIS_VIDEO_STREAMS', 'kinesisvideo.amazonaws.com'],
  ['AMAZON', 'aws.amazonaws.com'],
]);

/**
 * Parses one row of a VPC flow log. Total: any text gives an answer, in time proportional to its length.
 *
 * @param fields names of the columns, where the flow log has a format of its own
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const parseFlowRecord = (message: string, fields?: FlowFields): ParsedRecord => {
  const row = readFlowRow(message, fields);
  if (row === undefined) {
    if (flowFieldsOf(message) !== undefined) return { skipped: 'flow_log_header' };
    return { skipped: fields === undefined ? 'flow_log_fields_unknown' : 'flow_log_malformed' };
  }
  const observation = observationOf(row);
  if (observation === undefined) return { skipped: 'flow_log_malformed' };
  const at = endOf(row);
  return { facts: [{ subject: subjectOfRow(row), observation }], ...(at !== undefined && { at }) };
};

const subjectOfRow = (row: FlowRow): NamedSubject | undefined => {
  const interfaceId = interfaceOf(row);
  if (interfaceId === undefined) return undefined;
  const account = row.get('account-id');
  const region = row.get('region');
  return {
    name: subjectName({ kind: 'interface', interfaceId }),
    ...(account !== undefined && account !== 'unknown' && { account }),
    ...(region !== undefined && { region }),
  };
};

/** Rows begin up to ten minutes before they are complete; what they count is known at their end. */
const endOf = (row: FlowRow): EpochMs | undefined => {
  const start = numberOf(row, 'start', MAX_SECONDS);
  const end = numberOf(row, 'end', MAX_SECONDS);
  if (start === undefined || end === undefined) return undefined;
  const lengthMs = (end - start) * 1_000;
  return lengthMs >= 0 && lengthMs <= LONGEST_ROW_MS ? epochMs(end * 1_000) : undefined;
};

const observationOf = (row: FlowRow): Observation | undefined => {
  const status = row.get('log-status');
  if (status === 'NODATA') return { kind: 'flow-no-data' };
  if (status === 'SKIPDATA') return { kind: 'flow-records-lost' };
  const action = row.get('action');
  if (addressOf(row, 'srcaddr') === undefined || addressOf(row, 'dstaddr') === undefined) return undefined;
  if (flowDirectionOf(row) !== 'sent') return { kind: 'flow-other' };
  const destination = destinationOfRow(row);
  if (destination === undefined) return { kind: 'flow-other' };
  if (action === 'REJECT') return { kind: 'flow-rejected', destination };
  return { kind: 'flow-sent', destination, bytes: numberOf(row, 'bytes', Number.MAX_SAFE_INTEGER) ?? 0 };
};

/** Where it went in the end: rows of a gateway's interface name the next hop, and the packet's destination apart. */
const destinationOfRow = (row: FlowRow): string | undefined => {
  const service = HOST_OF_SERVICE.get(row.get('pkt-dst-aws-service') ?? '');
  if (service !== undefined) return service;
  const address = addressOf(row, 'pkt-dstaddr') ?? addressOf(row, 'dstaddr') ?? '';
  const protocol = numberOf(row, 'protocol', 255);
  const hasPorts = protocol === undefined || protocol === TCP || protocol === UDP;
  const port = hasPorts ? (numberOf(row, 'dstport', MAX_PORT) ?? 0) : 0;
  const host = address.includes(':') ? `[${address}]` : address;
  return destinationOf(port === 0 ? host : `${host}:${port}`, port === 80 ? 'http' : '');
};
