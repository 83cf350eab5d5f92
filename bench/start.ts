/**
 * What a cold start of ingest costs: whole processes that import the deployed bundle and end, against processes that
 * import an empty handler, one after the other. The figure is the median of the pairs' ratios of CPU time.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeIngestEnvironment } from '../lib/config/environment.ts';

const PAIRS = 21;
const MOST_RATIO = 1.3;

const ENVIRONMENT = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_REGION: 'eu-west-1',
  ...writeIngestEnvironment({
    tableName: 'nightjar',
    installation: 'bench',
    saltSeed: 'bench',
    slots: 1,
    subscriptionFilter: 'nightjar',
    watched: [],
    flowFormats: new Map(),
  }),
};

const folder = mkdtempSync(join(tmpdir(), 'nightjar-start-'));
const bundle = join(folder, 'index.mjs');
const empty = join(folder, 'empty.mjs');

const cpuUsOf = (file: string): number => {
  const script = `await import(${JSON.stringify(file)}); const { user, system } = process.cpuUsage(); console.log(user + system)`;
  const arguments_ = ['--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, arguments_, { env: ENVIRONMENT, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return Number(stdout);
};

try {
  execFileSync(process.execPath, ['scripts/handler-bundle.mjs', 'ingest', folder]);
  writeFileSync(empty, 'export const handler = async () => {};\n');
  const ratios = Array.from({ length: PAIRS }, (_, pair) => {
    const first = pair % 2 === 0 ? bundle : empty;
    const one = cpuUsOf(first);
    const other = cpuUsOf(first === bundle ? empty : bundle);
    return first === bundle ? one / other : other / one;
  }).sort((a, b) => a - b);
  const ratio = ratios[Math.floor(PAIRS / 2)] ?? Number.NaN;
  console.log(`start of ingest ${ratio.toFixed(2)} of an empty handler's (gate ${MOST_RATIO})`);
  if (!(ratio <= MOST_RATIO)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
