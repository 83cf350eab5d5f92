import { gzipSync } from 'node:zlib';

/** One seeded fleet with skewed traffic: a few functions carry most of it, and many run some times a day. */
export interface TrafficOptions {
  readonly functions: number;
  readonly eventsPerMinute: number;
  readonly subscriptionFilter: string;
}

/** START, two lines of the application, END, REPORT: as in the cost model. */
const EVENTS_PER_INVOCATION = 5;

const mulberry = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * Expected invocations a minute of each function, by a power law that sums to the whole. It goes by a function's place in
 * the fleet, not by its number: else a larger fleet would hold more functions that hardly run, and be cheaper for that.
 */
const ratesOf = ({ functions, eventsPerMinute }: TrafficOptions): number[] => {
  const weights = Array.from({ length: functions }, (_, index) => 1 / ((index + 0.5) / functions + 0.003) ** 0.9);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (weight / total) * (eventsPerMinute / EVENTS_PER_INVOCATION));
};

export interface MinutePayloads {
  /** Each is one log stream's lines: base64 of gzip, as CloudWatch Logs sends it. */
  readonly payloads: readonly string[];
  readonly events: number;
  readonly functionsActive: number;
}

/** The logs of one minute. The same for the same minute. */
export const minuteOfTraffic = (options: TrafficOptions, startMs: number): MinutePayloads => {
  const random = mulberry(Math.floor(startMs / 60_000));
  const payloads: string[] = [];
  let events = 0;
  for (const [index, rate] of ratesOf(options).entries()) {
    const invocations = Math.floor(rate) + (random() < rate % 1 ? 1 : 0);
    if (invocations === 0) continue;
    const lines = Array.from({ length: invocations }, () => invocationLines(random, startMs)).flat();
    lines.sort((a, b) => a.timestamp - b.timestamp);
    events += lines.length;
    payloads.push(payloadOf(options.subscriptionFilter, `function-${index}`, lines));
  }
  return { payloads, events, functionsActive: payloads.length };
};

interface Line {
  readonly timestamp: number;
  readonly message: string;
}

const invocationLines = (random: () => number, startMs: number): Line[] => {
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const id = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const timestamp = startMs + Math.floor(random() * 50_000);
  const durationMs = 20 + random() * 200;
  return [
    `START RequestId: ${id} Version: $LATEST\n`,
    `${new Date(timestamp).toISOString()}\t${id}\tINFO\torder ${hex(6)} taken\n`,
    `${new Date(timestamp).toISOString()}\t${id}\tINFO\tGET https://api.example.com/orders/${hex(6)}\n`,
    `END RequestId: ${id}\n`,
    `REPORT RequestId: ${id}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: 256 MB\tMax Memory Used: 90 MB\t\n`,
  ].map((message, index) => ({ timestamp: timestamp + (index > 2 ? Math.ceil(durationMs) : index), message }));
};

const EVENT_ID_DIGITS = 56;

const payloadOf = (subscriptionFilter: string, name: string, lines: readonly Line[]): string =>
  gzipSync(
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: `/aws/lambda/${name}`,
      logStream: '2026/01/05/[$LATEST]0123456789abcdef0123456789abcdef',
      subscriptionFilters: [subscriptionFilter],
      logEvents: lines.map(({ timestamp, message }, index) => ({
        id: String(timestamp * 10_000 + index).padStart(EVENT_ID_DIGITS, '3'),
        timestamp,
        message,
      })),
    }),
    { level: 1 },
  ).toString('base64');
