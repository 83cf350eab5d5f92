import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runNightjar } from '../support/run-nightjar.ts';
import { samplesDir } from '../support/samples.ts';

if (samplesDir === undefined) console.warn('no samples folder: sources are not replayed together');

const FOLDERS = ['cloudtrail', 'vpcflow', 'route53', 'spans', 'subscription'] as const;

describe.skipIf(samplesDir === undefined)('all sources in one run', () => {
  const replay = (folders: readonly string[]) =>
    runNightjar([
      'replay',
      ...folders.map((folder) => join(samplesDir ?? '', folder)),
      ...['--learn', '1h', '--format', 'json', '--counts'],
    ]);

  let run: Awaited<ReturnType<typeof replay>>;
  beforeAll(async () => {
    run = await replay(FOLDERS);
  }, 120_000);

  it('are recognised by content, each record once', async () => {
    expect(run.code).toBe(0);
    const counts = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '{}');
    expect(Object.keys(counts.sources).sort()).toEqual(['cloudtrail', 'dns', 'lambda', 'spans', 'vpc-flow']);
    for (const [source, { events }] of Object.entries<{ events: number }>(counts.sources)) {
      expect(events, source).toBeGreaterThan(0);
    }
    // What one folder alone counts, it counts among the others.
    for (const [folder, source] of [
      ['vpcflow', 'vpc-flow'],
      ['route53', 'dns'],
      ['spans', 'spans'],
    ] as const) {
      const alone = JSON.parse((await replay([folder])).stdout.trimEnd().split('\n').at(-1) ?? '{}');
      expect(alone.sources[source]).toEqual(counts.sources[source]);
    }
  });

  it('tell the same in any order', async () => {
    const small = FOLDERS.filter((folder) => folder !== 'cloudtrail');
    expect((await replay(small)).stdout).toBe((await replay([...small].reverse())).stdout);
  });

  it('raise few incidents, each opened and resolved once, about what is odd in them', () => {
    const told = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => String(type).startsWith('incident.'));
    const opened = told.filter(({ type }) => type === 'incident.opened');
    const resolved = told.filter(({ type }) => type === 'incident.resolved');
    expect(new Set(opened.map(({ id }) => id)).size).toBe(opened.length);
    expect(resolved.map(({ id }) => id).sort()).toEqual(opened.map(({ id }) => id).sort());
    expect(told.length).toBe(opened.length + resolved.length);
    // An hour of learning is short for addresses that appear once in years; asking for the time is no mining.
    expect(opened.map(({ function: name }) => String(name))).toEqual([
      'interface:eni-1235b8ca123456789',
      'address:vpc-00000000000000000/10.200.21.100',
    ]);
    expect(opened.map(({ summary }) => String(summary))).toEqual([
      expect.stringContaining('first call to'),
      expect.stringContaining('DNS Firewall'),
    ]);
  });
});
