import { gzipSync } from 'node:zlib';

/** One log event before it is written in some format. */
export interface WrittenEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

export const STREAM = '2026/01/06/[$LATEST]0123456789abcdef0123456789abcdef';
export const GROUP = '/aws/lambda/checkout';
export const ACCOUNT = '111122223333';

const requestIdOf = (index: number): string => `8f507cfc-0000-4697-b07a-${index.toString(16).padStart(12, '0')}`;

/**
 * The log of invocations of one function, 20 s apart: START, a line of its own, END and REPORT. Every seventh fails with
 * a time-out, every fifth calls out.
 */
export const checkoutLog = (invocations: number, startAt = Date.UTC(2026, 0, 6, 20, 0)): WrittenEvent[] => {
  const events: WrittenEvent[] = [];
  for (let index = 0; index < invocations; index++) {
    const requestId = requestIdOf(index);
    const at = startAt + index * 20_000;
    const add = (afterMs: number, message: string): void => {
      events.push({ id: String(events.length + 1).padStart(56, '3'), timestamp: at + afterMs, message });
    };
    const call = index % 5 === 0 ? 'GET https://api.example.com/v1/items' : 'order accepted';
    add(0, `START RequestId: ${requestId} Version: 42\n`);
    add(5, `${new Date(at + 5).toISOString()}\t${requestId}\tINFO\t${call}\nsecond line of the event\n`);
    add(90, `END RequestId: ${requestId}\n`);
    const status = index % 7 === 3 ? '\tStatus: timeout' : '';
    const figures = 'Duration: 83.25 ms\tBilled Duration: 84 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB';
    add(91, `REPORT RequestId: ${requestId}\t${figures}${status}\t\n`);
  }
  return events;
};

/** Totals of {@link checkoutLog}, counted by its rule rather than by parsing. */
export const checkoutTotals = (invocations: number) => ({
  invocations,
  reports: invocations,
  errors: Math.floor((invocations + 3) / 7),
  timeouts: Math.floor((invocations + 3) / 7),
  calls: Math.ceil(invocations / 5),
  durationMsSum: invocations * 83.25,
});

export const payloadOf = (events: readonly WrittenEvent[]) => ({
  messageType: 'DATA_MESSAGE',
  owner: ACCOUNT,
  logGroup: GROUP,
  logStream: STREAM,
  subscriptionFilters: ['nightjar'],
  logEvents: events,
});

export const chunked = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

export const dataOf = (events: readonly WrittenEvent[]): string =>
  gzipSync(JSON.stringify(payloadOf(events))).toString('base64');

/** The same events in every format that `replay` reads, by a name for the format. */
export const inEveryFormat = (events: readonly WrittenEvent[]): ReadonlyMap<string, string | Buffer> => {
  const payloads = chunked(events, 9).map(payloadOf);
  const lines = payloads.map((payload) => JSON.stringify(payload)).join('\n');
  const iso = (at: number): string => new Date(at).toISOString();
  const answer = {
    events: events.map(({ id, ...event }) => ({ logStreamName: STREAM, ...event, eventId: id, ingestionTime: 1 })),
    searchedLogStreams: [{ logStreamName: STREAM, searchedCompletely: true }],
  };
  return new Map<string, string | Buffer>([
    ['payloads, one a line', lines],
    ['payloads, gzip', gzipSync(lines)],
    ['payloads, gzip members joined', Buffer.concat(payloads.map((one) => gzipSync(JSON.stringify(one))))],
    ['payloads, joined without separator', payloads.map((payload) => JSON.stringify(payload)).join('')],
    ['payloads, pretty-printed', payloads.map((payload) => JSON.stringify(payload, null, 2)).join('\n')],
    ['payloads in a list', JSON.stringify(payloads, null, 2)],
    ['one payload', JSON.stringify(payloadOf(events), null, 4)],
    [
      'Lambda events',
      chunked(events, 9)
        .map((some) => JSON.stringify({ awslogs: { data: dataOf(some) } }))
        .join('\n'),
    ],
    [
      'Lambda events in a list',
      JSON.stringify(chunked(events, 9).map((some) => ({ awslogs: { data: dataOf(some) } }))),
    ],
    [
      'a Kinesis event',
      JSON.stringify({ Records: chunked(events, 9).map((some) => ({ kinesis: { data: dataOf(some) } })) }, null, 2),
    ],
    [
      'a Firehose event',
      JSON.stringify({
        deliveryStreamArn: 'arn',
        records: chunked(events, 9).map((some, index) => ({ recordId: `${index}`, data: dataOf(some) })),
      }),
    ],
    ['filter-log-events', JSON.stringify(answer, null, 4)],
    ['get-log-events', JSON.stringify({ events: events.map(({ id: _, ...event }) => event), nextForwardToken: 'f/1' })],
    ['export to S3', events.map(({ timestamp, message }) => `${iso(timestamp)} ${message}`).join('')],
    [
      'aws logs tail',
      events
        .map(({ timestamp, message }) => `${iso(timestamp).replace('Z', '000+00:00')} ${STREAM} ${message}`)
        .join(''),
    ],
    [
      'aws logs tail --format short',
      events.map(({ timestamp, message }) => `${iso(timestamp).slice(0, 19)} ${message}`).join(''),
    ],
    ['raw text', events.map(({ message }) => message).join('')],
  ]);
};
