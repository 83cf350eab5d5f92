import { describe, expect, it } from 'vitest';
import { runNightjar } from '../support/run-nightjar.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const files = temporaryFiles();
const FIRST = Date.UTC(2026, 0, 5);
const DAY_POINTS = 288;

/** A fixed pseudo-random sequence in -1..1 (Lehmer; Park and Miller 1988). */
const noise = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return (2 * seed) / 2_147_483_647 - 1;
};

/** Two weeks of a daily wave in five-minute points; `change` may alter each value. */
const wave = (seed: number, change: (value: number, point: number) => number): string[] => {
  const next = noise(seed);
  return Array.from({ length: 14 * DAY_POINTS }, (_, point) => {
    const usual = 100 + 20 * Math.sin((point / DAY_POINTS) * 2 * Math.PI) + 3 * next() + 3 * next();
    return `${new Date(FIRST + point * 300_000).toISOString().slice(0, 19).replace('T', ' ')},${change(usual, point).toFixed(3)}`;
  });
};

const score = async (rows: readonly string[], ...args: readonly string[]) => {
  const path = files.write('series.csv', ['timestamp,value', ...rows].join('\n'));
  const { code, stdout, stderr } = await runNightjar(['replay', '--series', path, '--format', 'json', ...args]);
  const lines =
    stdout === ''
      ? []
      : stdout
          .trimEnd()
          .split('\n')
          .map((line): Record<string, unknown> => JSON.parse(line));
  return { code, stderr, lines, stdout };
};

describe('a metric series', () => {
  it('that goes on as ever stays quiet', async () => {
    expect((await score(wave(5, (value) => value))).lines).toEqual([]);
  });

  it.each([
    ['a spike', (value: number, point: number) => (point === 3_000 ? value * 2 : value)],
    [
      'a drop that lasts an hour',
      (value: number, point: number) => (point >= 3_000 && point < 3_012 ? value / 3 : value),
    ],
    ['a level that stays', (value: number, point: number) => (point >= 3_000 ? value + 60 : value)],
  ])('with %s is an anomaly that begins there and ends', async (_, change) => {
    const { lines } = await score(wave(6, change));
    expect(lines[0]).toMatchObject({
      type: 'incident.opened',
      series: 'series.csv',
      startedAt: new Date(FIRST + 3_000 * 300_000).toISOString(),
    });
    expect(lines[1]).toMatchObject({ type: 'incident.resolved', reason: 'quiet' });
    expect(lines.length).toBeLessThanOrEqual(4);
  });

  it('gives the same result whatever the order of its rows, with epoch times and other columns', async () => {
    const rows = wave(6, (value, point) => (point === 3_000 ? value * 2 : value));
    const expected = (await score(rows)).stdout;
    expect((await score([...rows].reverse())).stdout).toBe(expected);
    const other = rows.map((row) => {
      const [time = '', value = ''] = row.split(',');
      return `x,"${value}",${Date.parse(`${time.replace(' ', 'T')}Z`) / 1_000}`;
    });
    const path = files.write('again/series.csv', ['name,value,timestamp', ...other].join('\r\n'));
    expect((await runNightjar(['replay', '--series', path, '--format', 'json'])).stdout).toBe(expected);
  });

  it('may have days or minutes for times, and no days that there are not', async () => {
    const days = Array.from({ length: 200 }, (_, day) => {
      const date = new Date(FIRST + day * 86_400_000).toISOString().slice(0, 10);
      return `${date},${day === 150 ? 500 : 100 + (day % 7)}`;
    });
    const { lines } = await score(days);
    expect(lines[0]).toMatchObject({ startedAt: new Date(FIRST + 150 * 86_400_000).toISOString() });
    const { stderr } = await score([
      '2026-01-05 00:00,1',
      '2026-01-05T00:05,2',
      '2026-99-01 00:00:00,3',
      '2026-02-30,4',
    ]);
    expect(stderr).toContain('2 points, 0 anomalies, 2 lines unreadable');
  });

  it('does not alert while it learns', async () => {
    const spike = wave(6, (value, point) => (point === 3_000 ? value * 2 : value));
    expect((await score(spike, '--learn', '13d')).lines).toEqual([]);
    expect((await score(spike, '--fail-on', 'low')).code).toBe(3);
  });

  it('that is none is a mistake with a remedy', async () => {
    const path = files.write('no.csv', 'a,b\n1,2\n');
    expect(await runNightjar(['replay', '--series', path])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('timestamp,value'),
    });
  });

  it('skips and counts rows without a number', async () => {
    expect((await score(['2026-01-05 00:00:00,', '2026-01-05 00:05:00,7', 'x,y'])).stderr).toContain(
      '1 point, 0 anomalies, 2 lines unreadable',
    );
  });
});
