/**
 * What a cold start of ingest costs: whole processes that import the deployed bundle and end, against processes that
 * import an empty handler, one after the other. The figure is the median of the pairs' ratios of CPU time.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const PAIRS = 15;
const MOST_BYTES = 60 * 1_024;
const MOST_RATIO = 1.3;

const ENVIRONMENT = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_REGION: 'eu-west-1',
};

const folder = mkdtempSync(join(tmpdir(), 'nightjar-start-'));
const bundle = join(folder, 'ingest.cjs');
const empty = join(folder, 'empty.cjs');

const cpuUsOf = (file: string): number => {
  // The handler refuses an environment without its variables, as it should; that is the end of its import too.
  const script = `try { require(${JSON.stringify(file)}) } catch {} const { user, system } = process.cpuUsage(); console.log(user + system)`;
  return Number(spawnSync(process.execPath, ['-e', script], { env: ENVIRONMENT, encoding: 'utf8' }).stdout);
};

try {
  // As the construct bundles it, see lib/infra.
  await build({
    entryPoints: ['functions/ingest/handler.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  writeFileSync(empty, 'exports.handler = async () => {};\n');
  const ratios = Array.from({ length: PAIRS }, (_, pair) => {
    const first = pair % 2 === 0 ? bundle : empty;
    const one = cpuUsOf(first);
    const other = cpuUsOf(first === bundle ? empty : bundle);
    return first === bundle ? one / other : other / one;
  }).sort((a, b) => a - b);
  const ratio = ratios[Math.floor(PAIRS / 2)] ?? Number.NaN;
  const { size } = statSync(bundle);
  const hasSdk = readFileSync(bundle, 'utf8').includes('@aws-sdk');
  console.log(
    `ingest ${(size / 1_024).toFixed(1)} KiB of ${MOST_BYTES / 1_024}, start ${ratio.toFixed(2)} of an empty handler's (gate ${MOST_RATIO})`,
  );
  if (size > MOST_BYTES || !(ratio <= MOST_RATIO) || hasSdk) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
