// Builds what the npm package holds besides the CLI: the construct as one CommonJS file that `import` and `require` both
// take, its types, and the handlers ready to deploy, so that a consumer needs neither these sources nor esbuild.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleHandler, handlerNames } from './handler-bundle.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONSTRUCT = join(ROOT, 'dist/construct');
const HANDLERS = join(ROOT, 'dist/handlers');
const COMMON_JS = '{ "type": "commonjs" }\n';

for (const folder of [CONSTRUCT, HANDLERS]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), COMMON_JS);
}
await Promise.all([bundleConstruct(), ...handlerNames().map(bundleForDeployment)]);
writeTypes();

function bundleConstruct() {
  return build({
    absWorkingDir: ROOT,
    entryPoints: ['lib/infra/index.ts'],
    outfile: join(CONSTRUCT, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['aws-cdk-lib', 'constructs'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
    legalComments: 'linked',
    logLevel: 'warning',
  });
}

/** In a folder of its own, which is uploaded as it is. Lambda takes a file without package.json for CommonJS. */
function bundleForDeployment(name) {
  return bundleHandler(name, { outdir: join(HANDLERS, name) });
}

/** Declarations of the exports and of all that they mention, with the extensions that older compilers know. */
function writeTypes() {
  const scratch = join(CONSTRUCT, 'all-types');
  const project = join(CONSTRUCT, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: ROOT,
        outDir: scratch,
      },
      files: [join(ROOT, 'lib/infra/index.ts')],
      include: [],
    }),
  );
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], { stdio: 'inherit' });
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(join(scratch, file), 'utf8');
    const rewritten = text.replace(/(from |import\()'(\.{1,2}\/[^']+)\.ts'/g, (_, before, path) => {
      reach(`${join(dirname(file), path)}.d.ts`);
      return `${before}'${path}.js'`;
    });
    const target = resolve(CONSTRUCT, 'types', file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, rewritten);
  };
  reach('lib/infra/index.d.ts');
  rmSync(scratch, { recursive: true });
  rmSync(project);
}
