// Compiles scanner/ (AssemblyScript) to the WebAssembly that lib/core/parse/scanner-code.ts carries.
//
//   node scripts/build-scanner.mjs           writes it
//   node scripts/build-scanner.mjs --check   fails when what is there is not what the sources give
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = resolve(ROOT, 'lib/core/parse/scanner-code.ts');
const CODE = /'([A-Za-z0-9+/=]+)'/;

const compiled = await compile();
if (process.argv.includes('--check')) {
  const carried = Buffer.from(CODE.exec(readFileSync(TARGET, 'utf8'))?.[1] ?? '', 'base64');
  // Compared as compiled: what compresses it may differ from version to version.
  if (!Buffer.from(compiled).equals(brotliDecompressSync(carried))) {
    console.error('check:scanner: scanner-code.ts is not what scanner/ gives; run `npm run build:scanner`');
    process.exitCode = 1;
  }
} else {
  const carried = brotliCompressSync(compiled);
  writeFileSync(
    TARGET,
    `/** WebAssembly of scanner/, brotli in base64. Written by scripts/build-scanner.mjs. */
export const SCANNER_CODE =
  '${carried.toString('base64')}';
`,
  );
  console.log(`scanner ${compiled.length} bytes, ${carried.toString('base64').length} as carried`);
}

async function compile() {
  const options = ['--runtime', 'stub', '--noAssert', '--optimizeLevel', '3', '--shrinkLevel', '0'];
  const features = ['--enable', 'simd', '--enable', 'bulk-memory', '--disableWarning', '112'];
  const files = new Map();
  const { error, stderr } = await asc.main(
    ['scanner/index.ts', '--outFile', 'scanner.wasm', '--baseDir', ROOT, ...options, ...features],
    { writeFile: (name, content) => files.set(name, content) },
  );
  if (error) throw new Error(`scanner/ does not compile: ${stderr.toString()}`);
  return files.get('scanner.wasm');
}
