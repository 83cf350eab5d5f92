import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkoutLog, chunked, payloadOf } from '../support/log-formats.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const files = temporaryFiles();
process.env['TMPDIR'] = files.path;
const DAY_MINUTES = 1_440;
const FIRST = Date.UTC(2026, 0, 5);

/** A fixed pseudo-random sequence in 0..1 (Lehmer; Park and Miller 1988). */
const sequence = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

const shuffled = <Item>(items: readonly Item[], seed: number): Item[] => {
  const random = sequence(seed);
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
};

/** Two functions over ten days; on the ninth day one of them fails half of the time for an hour. */
const records = Array.from({ length: 10 * DAY_MINUTES }, (_, minute) => minute).flatMap((minute) =>
  ['alpha', 'beta'].map((name, index) => {
    const invocations = 20 + ((minute * (7 + index)) % 9);
    const isBad = name === 'beta' && minute >= 8.5 * DAY_MINUTES && minute < 8.5 * DAY_MINUTES + 60;
    const errors = isBad ? Math.floor(invocations / 2) : 0;
    const t = new Date(FIRST + minute * 60_000).toISOString();
    return JSON.stringify({ t, function: name, version: '1', invocations, errors, durations: [50 + (minute % 7)] });
  }),
);
const ordered = files.write('ordered.jsonl', records.join('\n'));

const replay = (...args: readonly string[]) => runNightjar(['replay', ...args, '--format', 'json', '--counts']);

describe('the same input gives the same output', async () => {
  const expected = await replay(ordered);

  it('and finds what is wrong in it', () => {
    const lines = expected.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ type: 'incident.opened', function: 'beta', signal: 'errors' }),
    );
    expect(lines.at(-1)).toMatchObject({ type: 'counts', windowRecords: records.length });
    expect(expected.stderr).not.toContain('sorting');
  });

  it('whatever the order of its lines', async () => {
    const { stdout, stderr } = await replay(files.write('shuffled.jsonl', shuffled(records, 7).join('\n')));
    expect(stdout).toBe(expected.stdout);
    expect(stderr).toContain('out of order beyond the horizon');
  });

  it('when lines are out of order within the horizon, without sorting', async () => {
    const nearly = chunked(records, 24).flatMap((some, index) => shuffled(some, index + 1));
    const { stdout, stderr } = await replay(files.write('nearly.jsonl', nearly.join('\n')));
    expect(stdout).toBe(expected.stdout);
    expect(stderr).not.toContain('sorting');
  });

  it('split over many files, plain and gzip, named in any order', async () => {
    const paths = chunked(records, 1_000).map((some, index) => {
      const text = some.join('\n');
      const name = `split/${(index * 37) % 29}-${index}.log`;
      return files.write(name, index % 2 === 0 ? text : gzipSync(text));
    });
    expect((await replay(...paths)).stdout).toBe(expected.stdout);
    expect((await replay(...shuffled(paths, 3))).stdout).toBe(expected.stdout);
    expect((await replay(join(files.path, 'split'), ...paths.slice(0, 3))).stdout).toBe(expected.stdout);
  });

  it('split by function over files of the same time', async () => {
    const paths = ['alpha', 'beta'].map((name) =>
      files.write(`by-function/${name}.jsonl`, records.filter((line) => line.includes(`"${name}"`)).join('\n')),
    );
    expect((await replay(...paths)).stdout).toBe(expected.stdout);
  });

  it('from stdin', async () => {
    const stdin = shuffled(records, 11).join('\n');
    const { stdout, stderr } = await runNightjar(['replay', '-', '--format', 'json', '--counts'], { stdin });
    expect(stdout).toBe(expected.stdout);
    expect(stderr).toContain('stdin is sorted');
  });

  it('and nothing alerts before learning is over', async () => {
    const { stdout, stderr } = await runNightjar(['replay', ordered, '--learn', '20d', '--format', 'json']);
    expect(stdout).toBe('');
    expect(stderr).toContain('nothing could alert');
  });

  it('as text for people, with colour only where it is wanted', async () => {
    const plain = await runNightjar(['replay', ordered], { tty: true, columns: 120 });
    expect(plain.stdout).toMatch(/beta .*errors/);
    expect(plain.stdout).not.toContain('\u001b');
    expect((await runNightjar(['replay', ordered], { tty: true, color: true })).stdout).toContain('\u001b[');
  });

  it('as an exit code', async () => {
    const failOn = (severity: string) => runNightjar(['replay', ordered, '--fail-on', severity]);
    expect(await failOn('low')).toMatchObject({ code: 3 });
    const quiet = files.write('quiet.jsonl', records.slice(0, 8 * 2 * DAY_MINUTES).join('\n'));
    expect(await runNightjar(['replay', quiet, '--fail-on', 'low'])).toMatchObject({ code: 0, stdout: '' });
  });

  it('as a report', async () => {
    const path = join(files.path, 'report.html');
    const { code, stderr } = await runNightjar(['replay', ordered, '--report', path]);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('report.html') });
  });
});

describe('log events', () => {
  const events = checkoutLog(200);
  const payloads = chunked(events, 7).map((some) => JSON.stringify(payloadOf(some)));

  it('that are delivered twice count once', async () => {
    const once = await replay(files.write('once.jsonl', payloads.join('\n')));
    const twice = await replay(files.write('twice.jsonl', shuffled([...payloads, ...payloads], 5).join('\n')));
    const [a, b] = [once, twice].map(({ stdout }): Record<string, unknown> => JSON.parse(stdout));
    expect(b).toEqual({ ...a, skipped: { duplicate: events.length } });
  });

  it('cut at any line are the same events', async () => {
    const whole = await replay(files.write('whole.json', JSON.stringify(payloadOf(events))));
    const single = events.map((event) => JSON.stringify(payloadOf([event])));
    expect((await replay(files.write('single.jsonl', shuffled(single, 2).join('\n')))).stdout).toBe(whole.stdout);
  });

  it('with wild times cost neither the others nor the clock', async () => {
    const wild = [Date.UTC(2031, 0, 1), Date.UTC(2016, 0, 1)].map((timestamp) =>
      JSON.stringify(payloadOf([{ id: String(timestamp), timestamp, message: 'START of nothing' }])),
    );
    const { stdout } = await replay(files.write('wild.jsonl', [wild[0], ...payloads, wild[1]].join('\n')));
    expect(JSON.parse(stdout)).toMatchObject({ functions: { checkout: { invocations: 200 } } });
  });
});

it('leaves no temporary files behind', () => {
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('nightjar-'))).toEqual([]);
});
