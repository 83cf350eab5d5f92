import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder of its own for a test file, removed after it. `write` makes folders as needed and returns the path. */
export const temporaryFiles = (): { readonly path: string; write(name: string, content: string | Buffer): string } => {
  const path = mkdtempSync(join(tmpdir(), 'nightjar-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write: (name, content) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
};
