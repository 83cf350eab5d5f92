import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeConfigProblem } from '../../../lib/config/config-problem.ts';
import { readConfigFile } from '../../../lib/config/read-config-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightjar-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (text: string): string => {
  const path = join(folder, 'nightjar.config.json');
  writeFileSync(path, text);
  return path;
};

const lineOf = (path: string): string => {
  const read = readConfigFile(path);
  return read.ok ? '' : read.problem.map(describeConfigProblem).join('\n');
};

it('gives the value in the file, unchecked', () => {
  expect(readConfigFile(written('{"slots":"many"}'))).toEqual({ ok: true, value: { slots: 'many' } });
});

it('names a file that is not there, and what to do', () => {
  const path = join(folder, 'absent.json');
  expect(lineOf(path)).toBe(
    `${path} must be a JSON file with an object in it, got no file; create it, or name another one`,
  );
});

it.each(['', '{', '{"a":1,}', 'slots: 3'])('says why %j is no JSON', (text) => {
  expect(lineOf(written(text))).toMatch(/got a file that cannot be read \(.+\); correct the JSON$/);
});

it('does not trip over a folder', () => {
  expect(lineOf(folder)).toContain('a file that cannot be read');
});
