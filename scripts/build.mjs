// Bundles the CLI into dist/. Runs on `npm ci` (prepare), so that `npx nightjar` works at once.
import { chmod } from 'node:fs/promises';
import { build } from 'esbuild';

const outfile = 'dist/nightjar.js';
await build({
  entryPoints: ['bin/nightjar.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  // The demo's embedded database loads a native store by path, which no bundle can carry.
  external: ['dynalite'],
  sourcemap: 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
  // CommonJS dependencies inside an ES module bundle still call `require` for Node's own modules.
  banner: {
    js: "#!/usr/bin/env node\nimport{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
await chmod(outfile, 0o755);
