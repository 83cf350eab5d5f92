import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { demoCommand } from '../../../../lib/cli/commands/demo.ts';
import type { Terminal } from '../../../../lib/cli/terminal.ts';
import { UserMistake } from '../../../../lib/cli/user-mistake.ts';

const terminal: Terminal = {
  input: Readable.from([]),
  inputIsTty: false,
  out: new PassThrough().resume(),
  outIsTty: false,
  err: new PassThrough().resume(),
  errIsTty: false,
  columns: 80,
  color: false,
};

const run = (options: Readonly<Record<string, string>>): Promise<unknown> =>
  demoCommand.run({ options: new Map(Object.entries(options)), operands: [] }, terminal);

describe('nightjar demo', () => {
  it.each([
    ['seed', 'abc'],
    ['seed', '-1'],
    ['days', '13'],
    ['days', '1e2'],
    ['functions', '11'],
  ])('refuses --%s %s before anything starts', async (name, value) => {
    await expect(run({ [name]: value })).rejects.toThrow(UserMistake);
    await expect(run({ [name]: value })).rejects.toThrow(`--${name}`);
  });

  it('refuses a report that cannot be written before anything starts', async () => {
    await expect(run({ report: '/nowhere/at/all/report.html' })).rejects.toThrow(UserMistake);
  });
});
