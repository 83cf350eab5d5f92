import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../../lib/config/config.ts';
import { describeConfigProblem } from '../../../lib/config/config-problem.ts';
import { deployedListName, loadDeployedLists, loadLists } from '../../../lib/config/load-lists.ts';
import { destinationOf } from '../../../lib/core/detect/destination.ts';
import { listOf } from '../../../lib/core/detect/destination-lists.ts';

const folder = mkdtempSync(join(tmpdir(), 'lists-'));
afterAll(() => rmSync(folder, { recursive: true }));

const threats = { name: 'threats', kind: 'block', file: 'threats.txt' } as const;
writeFileSync(join(folder, threats.file), '# bad\r\nevil.example\r\n198.51.100.0/24\r\n');
writeFileSync(join(folder, 'picture.png'), '\u0000\u0001 not a list\n'.repeat(50));

describe('lists of a configuration', () => {
  it('are read relative to it, and name the hit', async () => {
    const loaded = await loadLists([threats], folder);
    const lists = loaded.ok ? loaded.value : { lists: [] };
    expect(listOf(lists, destinationOf('api.evil.example'))?.name).toBe('threats');
    expect(listOf(lists, destinationOf('198.51.100.9:8080'))?.name).toBe('threats');
    expect(listOf(lists, destinationOf('good.example'))).toBeUndefined();
  });

  it('that are missing or no lists are all told at once, with the place in the configuration', async () => {
    const loaded = await loadLists(
      [threats, { ...threats, name: 'gone', file: 'gone.txt' }, { ...threats, name: 'odd', file: 'picture.png' }],
      folder,
    );
    const told = loaded.ok ? [] : loaded.problem.map(describeConfigProblem);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^lists\[1\]\.file must be a file that can be read/);
    expect(told[1]).toMatch(/^lists\[2\]\.file must be a list; 50 of its lines cannot be read/);
  });

  it('are found by their deployed names', async () => {
    writeFileSync(join(folder, deployedListName(threats)), 'evil.example\n');
    writeFileSync(join(folder, deployedListName({ kind: 'allow', name: 'ours' })), 'cdn.evil.example\n');
    const { lists } = await loadDeployedLists(folder);
    expect(lists.map(({ name, kind }) => [kind, name])).toEqual([
      ['allow', 'ours'],
      ['block', 'threats'],
    ]);
    expect(await loadDeployedLists('')).toEqual({ lists: [] });
  });

  it.each([
    [[{ name: 'a b', file: 'x', kind: 'block' }], 'lists[0].name must be 1 to 40 letters, digits, - or _'],
    [[{ name: 'a', file: '', kind: 'block' }], 'lists[0].file must be the path of a file'],
    [[{ name: 'a', file: 'x', kind: 'grey' }], 'lists[0].kind must be "block" or "allow"'],
    [
      [
        { name: 'a', file: 'x', kind: 'block' },
        { name: 'a', file: 'y', kind: 'allow' },
      ],
      'lists[1] must be listed once',
    ],
  ])('%j is refused: %s', (lists, problem) => {
    const parsed = parseConfig({ lists });
    expect(parsed.ok ? '' : parsed.problem.map(describeConfigProblem).join('\n')).toContain(problem);
  });
});
