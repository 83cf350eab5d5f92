/**
 * What one core does: whole ingest (decode, parse, fold, encode) against the least that any reader in JavaScript does
 * (base64, gunzipSync, JSON.parse), and against the naive path with the same result. `--gate` fails on a missed gate.
 *
 * The two arms of a comparison alternate in a process of their own and change their order each round; the figure is the
 * median of the rounds' ratios of CPU time, which holds on a busy machine where absolute times do not, and the median of
 * several processes. A third arm would not be neutral: code that two of them share is compiled for both, and the naive
 * one leaves most of the garbage.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { PayloadFolder } from '../lib/core/fold/payload-folder.ts';
import { SummaryTable } from '../lib/core/fold/summary-table.ts';
import { foldDecoded } from '../lib/core/pipeline/fold-decoded.ts';
import { foldPayload, makePayloadFolder } from '../lib/core/pipeline/fold-payload.ts';
import { emptyIngestTally } from '../lib/core/pipeline/ingest-tally.ts';
import { packPartials } from '../lib/core/pipeline/pack-partials.ts';
import { MAX_ROW_BYTES } from '../lib/core/pipeline/ports.ts';
import { epochMs, minuteOf } from '../lib/core/units.ts';
import { imageOfTable, imageOfTally } from '../test/support/folded-image.ts';
import { type Corpus, type CorpusName, makeCorpus, SUBSCRIPTION_FILTER } from './corpus/payloads.ts';

const SEED = 20_260_106;
const WARM_UPS = 8;
const ROUNDS = 15;
/** Processes that measure the same: where one of them puts code and data moves its ratio by some percent. */
const PROCESSES = 3;
/** Payloads that one invocation is given by Kinesis; their windows are packed together. */
const PAYLOADS_PER_INVOCATION = 500;

/** Largest ratios that pass. */
const GATES = {
  small: { toDecoding: 0.8, toNaive: 0.5 },
  medium: { toDecoding: 0.65, toNaive: 0.42 },
  large: { toDecoding: 0.55, toNaive: 0.38 },
} as const;
const MEMORY_GATE = 0.5;

const settings = {
  region: 'eu-west-1',
  salt: 7,
  subscriptionFilter: SUBSCRIPTION_FILTER,
};
const header = { arrived: minuteOf(epochMs(Date.UTC(2026, 0, 6, 21, 5))) };

const fold = async (payloads: readonly string[], folder?: PayloadFolder) => {
  const windows = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  for (const base64 of payloads) {
    if (folder === undefined) foldDecoded(base64, windows, tally, settings);
    else {
      const folded = foldPayload(base64, windows, tally, settings, folder);
      if (folded !== undefined) await folded;
    }
  }
  return { windows, tally };
};

/** Whole ingest, invocation by invocation. Returns the bytes to store. */
const ingest = async (payloads: readonly string[], folder?: PayloadFolder): Promise<number> => {
  let storedBytes = 0;
  for (let from = 0; from < payloads.length; from += PAYLOADS_PER_INVOCATION) {
    const { windows } = await fold(payloads.slice(from, from + PAYLOADS_PER_INVOCATION), folder);
    for (const part of packPartials(header, windows, MAX_ROW_BYTES)) storedBytes += part.length;
  }
  return storedBytes;
};

/** The least that reading payloads as JSON takes. */
const decode = async (payloads: readonly string[]): Promise<number> => {
  let events = 0;
  for (const base64 of payloads) {
    const payload: unknown = JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString());
    if (typeof payload === 'object' && payload !== null && 'logEvents' in payload) events++;
  }
  return events;
};

const cpuMs = async (work: () => Promise<number>): Promise<number> => {
  const before = process.cpuUsage();
  const result = await work();
  consumed += result;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/** Sum of what the arms made. */
let consumed = 0;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const assertEqualResults = async ({ name, payloads }: Corpus, folder: PayloadFolder): Promise<number> => {
  const naive = await fold(payloads);
  const direct = await fold(payloads, folder);
  const isEqual =
    JSON.stringify(imageOfTable(naive.windows)) === JSON.stringify(imageOfTable(direct.windows)) &&
    JSON.stringify(imageOfTally(naive.tally)) === JSON.stringify(imageOfTally(direct.tally));
  if (!isEqual) throw new Error(`${name}: the two paths differ; nothing was measured`);
  return [...direct.tally.fallbacks.values()].reduce((sum, count) => sum + count, 0);
};

type Yardstick = 'decoding' | 'naive';

interface Comparison {
  /** CPU time of ingest over that of the yardstick. */
  readonly ratio: number;
  readonly ingestUs: number;
  readonly yardstickUs: number;
  /** Per hundred events. */
  readonly fallbackShare: number;
}

const compare = async (corpus: Corpus, yardstick: Yardstick): Promise<Comparison> => {
  const { payloads } = corpus;
  const folder = makePayloadFolder(settings);
  const fallbacks = await assertEqualResults(corpus, folder);
  const arms = [
    () => ingest(payloads, folder),
    yardstick === 'naive' ? () => ingest(payloads) : () => decode(payloads),
  ] as const;
  const rounds: (readonly [number, number])[] = [];
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const times: [number, number] = [0, 0];
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const arm of order) times[arm] = await cpuMs(arms[arm]);
    if (round >= 0) rounds.push(times);
  }
  const us = (arm: 0 | 1) => (1_000 * median(rounds.map((times) => times[arm]))) / corpus.events;
  return {
    ratio: median(rounds.map(([own, other]) => own / other)),
    ingestUs: us(0),
    yardstickUs: us(1),
    fallbackShare: (100 * fallbacks) / corpus.events,
  };
};

/** This program again, with an option of its own. */
const inChild = (option: string): string => {
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), option], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return stdout.trim();
};

/** The process in the middle. */
const compareInChildren = (name: CorpusName, yardstick: Yardstick): Comparison => {
  const found = Array.from(
    { length: PROCESSES },
    () => JSON.parse(inChild(`--compare=${name},${yardstick}`)) as Comparison,
  ).sort((a, b) => a.ratio - b.ratio);
  const middle = found[Math.floor(PROCESSES / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
};

const runCompareChild = async (text: string): Promise<void> => {
  const [name, yardstick] = text.split(',') as [CorpusName, Yardstick];
  const comparison = await compare(makeCorpus(name, SEED), yardstick);
  // What the arms made is looked at, so that none of it is for nothing.
  if (!(consumed > 0)) throw new Error('nothing was made');
  console.log(JSON.stringify(comparison));
};

/** Growth of the resident set while one process ingests one large record, MiB. */
const memoryGrowth = (path: 'naive' | 'direct'): number => Number(inChild(`--memory=${path}`));

const peakKiB = (): number => process.resourceUsage().maxRSS;

const runMemoryChild = async (path: string): Promise<void> => {
  const [record = ''] = makeCorpus('xl', SEED).payloads;
  const folder = path === 'direct' ? makePayloadFolder(settings) : undefined;
  // The corpus itself leaves a high-water mark: only what comes on top of it is the reader's.
  const before = Math.max(peakKiB(), process.memoryUsage.rss() / 1_024);
  await ingest([record], folder);
  console.log((peakKiB() - before) / 1_024);
};

const verdict = (value: number, gate: number): string =>
  `${value.toFixed(2)} (gate ${gate.toFixed(2)}${value <= gate ? '' : ', MISSED'})`;

const main = async (isGate: boolean): Promise<void> => {
  let missed = 0;
  for (const name of ['small', 'medium', 'large'] as const satisfies readonly CorpusName[]) {
    const toDecoding = compareInChildren(name, 'decoding');
    const toNaive = compareInChildren(name, 'naive');
    const gate = GATES[name];
    missed += Number(toDecoding.ratio > gate.toDecoding) + Number(toNaive.ratio > gate.toNaive);
    console.log(
      `${name.padEnd(7)} ÷ decoding ${verdict(toDecoding.ratio, gate.toDecoding)}  ÷ naive ${verdict(toNaive.ratio, gate.toNaive)}  ` +
        `µs/event ${toDecoding.ingestUs.toFixed(2)}, decoding ${toDecoding.yardstickUs.toFixed(2)}, naive ${toNaive.yardstickUs.toFixed(2)}  ` +
        `read the slow way ${toDecoding.fallbackShare.toFixed(2)} %`,
    );
  }
  const [naive, direct] = [memoryGrowth('naive'), memoryGrowth('direct')];
  missed += Number(direct / naive > MEMORY_GATE);
  console.log(
    `xl      memory ÷ naive ${verdict(direct / naive, MEMORY_GATE)}  MiB ${direct.toFixed(1)}, naive ${naive.toFixed(1)}`,
  );
  console.log(`Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`);
  if (isGate && missed > 0) {
    console.error(`bench:gate: ${missed} gates missed`);
    process.exitCode = 1;
  }
};

const optionOf = (name: string): string | undefined =>
  process.argv.find((argument) => argument.startsWith(name))?.slice(name.length);

const [memoryPath, comparison] = [optionOf('--memory='), optionOf('--compare=')];
if (memoryPath !== undefined) await runMemoryChild(memoryPath);
else if (comparison !== undefined) await runCompareChild(comparison);
else await main(process.argv.includes('--gate'));
