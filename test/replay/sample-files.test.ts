import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { naiveCountsOf } from '../support/naive-counts.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { lambdaSampleBatches, sampleFiles, samplesDir } from '../support/samples.ts';

const files = (['lambda-text', 'lambda-json', 'subscription', 'tricky'] as const).flatMap((folder) =>
  sampleFiles(folder).map((file) => [folder, file] as const),
);
const pathOf = (folder: string, file: string): string => join(samplesDir ?? '', folder, file);

describe.skipIf(!samplesDir)('real sample files', () => {
  it.each(files)('%s/%s: replays, or is refused in one line', async (folder, file) => {
    const { code, stderr } = await runNightjar(['replay', pathOf(folder, file), '--log-group', '/aws/lambda/sample']);
    expect([0, 2]).toContain(code);
    if (code === 2) expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain('internal error');
  });

  it('are counted in a folder as one by one', async () => {
    const { code, stdout } = await runNightjar(['replay', join(samplesDir ?? '', 'subscription'), '--counts']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      skipped: { control_message: 1 },
      functions: { 'storms-cloudwatch-event': { invocations: 2, reports: 2, errors: 1, timeouts: 1, coldStarts: 2 } },
    });
  });

  const plain = sampleFiles('lambda-text').filter((file) => /^elastic-integrations__|^cloud-custodian__/.test(file));
  it.each(plain)('%s: the same totals as a count by hand', async (file) => {
    const [batch] = lambdaSampleBatches('lambda-text', file);
    if (batch === undefined) throw new Error('a sample without events');
    const { stdout } = await runNightjar([
      'replay',
      pathOf('lambda-text', file),
      '--counts',
      '--log-group',
      '/aws/lambda/sample',
    ]);
    const { functions } = JSON.parse(stdout);
    const { durationMsSum, ...counts } = naiveCountsOf(batch);
    expect(functions.sample).toMatchObject(counts);
    expect(functions.sample.durationMsSum).toBeCloseTo(durationMsSum, 6);
  });
});
