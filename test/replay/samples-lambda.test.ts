import { describe, expect, it } from 'vitest';
import type { LogBatch } from '../../lib/core/decode/log-batch.ts';
import { ExactCounts } from '../../lib/core/fold/exact-counts.ts';
import { observeBatch } from '../../lib/core/fold/observe-batch.ts';
import { emptyTally } from '../../lib/core/fold/tally.ts';
import { functionKeyOf } from '../../lib/core/function-key.ts';
import { cutEverywhere, foldSeparately, totalsOf } from '../support/fold-counts.ts';
import { type NaiveCounts, naiveCountsOf } from '../support/naive-counts.ts';
import { lambdaSampleBatches, sampleFiles, samplesDir } from '../support/samples.ts';

const samples = (['lambda-text', 'lambda-json'] as const).flatMap((folder) =>
  sampleFiles(folder).map((file) => ({ folder, file })),
);

const exactCountsOf = (batches: readonly LogBatch[]): NaiveCounts | undefined => {
  const counts = new ExactCounts();
  for (const batch of batches) {
    observeBatch(batch, { region: 'eu-west-1' }, emptyTally(), (observed) => counts.add(observed));
  }
  const [only] = counts.byFunction().values();
  if (only === undefined) return undefined;
  const { invocations, reports, errors, timeouts, coldStarts, durationMsSum } = only;
  return { invocations, reports, errors, timeouts, coldStarts, durationMsSum };
};

const rounded = (counts: NaiveCounts | undefined): NaiveCounts => {
  const zero = { invocations: 0, reports: 0, errors: 0, timeouts: 0, coldStarts: 0, durationMsSum: 0 };
  return counts === undefined ? zero : { ...counts, durationMsSum: Math.round(counts.durationMsSum * 1_000) / 1_000 };
};

describe.skipIf(samplesDir === undefined)('real Lambda logs', () => {
  describe.each(samples)('$folder/$file', ({ folder, file }) => {
    const batches = lambdaSampleBatches(folder, file);

    it('gives the counts that a naive second reading gives', () => {
      for (const batch of batches) {
        expect(rounded(exactCountsOf([batch])), batch.events[0]?.message.slice(0, 80)).toEqual(
          rounded(naiveCountsOf(batch)),
        );
      }
    });

    it('gives the same counts through summaries and windows', () => {
      for (const batch of batches) {
        const [window] = totalsOf(foldSeparately([batch]).table).values();
        const exact = rounded(exactCountsOf([batch]));
        // Windows count invocations by START or by REPORT; a file that begins in the middle has some of either.
        expect({ ...rounded(window), invocations: 0 }).toEqual({ ...exact, invocations: 0 });
      }
    });

    it('gives the same counts when cut at every line boundary into separate payloads', () => {
      for (const batch of batches) {
        const whole = totalsOf(foldSeparately([batch]).table);
        const cut = totalsOf(foldSeparately(cutEverywhere(batch)).table);
        const reversed = totalsOf(foldSeparately([...cutEverywhere(batch)].reverse()).table);
        expect(cut).toEqual(whole);
        expect(reversed).toEqual(whole);
        expect(exactCountsOf(cutEverywhere(batch))).toEqual(exactCountsOf([batch]));
      }
    });

    it('accounts for every line', () => {
      const { tally } = foldSeparately(batches);
      const skipped = [...tally.skipped.values()].reduce((sum, count) => sum + count, 0);
      const observed = [...tally.observations.values()].reduce((sum, count) => sum + count, 0);
      expect(tally.events).toBe(batches.reduce((sum, batch) => sum + batch.events.length, 0));
      expect(observed + skipped).toBeGreaterThanOrEqual(tally.events);
    });
  });

  it.each([
    // Read by eye: START, a handler that runs into its limit of 300 s, REPORT with init, the old time-out line.
    [
      'github-issues__excerpts.ndjson',
      0,
      { invocations: 1, reports: 1, errors: 1, timeouts: 1, coldStarts: 1, durationMsSum: 300_099.78 },
    ],
    // `Process exited before completing request` after END and REPORT.
    [
      'github-issues__excerpts.ndjson',
      3,
      { invocations: 1, reports: 1, errors: 1, timeouts: 0, coldStarts: 0, durationMsSum: 54.3 },
    ],
    // Initialisation fails, fails again inside the invocation; START only then.
    [
      'index-excerpts__init-restore-report.ndjson',
      0,
      { invocations: 1, reports: 0, errors: 1, timeouts: 0, coldStarts: 0, durationMsSum: 0 },
    ],
    // Two documentation invocations, both cold.
    [
      'elastic-integrations__test-awslambda-ruby-plain.log',
      0,
      { invocations: 2, reports: 2, errors: 0, timeouts: 0, coldStarts: 2, durationMsSum: 18.49 },
    ],
    // SnapStart: Restore Duration counts as a cold start.
    [
      'aws-lambda-power-tuning__log-tails.ndjson',
      1,
      { invocations: 1, reports: 1, errors: 0, timeouts: 0, coldStarts: 1, durationMsSum: 469.4 },
    ],
    // Nine `Invoke Error` lines in a rendering without START, REPORT and ids.
    [
      'DataDog-datadog-lambda-js__throw-error-traced_node24.log',
      0,
      { invocations: 0, reports: 0, errors: 9, timeouts: 0, coldStarts: 0, durationMsSum: 0 },
    ],
  ])('counts %s (part %i) as a person does', (file, part, expected) => {
    const batch = lambdaSampleBatches('lambda-text', file)[part];
    expect(rounded(exactCountsOf(batch === undefined ? [] : [batch]))).toEqual(expected);
  });

  it('takes the function of every batch from the names of group and stream', () => {
    for (const { folder, file } of samples) {
      const { table } = foldSeparately(lambdaSampleBatches(folder, file));
      for (const { functionId } of table) expect(functionKeyOf(functionId).account).toBe('111122223333');
    }
  });
});
