import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { displayWidth } from '../../lib/cli/output/display-width.ts';
import { runNightjar } from '../support/run-nightjar.ts';

const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HOSTILE = 'Err\u001b[2J\u202eor\u0007';
const MINUTES = 3 * 1_440;
const FAILING = { from: MINUTES - 60, to: MINUTES - 40 };

const records = Array.from({ length: MINUTES }, (_, minute) => {
  const t = new Date(Date.UTC(2026, 2, 2) + minute * 60_000).toISOString();
  const isFailing = minute >= FAILING.from && minute < FAILING.to;
  const failed = isFailing ? { errors: 9, errorKinds: { [HOSTILE]: 9 } } : {};
  return ['checkout', 'search'].map((name) =>
    JSON.stringify({
      t,
      function: name,
      invocations: 10 + (minute % 3),
      durations: [40, 50],
      ...(name === 'checkout' && failed),
    }),
  );
}).flat();
const input = join(folder, 'records.jsonl');
writeFileSync(input, records.join('\n'));

const args = ['replay', input, '--learn', '2d'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colour is what is taken away
const COLOUR = /\u001b\[[\d;]*m/g;

it('a terminal gets columns that fit it, and the functions with their newest day', async () => {
  for (const columns of [60, 100, 160]) {
    const { stdout } = await runNightjar(args, { tty: true, columns });
    expect(stdout.split('\n').filter((line) => displayWidth(line) > columns)).toEqual([]);
    expect(stdout).toMatch(/^Function +Incidents +Invocations/m);
    expect(stdout).toMatch(/^checkout +1 +47,/m);
    expect(/[▁▂▃▄▅▆▇█]{20}/.test(stdout)).toBe(columns >= 90);
    expect(stdout).not.toMatch(ESCAPES);
  }
});

it('colour is all that it adds', async () => {
  const plain = await runNightjar(args, { tty: true, columns: 100 });
  const coloured = await runNightjar(args, { tty: true, columns: 100, color: true });
  expect(coloured.stdout).not.toBe(plain.stdout);
  expect(coloured.stdout.replaceAll(COLOUR, '')).toBe(plain.stdout);
});

it('a pipe gets one plain line each, whatever its length, and nothing else', async () => {
  const { stdout } = await runNightjar([...args, '--format', 'text']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines)
    expect(line).toMatch(/^2026-03-04 \d\d:\d\d {2}(LOW|MEDIUM|HIGH|CRITICAL|resolved) +checkout {2}/);
  expect(stdout).not.toMatch(ESCAPES);
});
