// Guards what is deployed: builds every handler as the construct does, weighs it, looks for what must not be inside, and
// checks that no source file imports across a wall. Prints the sizes; exits 1 with one line for each violation.
import { readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleHandler, handlerNames } from './handler-bundle.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Bytes of minified code that a handler may load at its start; ingest starts cold most often and must stay light. */
const BUDGET_BYTES = { ingest: 60_000, 'notify-slack': 64 * 1024, widget: 64 * 1024 };
const DEFAULT_BUDGET_BYTES = 1024 * 1024;

/** What no handler may carry, and what ingest may not. Paths as in esbuild's metafile. */
const FORBIDDEN = [
  /node_modules\/aws-cdk-lib\//,
  /node_modules\/constructs\//,
  /^lib\/infra\//,
  /node_modules\/@cloud-copilot\//,
];
const FORBIDDEN_IN = {
  ingest: [/node_modules\/@aws-sdk\//, /node_modules\/valibot\//],
  'notify-slack': [/node_modules\/@aws-sdk\//],
};

/** Folder → folders it may import from, itself apart. The packages only some may use stand beside them. */
const MAY_IMPORT = {
  'lib/core': [],
  'lib/config': ['lib/core'],
  'lib/aws': ['lib/core', 'lib/config'],
  'lib/infra': ['lib/core', 'lib/config'],
  'lib/cli': ['lib/core', 'lib/config', 'lib/aws', 'functions'],
  functions: ['lib/core', 'lib/config', 'lib/aws'],
  bin: ['lib/core', 'lib/config', 'lib/aws', 'lib/cli', 'lib/infra', 'functions'],
};
/** Stages of lib/core in the order data takes: each may import from those before it and from the files beside them. */
const STAGES = [
  'decode',
  'parse',
  'fold',
  'baseline',
  'order',
  'detect',
  'incident',
  'alert',
  'notify',
  'picture',
  'pipeline',
  'cost',
  'subscribe',
  'backfill',
];
/** Node's modules that pure code may use: inflating is the one thing the language lacks. */
const PURE_MAY_USE = ['node:zlib'];
const ONLY_INFRA_MAY_USE = /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/;

const violations = await Promise.all([bundleViolations(), wallViolations()])
  .then((found) => found.flat())
  // esbuild has printed what it could not resolve, and where.
  .catch((error) => [`the sources do not build: ${error.message.split('\n')[0]}`]);
for (const violation of violations) console.error(`check:bundles: ${violation}`);
process.exitCode = violations.length === 0 ? 0 : 1;

async function bundleViolations() {
  const handlers = handlerNames();
  if (handlers.length === 0) return ['functions/ holds no handler'];
  const found = await Promise.all(handlers.map(bundleViolationsOf));
  return found.flat();
}

async function bundleViolationsOf(name) {
  const { metafile } = await bundleHandler(name, { write: false, metafile: true });
  const { outputs } = metafile;
  const [entry] = Object.keys(outputs).filter((path) => outputs[path].entryPoint?.endsWith('handler.ts'));
  const bytes = sizeOf(outputs, loadedAtStart(outputs, entry));
  const later = sizeOf(outputs, Object.keys(outputs)) - bytes;
  const budget = BUDGET_BYTES[name] ?? DEFAULT_BUDGET_BYTES;
  const more = later > 0 ? `, and ${kib(later)} when they are needed` : '';
  console.log(`${name.padEnd(12)} ${kib(bytes).padStart(10)}  of ${kib(budget)}${more}`);
  const forbidden = [...FORBIDDEN, ...(FORBIDDEN_IN[name] ?? [])];
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const strangers = inputs.filter((input) => forbidden.some((pattern) => pattern.test(input)));
  return [
    ...(bytes > budget ? [`${name} is ${kib(bytes)}, more than its ${kib(budget)}: see what it imports`] : []),
    ...strangers.slice(0, 3).map((input) => `the bundle of ${name} contains ${input}: remove the import`),
  ];
}

/** A file of a bundle with those that it imports before it runs. */
function loadedAtStart(outputs, path, loaded = new Set()) {
  if (loaded.has(path) || outputs[path] === undefined) return loaded;
  loaded.add(path);
  for (const { path: imported, kind } of outputs[path].imports) {
    if (kind === 'import-statement') loadedAtStart(outputs, imported, loaded);
  }
  return loaded;
}

function sizeOf(outputs, paths) {
  return [...paths].reduce((sum, path) => sum + outputs[path].bytes, 0);
}

/** Asks esbuild for every import in the tree, type-only ones excepted: those leave nothing behind. */
async function wallViolations() {
  const entryPoints = Object.keys(MAY_IMPORT).flatMap((folder) =>
    readdirSync(resolve(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(ROOT, resolve(entry.parentPath ?? entry.path, entry.name))),
  );
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: 'unused',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports.flatMap(({ path, external }) => wallViolation(file, path, external === true)),
  );
}

function wallViolation(file, imported, isPackage) {
  const from = folderOf(file);
  if (from === undefined) return [];
  if (isPackage) {
    if (ONLY_INFRA_MAY_USE.test(imported) && from !== 'lib/infra' && file !== 'bin/app.ts') {
      return [`${file} imports ${imported}, which only lib/infra and bin/app.ts may use`];
    }
    if (from === 'lib/core' && (imported.startsWith('@aws-sdk/') || impure(imported))) {
      return [`${file} imports ${imported}, but lib/core is pure: pass in what it needs`];
    }
    return [];
  }
  const stage = stageOf(file);
  if (stage !== undefined && (stageOf(imported) ?? -1) > stage) {
    return [`${file} imports ${imported}: ${STAGES[stage]} comes before it`];
  }
  const to = folderOf(imported);
  if (to === undefined || to === from || MAY_IMPORT[from].includes(to)) return [];
  return [`${file} imports ${imported}: ${from} may import from ${MAY_IMPORT[from].join(', ') || 'nothing else'}`];
}

function impure(imported) {
  return imported.startsWith('node:') && !PURE_MAY_USE.includes(imported);
}

/** Position of a file's stage; `undefined` for the kernel and for what lies outside lib/core. */
function stageOf(file) {
  const position = STAGES.findIndex((stage) => file.startsWith(`lib/core/${stage}/`));
  return position < 0 ? undefined : position;
}

function folderOf(file) {
  return Object.keys(MAY_IMPORT).find((folder) => file.startsWith(`${folder}/`));
}

function kib(bytes) {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
