import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { displayWidth } from '../../../../lib/cli/output/display-width.ts';
import { incidentJsonLine } from '../../../../lib/cli/output/incident-line.ts';
import { aMember, anIncident, EVIDENCE_STORIES, TRANSITION_STORIES } from '../../../support/alert-stories.ts';
import { runNightjar } from '../../../support/run-nightjar.ts';

const folder = mkdtempSync(join(tmpdir(), 'incidents-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.join(''));
  return path;
};

const stories = Object.values(TRANSITION_STORIES).map((transition, index) => ({
  ...transition,
  incident: { ...transition.incident, id: `${String(index).padStart(2, '0')}-incident` },
}));
const all = write('all.jsonl', [...stories.map(incidentJsonLine), '{"type":"counts","events":3}\n']);

const opened = anIncident(
  [
    aMember(
      { account: '123456789012', region: 'eu-west-1', name: 'checkout' },
      EVIDENCE_STORIES['errors-after-deploy'],
    ),
  ],
  { id: 'first' },
);
const states = write('states.jsonl', [
  incidentJsonLine({
    type: 'incident.resolved',
    incident: { ...opened, status: 'resolved', sequence: 3, endedAt: opened.detectedAt, resolvedBecause: 'quiet' },
    at: opened.detectedAt,
    changes: [],
  }),
  incidentJsonLine({ type: 'incident.opened', incident: opened, at: opened.detectedAt, changes: [] }),
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe('nightjar incidents', () => {
  it('lists every kind of incident in aligned columns that fit the terminal', async () => {
    for (const columns of [60, 100, 200]) {
      const { code, stdout } = await runNightjar(['incidents', all], { tty: true, columns });
      expect(code).toBe(0);
      const lines = stdout.split('\n');
      expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
      expect(stdout).toContain(`${stories.length} incidents,`);
      expect(stdout).not.toMatch(ESCAPES);
    }
  });

  it('colours on request only', async () => {
    const { stdout } = await runNightjar(['incidents', all], { tty: true, color: true });
    expect(stdout).toContain('\u001b[1;31mcritical\u001b[0m');
  });

  it('shows the newest state of each, whatever the order of the lines', async () => {
    const { stdout } = await runNightjar(['incidents', states, '--format', 'json']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ id: 'first', type: 'incident.resolved', reason: 'quiet', sequence: 3 });
  });

  it('tells everything about one', async () => {
    const { stdout } = await runNightjar(['incidents', states, '--id', 'fir'], { tty: true, columns: 90 });
    expect(stdout).toContain('Runtime.ImportModuleError: 96 times, never seen before');
    expect(stdout).toContain('version 41 → 42, deployed 4 min before');
    expect(stdout).toMatch(/^Severity {2}critical$/m);
    expect(stdout).toMatch(/^Where {5}123456789012, eu-west-1$/m);
  });

  it('selects by severity, function and whether it lasts', async () => {
    const ids = async (...options: string[]) => {
      const { stdout } = await runNightjar(['incidents', all, '--format', 'json', ...options]);
      return stdout.split('\n').filter((line) => line !== '').length;
    };
    const isOpen = ({ incident }: (typeof stories)[number]) => incident.endedAt === null;
    expect(await ids('--open')).toBe(stories.filter(isOpen).length);
    expect(await ids('--severity', 'critical')).toBe(
      stories.filter(({ incident }) => incident.severity === 'critical').length,
    );
    expect(await ids('--function', 'cart')).toBe(2);
    expect((await runNightjar(['incidents', all, '--function', 'nobody', '--format', 'text'])).stdout).toBe(
      'No incidents.\n',
    );
  });

  it('reads stdin, and says what is wrong with what it is given', async () => {
    const { stdout } = await runNightjar(['incidents', '-', '--format', 'json'], {
      stdin: incidentJsonLine(stories[0] ?? fail()),
    });
    expect(JSON.parse(stdout)).toMatchObject({ id: '00-incident' });
    const wrong = async (...args: string[]) => {
      const { code, stderr } = await runNightjar(['incidents', ...args]);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await wrong(write('text.log', ['START RequestId: x\n']))).toContain('holds no JSON lines');
    expect(await wrong(all, '--severity', 'worst')).toContain('--severity must be one of');
    expect(await wrong(all, '--since', 'soon')).toContain('--since must be a duration');
    expect(await wrong(all, '--id', 'zz')).toContain("no incident begins with 'zz'");
    expect(await wrong(all, '--id', '0')).toContain('10 incidents begin with');
    expect(await wrong(join(folder, 'missing'))).toContain('missing');
  });

  it('survives lines that only look like incidents, and lets nothing out of them', async () => {
    const base = JSON.parse(incidentJsonLine(stories[0] ?? fail()));
    const hostile = '\u001b[2J\u202e\u0007';
    const path = write('hostile.jsonl', [
      ...[{ ...base, severity: 'worst' }, { ...base, id: 7 }, { ...base, startedAt: 'soon' }, [], null, 'x'].map(
        (line) => `${JSON.stringify(line)}\n`,
      ),
      `${JSON.stringify({
        ...base,
        id: `h${hostile}`,
        function: hostile,
        summary: hostile,
        account: hostile,
        reason: hostile,
        endedAt: base.startedAt,
        evidence: [
          { facts: [null, { kind: 'error-kind' }, { kind: 'note', text: hostile }], comparedWith: hostile },
          { function: hostile, signal: hostile },
        ],
      })}\n`,
    ]);
    const list = await runNightjar(['incidents', path], { tty: true });
    expect(list.stdout).toContain('1 incident, 0 open');
    const one = await runNightjar(['incidents', path, '--id', 'h'], { tty: true });
    expect(one.code).toBe(0);
    for (const { stdout } of [list, one]) expect(stdout).not.toMatch(ESCAPES);
  });
});

const fail = (): never => {
  throw new Error('the stories are not empty');
};
