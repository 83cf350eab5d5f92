import { describe, expect, it } from 'vitest';
import { makeCorpus } from '../../bench/corpus/payloads.ts';
import { Random } from '../../bench/fleet/random.ts';
import { decodePayload } from '../../lib/core/decode/decode-payload.ts';
import type { PayloadFolder } from '../../lib/core/fold/payload-folder.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { foldDecoded } from '../../lib/core/pipeline/fold-decoded.ts';
import { foldPayload, makePayloadFolder } from '../../lib/core/pipeline/fold-payload.ts';
import { emptyIngestTally, type IngestTally } from '../../lib/core/pipeline/ingest-tally.ts';
import { imageOfTable, imageOfTally } from '../support/folded-image.ts';
import { FUZZ_FILTER, hostileDelivery } from '../support/hostile-payloads.ts';
import { MutatedPayloads } from '../support/mutated-payloads.ts';
import { lambdaSampleBatches, sampleFiles } from '../support/samples.ts';

const PAYLOADS = 12_000;
const MUTATED_PAYLOADS = 4_000;
const FIXED_SEED = 20_260_106;
/** Told in the test's name, so that a failure can be had again: FUZZ_SEED=<seed> npx vitest run test/fuzz */
const FRESH_SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const settings = { region: 'eu-west-1', salt: 7, subscriptionFilter: FUZZ_FILTER };

const outcome = async (base64: string, folder?: PayloadFolder) => {
  const table = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  if (folder === undefined) foldDecoded(base64, table, tally, settings);
  else await foldPayload(base64, table, tally, settings, folder);
  return { image: { table: imageOfTable(table), tally: imageOfTally(tally) }, tally };
};

interface Source {
  next(): string;
  /** Is told what became of the payload. */
  learn?(outcome: string): void;
}

/** Payloads that are read differently, and how many of all were read without decoding them. */
const compare = async (source: Source, payloads: number) => {
  const folder = makePayloadFolder(settings);
  const different: string[] = [];
  let direct = 0;
  for (let count = 0; count < payloads; count++) {
    const base64 = source.next();
    const { image, tally } = await outcome(base64, folder);
    if (![...tally.fallbacks.keys()].some((reason) => reason.startsWith('payload_'))) direct++;
    if (JSON.stringify(image) !== JSON.stringify((await outcome(base64)).image)) different.push(base64);
    source.learn?.(kindsOf(tally));
  }
  return { different: different.slice(0, 3), direct };
};

/** What there was of anything, without how much. */
const kindsOf = ({ observations, skipped, fallbacks, unreadable }: IngestTally): string =>
  [observations, skipped, fallbacks, unreadable].map((counts) => [...counts.keys()].sort().join()).join(';');

const seeds = [
  ['fixed', FIXED_SEED],
  ['fresh', FRESH_SEED],
] as const;

describe('payloads folded by their bytes', () => {
  it.each(seeds)(
    'give what decoding and parsing give (%s seed %i)',
    async (_, seed) => {
      const random = new Random(seed);
      const { different, direct } = await compare({ next: () => hostileDelivery(random) }, PAYLOADS);
      expect(different).toEqual([]);
      // A fuzzer whose payloads are all refused would prove nothing.
      expect(direct).toBeGreaterThan(PAYLOADS / 3);
    },
    120_000,
  );

  it.each(seeds)(
    'do so for real lines, changed again and again where that leads to something new (%s seed %i)',
    async (_, seed) => {
      const source = new MutatedPayloads(new Random(seed), realLines());
      const { different, direct } = await compare(source, MUTATED_PAYLOADS);
      expect(different).toEqual([]);
      expect(direct).toBeGreaterThan(MUTATED_PAYLOADS / 2);
      expect(source.outcomes).toBeGreaterThan(MUTATED_PAYLOADS / 40);
    },
    120_000,
  );
});

/** Of the samples where there are any, and of the bench's corpus. */
const realLines = (): readonly string[] => [
  ...(['lambda-text', 'lambda-json'] as const).flatMap((folder) =>
    sampleFiles(folder).flatMap((file) =>
      lambdaSampleBatches(folder, file).flatMap(({ events }) => events.map(({ message }) => message)),
    ),
  ),
  ...makeCorpus('small', FIXED_SEED)
    .payloads.slice(0, 40)
    .flatMap((data) => {
      const decoded = decodePayload(data);
      return decoded.ok ? decoded.value.batches.flatMap(({ events }) => events.map(({ message }) => message)) : [];
    }),
];
