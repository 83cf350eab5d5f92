/**
 * What one core does: whole ingest (decode, parse, fold, encode) against the least that any reader in JavaScript does
 * (base64, gunzipSync, JSON.parse), and against the naive path with the same result. `--gate` fails on a missed gate.
 *
 * Arms alternate in one process and change their order each round; the figure is the median of the rounds' ratios of CPU
 * time, which holds on a busy machine where absolute times do not.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { PayloadFolder } from '../lib/core/fold/payload-folder.ts';
import { SummaryTable } from '../lib/core/fold/summary-table.ts';
import { foldDecoded } from '../lib/core/pipeline/fold-decoded.ts';
import { foldPayload } from '../lib/core/pipeline/fold-payload.ts';
import { emptyIngestTally } from '../lib/core/pipeline/ingest-tally.ts';
import { packPartials } from '../lib/core/pipeline/pack-partials.ts';
import { MAX_ROW_BYTES } from '../lib/core/pipeline/ports.ts';
import { epochMs, minuteOf } from '../lib/core/units.ts';
import { imageOfTable, imageOfTally } from '../test/support/folded-image.ts';
import { type Corpus, type CorpusName, makeCorpus, SUBSCRIPTION_FILTER } from './corpus/payloads.ts';

const SEED = 20_260_106;
const WARM_UPS = 4;
const ROUNDS = 21;
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

/** Printed at the end, so that no arm's work is for nothing. */
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

const measure = async (corpus: Corpus) => {
  const { payloads } = corpus;
  const folder = new PayloadFolder();
  const fallbacks = await assertEqualResults(corpus, folder);
  const arms = [() => decode(payloads), () => ingest(payloads), () => ingest(payloads, folder)] as const;
  const rounds: number[][] = [];
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const times = [0, 0, 0];
    const order = round % 2 === 0 ? [0, 1, 2] : [2, 1, 0];
    for (const arm of order) times[arm] = await cpuMs(arms[arm] ?? arms[0]);
    if (round >= 0) rounds.push(times);
  }
  const ratio = (a: number, b: number) => median(rounds.map((times) => (times[a] ?? 0) / (times[b] ?? 1)));
  const us = (arm: number) => (1_000 * median(rounds.map((times) => times[arm] ?? 0))) / corpus.events;
  return { toDecoding: ratio(2, 0), toNaive: ratio(2, 1), decodeUs: us(0), naiveUs: us(1), ingestUs: us(2), fallbacks };
};

/** Growth of the resident set while one process ingests one large record, MiB. */
const memoryGrowth = (path: 'naive' | 'direct'): number => {
  const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), `--memory=${path}`], { encoding: 'utf8' });
  return Number(child.stdout.trim());
};

const peakKiB = (): number => process.resourceUsage().maxRSS;

const runMemoryChild = async (path: string): Promise<void> => {
  const [record = ''] = makeCorpus('xl', SEED).payloads;
  const folder = path === 'direct' ? new PayloadFolder() : undefined;
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
    const corpus = makeCorpus(name, SEED);
    const found = await measure(corpus);
    const gate = GATES[name];
    missed += Number(found.toDecoding > gate.toDecoding) + Number(found.toNaive > gate.toNaive);
    console.log(
      `${name.padEnd(7)} ÷ decoding ${verdict(found.toDecoding, gate.toDecoding)}  ÷ naive ${verdict(found.toNaive, gate.toNaive)}  ` +
        `µs/event ${found.ingestUs.toFixed(2)}, decoding ${found.decodeUs.toFixed(2)}, naive ${found.naiveUs.toFixed(2)}  ` +
        `read the slow way ${((100 * found.fallbacks) / corpus.events).toFixed(2)} %`,
    );
  }
  const [naive, direct] = [memoryGrowth('naive'), memoryGrowth('direct')];
  missed += Number(direct / naive > MEMORY_GATE);
  console.log(
    `xl      memory ÷ naive ${verdict(direct / naive, MEMORY_GATE)}  MiB ${direct.toFixed(1)}, naive ${naive.toFixed(1)}`,
  );
  console.log(`Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}, checksum ${consumed}`);
  if (isGate && missed > 0) {
    console.error(`bench:gate: ${missed} gates missed`);
    process.exitCode = 1;
  }
};

const memoryPath = process.argv.find((argument) => argument.startsWith('--memory='))?.slice('--memory='.length);
if (memoryPath !== undefined) await runMemoryChild(memoryPath);
else await main(process.argv.includes('--gate'));
