import type { Random } from '../fleet/random.ts';
import type { LogFunction } from './log-function.ts';

export interface Line {
  readonly at: number;
  readonly message: string;
}

const WORDS =
  'customer basket item page token retry queue shard record batch cache index price total region user delivery label'.split(
    ' ',
  );
const PLACES = ['Köln', 'São Paulo', 'Kraków', '東京', 'Zürich'];

const HEX = '0123456789abcdef';
const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => HEX[random.integer(0, 15)]).join('');

export const requestId = (random: Random): string => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');

const phrase = (random: Random): string => {
  const words = Array.from({ length: random.integer(4, 14) }, () => WORDS[random.integer(0, WORDS.length - 1)] ?? '');
  if (random.chance(0.06)) words.push(PLACES[random.integer(0, PLACES.length - 1)] ?? '');
  return `${words.join(' ')} ${random.integer(1, 99_999)}`;
};

const urlOf = (random: Random, { hosts }: LogFunction): string =>
  `https://${hosts[random.integer(0, hosts.length - 1)]}/v1/${WORDS[random.integer(0, WORDS.length - 1)]}/${random.integer(1, 9_999)}`;

/** Lines of one invocation, in order, and the time at which it ended. */
export const invocationLines = (random: Random, from: LogFunction, start: number, isCold: boolean) => {
  const id = requestId(random);
  const durationMs = Math.max(0.8, from.durationMs * Math.exp(0.5 * (random.next() + random.next() - 1)));
  const end = start + Math.ceil(durationMs);
  const failure = random.chance(0.01);
  const appLines = Array.from({ length: random.integer(1, 8) }, (_, index): Line => {
    const at = start + Math.floor((durationMs * index) / 9);
    return { at, message: appLine(random, from, id, at) };
  });
  const traced = from.isTraced ? traceOf(random) : undefined;
  const platform = from.style === 'json' ? jsonPlatform : textPlatform;
  const [opening, closing] = platform(from, {
    id,
    start,
    end,
    durationMs,
    isCold,
    timedOut: failure && random.chance(0.2),
    traced,
  });
  const error: Line[] = failure ? [{ at: end, message: errorLine(random, from, id, end) }] : [];
  return { lines: [...opening, ...appLines, ...error, ...closing], end };
};

interface Invocation {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly durationMs: number;
  readonly isCold: boolean;
  readonly timedOut: boolean;
  readonly traced: { readonly trace: string; readonly segment: string } | undefined;
}

const traceOf = (random: Random) => ({ trace: `1-${hex(random, 8)}-${hex(random, 24)}`, segment: hex(random, 16) });
const iso = (at: number): string => new Date(at).toISOString();

const textPlatform = (
  { version, memoryMb }: LogFunction,
  { id, start, end, durationMs, ...rest }: Invocation,
): [Line[], Line[]] => {
  const arn = `arn:aws:lambda:eu-west-1::runtime:${'ab'.repeat(32)}`;
  const init = rest.isCold
    ? [{ at: start, message: `INIT_START Runtime Version: nodejs:22.v44\tRuntime Version ARN: ${arn}\n` }]
    : [];
  const report = [
    `REPORT RequestId: ${id}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${Math.round(memoryMb * 0.6)} MB`,
    ...(rest.isCold ? [`Init Duration: ${(durationMs * 1.3 + 80).toFixed(2)} ms`] : []),
    ...(rest.timedOut ? ['Status: timeout'] : []),
  ].join('\t');
  const { traced } = rest;
  const trace =
    traced === undefined ? '' : `XRAY TraceId: ${traced.trace}\tSegmentId: ${traced.segment}\tSampled: true\t\n`;
  return [
    [...init, { at: start, message: `START RequestId: ${id} Version: ${version}\n` }],
    [
      { at: end, message: `END RequestId: ${id}\n` },
      { at: end, message: rest.timedOut ? report : `${report}\t\n${trace}` },
    ],
  ];
};

const jsonPlatform = (
  { version, memoryMb }: LogFunction,
  { id, start, end, durationMs, ...rest }: Invocation,
): [Line[], Line[]] => {
  const { traced } = rest;
  const tracing =
    traced === undefined
      ? {}
      : { tracing: { spanId: traced.segment, type: 'X-Amzn-Trace-Id', value: `Root=${traced.trace};Sampled=1` } };
  const metrics = {
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    billedDurationMs: Math.ceil(durationMs),
    memorySizeMB: memoryMb,
    maxMemoryUsedMB: Math.round(memoryMb * 0.6),
    ...(rest.isCold && { initDurationMs: Math.round(durationMs * 1_300) / 1_000 }),
  };
  const line = (at: number, type: string, record: object): Line => ({
    at,
    message: JSON.stringify({ time: iso(at), type: `platform.${type}`, record }),
  });
  const init = rest.isCold
    ? [line(start, 'initStart', { initializationType: 'on-demand', phase: 'init', runtimeVersion: 'nodejs:22.v44' })]
    : [];
  const status = rest.timedOut ? 'timeout' : 'success';
  return [
    [...init, line(start, 'start', { requestId: id, version, ...tracing })],
    [line(end, 'report', { requestId: id, metrics, ...tracing, status })],
  ];
};

const appLine = (random: Random, from: LogFunction, id: string, at: number): string => {
  const hasUrl = random.chance(0.29);
  const text = hasUrl
    ? `GET ${urlOf(random, from)} ${random.integer(200, 304)} in ${random.integer(2, 400)} ms`
    : phrase(random);
  if (from.style === 'json') return JSON.stringify({ timestamp: iso(at), level: 'INFO', requestId: id, message: text });
  const body = from.logsJson
    ? JSON.stringify({
        level: 'info',
        service: from.name,
        message: text,
        customer: random.integer(1, 9_999),
        cold: false,
      })
    : text;
  switch (from.style) {
    case 'node':
      return `${iso(at)}\t${id}\tINFO\t${body}\n`;
    case 'python':
      return `[INFO]\t${iso(at)}\t${id}\t${body}\n`;
    case 'java':
      return `${body}\n`;
  }
};

const errorLine = (random: Random, from: LogFunction, id: string, at: number): string => {
  const stack = Array.from(
    { length: random.integer(4, 16) },
    () => `    at ${phrase(random)} (/var/task/index.js:${random.integer(1, 400)}:7)`,
  );
  const message = phrase(random);
  if (from.style === 'json') {
    return JSON.stringify({
      timestamp: iso(at),
      level: 'ERROR',
      requestId: id,
      message: `Invoke Error ${message}`,
      errorType: 'TypeError',
      stack,
    });
  }
  if (from.style === 'node') {
    return `${iso(at)}\t${id}\tERROR\tInvoke Error \t${JSON.stringify({ errorType: 'TypeError', errorMessage: message, stack })}\n`;
  }
  if (from.style === 'python')
    return `[ERROR] KeyError: '${message}'\nTraceback (most recent call last):\n${stack.join('\n')}`;
  return `${message}: java.lang.IllegalStateException\njava.lang.IllegalStateException: ${message}\n${stack.join('\n')}\n`;
};
