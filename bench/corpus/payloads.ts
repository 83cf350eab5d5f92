import { gzipSync } from 'node:zlib';
import { Random } from '../fleet/random.ts';
import { invocationLines, type Line } from './invocation-lines.ts';
import { type LogFunction, logFunctions } from './log-function.ts';

/** Payloads as CloudWatch Logs delivers them, all alike in size. */
export interface Corpus {
  readonly name: CorpusName;
  /** Base64 of gzip. */
  readonly payloads: readonly string[];
  readonly events: number;
  readonly rawBytes: number;
  readonly gzipBytes: number;
}

/** Payloads, and the least and most events of each. */
const SHAPES = {
  /** One environment's few seconds. */
  small: { payloads: 3_000, least: 1, most: 20 },
  /** A busy function. */
  medium: { payloads: 300, least: 60, most: 190 },
  large: { payloads: 10, least: 3_000, most: 5_000 },
  xl: { payloads: 2, least: 16_000, most: 16_700 },
} as const;

export type CorpusName = keyof typeof SHAPES;

export const SUBSCRIPTION_FILTER = 'nightjar';
const OWNER = '123456789012';
const FIRST_AT = Date.UTC(2026, 0, 6, 21, 0);
const ID_DIGITS = 56;
const COLD_SHARE = 0.03;

/** The same seed gives the same bytes. */
export const makeCorpus = (name: CorpusName, seed: number): Corpus => {
  const random = new Random(seed);
  const functions = logFunctions(random.fork());
  const { payloads: count, least, most } = SHAPES[name];
  let events = 0;
  let rawBytes = 0;
  let gzipBytes = 0;
  const payloads = Array.from({ length: count }, () => {
    // Squaring makes the first functions the busy ones.
    const from = functions[Math.floor(random.next() ** 2 * functions.length)];
    const lines = from === undefined ? [] : linesOf(random, from, random.integer(least, most));
    const text = JSON.stringify(payloadOf(random, from?.name ?? '', from?.version ?? '', lines));
    const zipped = gzipSync(text);
    events += lines.length;
    rawBytes += Buffer.byteLength(text);
    gzipBytes += zipped.length;
    return zipped.toString('base64');
  });
  return { name, payloads, events, rawBytes, gzipBytes };
};

const linesOf = (random: Random, from: LogFunction, count: number): Line[] => {
  const lines: Line[] = [];
  let at = FIRST_AT + random.integer(0, 120_000);
  while (lines.length < count) {
    const invocation = invocationLines(random, from, at, random.chance(COLD_SHARE));
    lines.push(...invocation.lines);
    at = invocation.end + random.integer(1, 40);
  }
  return lines.slice(0, count);
};

const payloadOf = (random: Random, name: string, version: string, lines: readonly Line[]) => {
  const firstId = BigInt(`37${String(random.integer(1e8, 9e8)).padEnd(ID_DIGITS - 2, '4')}`);
  return {
    messageType: 'DATA_MESSAGE',
    owner: OWNER,
    logGroup: `/aws/lambda/${name}`,
    logStream: `2026/01/06/[${version}]${random.integer(1e15, 9e15).toString(16).padStart(32, '0')}`,
    subscriptionFilters: [SUBSCRIPTION_FILTER],
    logEvents: lines.map(({ at, message }, index) => ({
      id: String(firstId + BigInt(index)).padStart(ID_DIGITS, '3'),
      timestamp: at,
      message,
    })),
  };
};
