// Runs bench/<name>.ts bundled, as handlers are deployed: a loader that compiles module by module makes every call
// between modules slower and measures itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [name, ...options] = process.argv.slice(2);

const folder = mkdtempSync(join(ROOT, 'node_modules', '.bench-'));
try {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [resolve(ROOT, 'bench', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...options], { stdio: 'inherit', cwd: ROOT }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
