// Packs the npm package, looks at what is inside, and uses it as a stranger would: installed beside its dependencies and aws-cdk-lib alone, it
// type-checks the README's example, synthesises from CommonJS and from ES modules without esbuild, and runs its CLI.
// Exits 1 with one line for each violation.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handlerNames } from './handler-bundle.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const MUST_HOLD = [
  'package.json',
  'README.md',
  'LICENSE',
  'dist/nightjar.js',
  'dist/construct/index.js',
  'dist/construct/types/lib/infra/index.d.ts',
  ...handlerNames().map((name) => `dist/handlers/${name}/index.${name === 'ingest' ? 'mjs' : 'js'}`),
];
/** Sources, tests and maps stay at home; so does whatever is not listed in `files`. */
const MAY_HOLD = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/.+\.(m?js|json|d\.ts|LEGAL\.txt))$/;
const MAX_PACKED_BYTES = 2 * 1024 * 1024;
const EXAMPLE = /^```ts\n(import .+? from 'nightjar';\n.*?)^```$/ms;

const LOG = [
  '2026-01-05T12:00:00.000Z START RequestId: 0e8f1a52-0000-4000-8000-000000000001 Version: $LATEST',
  '2026-01-05T12:00:00.012Z END RequestId: 0e8f1a52-0000-4000-8000-000000000001',
  '',
].join('\n');

const home = mkdtempSync(join(tmpdir(), 'nightjar-package-'));
let violations;
try {
  violations = [...inspected(pack()), ...used()];
} finally {
  rmSync(home, { recursive: true });
}
for (const violation of violations) console.error(`check:package: ${violation}`);
process.exitCode = violations.length === 0 ? 0 : 1;

/** Packs into `home`, unpacks where a consumer has its packages, and gives npm's own account of it. */
function pack() {
  const packed = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', home], ROOT).replace(/^[^[{]*/s, ''));
  const [report] = Array.isArray(packed) ? packed : Object.values(packed);
  const modules = join(home, 'node_modules');
  mkdirSync(join(modules, 'nightjar'), { recursive: true });
  run('tar', ['-xzf', join(home, report.filename), '-C', join(modules, 'nightjar'), '--strip-components=1']);
  // What npm would install with it, and what a CDK app has; no esbuild, no TypeScript, no source.
  const { dependencies } = JSON.parse(readFileSync(join(modules, 'nightjar/package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), 'aws-cdk-lib', 'constructs', '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  return report;
}

function inspected({ files, size }) {
  const paths = files.map(({ path }) => path);
  console.log(`package      ${(size / 1024).toFixed(1).padStart(6)} KiB  ${paths.length} files`);
  return [
    ...MUST_HOLD.filter((path) => !paths.includes(path)).map((path) => `the package lacks ${path}`),
    ...paths.filter((path) => !MAY_HOLD.test(path)).map((path) => `the package holds ${path}: see "files"`),
    ...(size > MAX_PACKED_BYTES ? [`the package weighs ${size} bytes, more than ${MAX_PACKED_BYTES}`] : []),
  ];
}

function used() {
  const example = EXAMPLE.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1];
  if (example === undefined) return ["README.md has no TypeScript block that imports from 'nightjar'"];
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  for (const extension of ['mts', 'cts']) writeFileSync(join(home, `example.${extension}`), example);
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2022',
    strict: true,
    noUnusedLocals: true,
    types: ['node'],
    skipLibCheck: false,
  };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['example.*'] }));
  return [
    ...attempt('the example in README.md does not compile', () =>
      run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', home]),
    ),
    ...['mjs', 'cjs'].flatMap((extension) =>
      attempt(`a stack from ${extension} cannot be synthesised`, () => synthesise(`example.${extension}`)),
    ),
    ...attempt('the CLI does not run', () => {
      const cli = join(home, 'node_modules/nightjar/dist/nightjar.js');
      const said = run(process.execPath, [cli, '--version']);
      const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
      if (said !== `${version}\n`) throw new Error(`--version says ${said}`);
      run(process.execPath, [cli, 'replay', '-', '--log-group', '/aws/lambda/shop', '--format', 'json'], home, LOG);
    }),
  ];
}

/** Runs the compiled example, which is a whole CDK app, and loads each handler that it would upload. */
function synthesise(app) {
  const out = join(home, `${app}.out`);
  const environment = { ...process.env, CDK_OUTDIR: out, CDK_VALIDATION: 'false', PATH: '/nonexistent' };
  execFileSync(process.execPath, [join(home, app)], { cwd: home, env: environment, stdio: 'pipe' });
  const assets = readdirSync(out).filter((name) => name.startsWith('asset.'));
  const deployed = assets.flatMap((name) =>
    ['index.js', 'index.mjs'].map((file) => join(out, name, file)).filter((path) => existsSync(path)),
  );
  if (deployed.length < 3) throw new Error(`it deploys ${deployed.length} handlers`);
  for (const path of deployed) run(process.execPath, ['--check', path]);
}

function run(command, args, cwd = home, input = '') {
  return execFileSync(command, args, { cwd, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

function attempt(violation, action) {
  try {
    action();
    return [];
  } catch (error) {
    const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || error.message;
    return [`${violation}: ${said.slice(0, 2_000)}`];
  }
}
