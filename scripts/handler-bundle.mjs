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

/** Bundles one handler as `lib/infra/handler-function.ts` does, into one CommonJS file. Gives esbuild's result. */
export const bundleHandler = (name, { outfile = `${name}.js`, ...options }) =>
  build({
    absWorkingDir: ROOT,
    entryPoints: [`functions/${name}/handler.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'error',
    ...options,
  });
