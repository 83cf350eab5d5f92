import { describe, expect, it } from 'vitest';
import { Random } from '../../bench/fleet/random.ts';
import { PayloadFolder } from '../../lib/core/fold/payload-folder.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { foldDecoded } from '../../lib/core/pipeline/fold-decoded.ts';
import { foldPayload } from '../../lib/core/pipeline/fold-payload.ts';
import { emptyIngestTally } from '../../lib/core/pipeline/ingest-tally.ts';
import { imageOfTable, imageOfTally } from '../support/folded-image.ts';
import { FUZZ_FILTER, hostileDelivery } from '../support/hostile-payloads.ts';

const PAYLOADS = 12_000;
const FIXED_SEED = 20_260_106;
/** Told in the test's name, so that a failure can be had again: FUZZ_SEED=<seed> npx vitest run test/fuzz */
const FRESH_SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const settings = { region: 'eu-west-1', salt: 7, subscriptionFilter: FUZZ_FILTER };

const outcome = async (base64: string, folder?: PayloadFolder) => {
  const table = new SummaryTable(settings.salt);
  const tally = emptyIngestTally();
  if (folder === undefined) foldDecoded(base64, table, tally, settings);
  else await foldPayload(base64, table, tally, settings, folder);
  return { image: { table: imageOfTable(table), tally: imageOfTally(tally) }, fallbacks: tally.fallbacks };
};

/** Payloads that are read differently, and how many of all were read without decoding them. */
const compare = async (seed: number) => {
  const random = new Random(seed);
  const folder = new PayloadFolder();
  const different: string[] = [];
  let direct = 0;
  for (let count = 0; count < PAYLOADS; count++) {
    const base64 = hostileDelivery(random);
    const fast = await outcome(base64, folder);
    if (![...fast.fallbacks.keys()].some((reason) => reason.startsWith('payload_'))) direct++;
    if (JSON.stringify(fast.image) !== JSON.stringify((await outcome(base64)).image)) different.push(base64);
  }
  return { different: different.slice(0, 3), direct };
};

describe('payloads folded by their bytes', () => {
  it.each([
    ['fixed', FIXED_SEED],
    ['fresh', FRESH_SEED],
  ])(
    'give what decoding and parsing give (%s seed %i)',
    async (_, seed) => {
      const { different, direct } = await compare(seed);
      expect(different).toEqual([]);
      // A fuzzer whose payloads are all refused would prove nothing.
      expect(direct).toBeGreaterThan(PAYLOADS / 3);
    },
    120_000,
  );
});
