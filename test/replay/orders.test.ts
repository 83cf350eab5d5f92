import { describe, expect, it } from 'vitest';
import { runNightjar } from '../support/run-nightjar.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const files = temporaryFiles();
const BEGIN = Date.UTC(2026, 2, 2);
const DAYS = 5;
const TROUBLE = { from: (4 * 24 + 10) * 60, minutes: 60 };
const NAMES = ['billing', 'search', 'test-1'];

/** Four calls a minute; on the fifth morning two of three fail for an hour, an hour later in each function. */
const recordsOf = function* (): Generator<string> {
  for (let minute = 0; minute < DAYS * 1_440; minute++) {
    for (const [place, name] of NAMES.entries()) {
      const since = minute - TROUBLE.from - place * 90;
      const isTroubled = since >= 0 && since < TROUBLE.minutes;
      const invocations = 3 + ((minute * 7 + place) % 3);
      const errors = isTroubled ? invocations - 1 : minute % 97 === place ? 1 : 0;
      const t = new Date(BEGIN + minute * 60_000).toISOString();
      yield `${JSON.stringify({ t, function: name, invocations, errors, errorKinds: errors > 0 ? { TypeError: errors } : {} })}\n`;
    }
  }
};
const records = files.write('records.jsonl', [...recordsOf()].join(''));

interface Line {
  readonly type: string;
  readonly function: string;
  readonly severity: string;
}

const replay = async (config?: object) => {
  const path = files.write('config.json', JSON.stringify(config ?? {}));
  const { code, stdout, stderr } = await runNightjar(['replay', records, '--learn', '3d', '--config', path]);
  expect(code).toBe(0);
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  return { lines, opened: lines.filter(({ type }) => type === 'incident.opened'), stderr };
};

const namesOf = (lines: readonly Line[]): string[] => lines.map((line) => line.function).sort();

describe('nightjar replay --config', () => {
  it('finds all three without orders, and says how many alerts that would have been', async () => {
    const { lines, opened, stderr } = await replay();
    expect(namesOf(opened)).toEqual(NAMES);
    expect(lines.length).toBeGreaterThanOrEqual(6);
    expect(stderr).toContain(`3 incidents; people would have been sent ${lines.length} alerts\n`);
  });

  it('does not watch what is off, by pattern and by signal', async () => {
    expect(namesOf((await replay({ overrides: [{ function: 'test-*', off: true }] })).opened)).toEqual([
      'billing',
      'search',
    ]);
    const overrides = [{ function: 'search', signal: 'errors', off: true }];
    expect(namesOf((await replay({ overrides })).opened)).toEqual(['billing', 'test-1']);
  });

  it('gives the ordered severity, and then tells it in the digest only', async () => {
    const { opened, stderr } = await replay({ overrides: [{ function: '*', severity: 'low' }] });
    expect(opened.map(({ severity }) => severity)).toEqual(['low', 'low', 'low']);
    expect(stderr).toContain('3 incidents; people would have been sent 0 alerts');
    const morning = { alerts: { digestAt: '18:00' }, overrides: [{ function: '*', severity: 'low' }] };
    expect((await replay(morning)).stderr).toContain('0 alerts and 1 summary');
  });

  it('tells together what comes in a storm, and only what is critical in quiet hours', async () => {
    const together = { alerts: { stormAlerts: 1, stormWithin: '120m' } };
    expect((await replay(together)).stderr).toMatch(/sent 1 alert and \d+ summar/);
    const quiet = {
      alerts: { quietHours: { from: '08:00', to: '20:00' } },
      overrides: [
        { function: '*', severity: 'high' },
        { function: 'billing', severity: 'critical' },
      ],
    };
    expect((await replay(quiet)).stderr).toContain('sent 2 alerts and 1 summary');
  });
});
