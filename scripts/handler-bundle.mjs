// Bundles handlers: one definition for deployment, package, tests and benches.
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The folders of `functions/` that are deployed, in order of name. */
export const handlerNames = () =>
  readdirSync(resolve(ROOT, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(resolve(ROOT, 'functions', entry.name, 'handler.ts')))
    .map((entry) => entry.name)
    .sort();

/**
 * Handlers of which a part is loaded only when it is needed: ES modules, as those are what esbuild splits. The others are
 * one CommonJS file, which starts a few milliseconds sooner.
 */
const SPLIT = new Set(['ingest']);
const AS_MODULES = { format: 'esm', splitting: true, outExtension: { '.js': '.mjs' }, chunkNames: 'part-[hash]' };

/** Bundles one handler into a folder, where its file is `index`. Gives esbuild's result. */
export const bundleHandler = (name, { outdir = name, ...options } = {}) =>
  build({
    absWorkingDir: ROOT,
    entryPoints: [{ in: `functions/${name}/handler.ts`, out: 'index' }],
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'error',
    ...(SPLIT.has(name) ? AS_MODULES : { format: 'cjs' }),
    ...options,
  });

// node scripts/handler-bundle.mjs <name> <folder>
const [, script, name, outdir] = process.argv;
if (script === fileURLToPath(import.meta.url)) await bundleHandler(name, { outdir });
