import { gzipSync } from 'node:zlib';
import type { EpochMs } from '../../lib/core/units.ts';

export const SUBSCRIPTION_FILTER = 'nightjar-test';
export const OWNER = '123456789012';

/** One invocation as a text-format function logs it. */
export interface LoggedInvocation {
  readonly requestId: string;
  readonly at: EpochMs;
  readonly durationMs: number;
  /** Further lines between START and END. */
  readonly lines?: readonly string[];
}

export interface LoggedEvent {
  /** Absent only where a test asks what becomes of events without one. */
  readonly id?: string;
  readonly timestamp: number;
  readonly message: string;
  /** Of an event in a centralised log group. */
  readonly extractedFields?: Readonly<Record<string, string>>;
}

const EVENT_ID_DIGITS = 56;

/** Ids as CloudWatch Logs makes them: 56 digits, ascending. */
export const eventId = (number: number): string => String(number).padStart(EVENT_ID_DIGITS, '3');

export const loggedLines = ({ requestId, at, durationMs, lines = [] }: LoggedInvocation): LoggedEvent[] => {
  const end = at + Math.ceil(durationMs);
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    'Memory Size: 128 MB',
    'Max Memory Used: 64 MB',
  ].join('\t');
  const messages: (readonly [number, string])[] = [
    [at, `START RequestId: ${requestId} Version: $LATEST\n`],
    ...lines.map((line) => [at, line] as const),
    [end, `END RequestId: ${requestId}\n`],
    [end, `${report}\t\n`],
  ];
  return messages.map(([timestamp, message], index) => ({ id: eventId(at * 100 + index), timestamp, message }));
};

/** What CloudWatch Logs says of events of one stream; `more` takes the place of what it usually says. */
export const subscriptionPayload = (functionName: string, events: readonly unknown[], more: object = {}): object => ({
  messageType: 'DATA_MESSAGE',
  owner: OWNER,
  logGroup: `/aws/lambda/${functionName}`,
  logStream: '2026/01/05/[$LATEST]0123456789abcdef0123456789abcdef',
  subscriptionFilters: [SUBSCRIPTION_FILTER],
  logEvents: events,
  ...more,
});

/** The same as it is sent: base64 of gzip of JSON. */
export const subscriptionData = (functionName: string, events: readonly LoggedEvent[], logStream?: string): string => {
  const payload = subscriptionPayload(functionName, events, logStream === undefined ? {} : { logStream });
  return gzipSync(JSON.stringify(payload), { level: 1 }).toString('base64');
};

export interface StreamRecord {
  readonly sequence: string;
  readonly arrivedAt: EpochMs;
  readonly data: string;
}

const MS_PER_SECOND = 1_000;

/** The event that a Kinesis event source invokes with. */
export const kinesisEvent = (shardId: string, records: readonly StreamRecord[]): object => ({
  Records: records.map(({ sequence, arrivedAt, data }) => ({
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventName: 'aws:kinesis:record',
    awsRegion: 'eu-west-1',
    eventID: `${shardId}:${sequence}`,
    eventSourceARN: `arn:aws:kinesis:eu-west-1:${OWNER}:stream/nightjar`,
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'p',
      sequenceNumber: sequence,
      data,
      approximateArrivalTimestamp: arrivedAt / MS_PER_SECOND,
    },
  })),
});

export const directEvent = (data: string): object => ({ awslogs: { data } });
