import { describe, expect, it } from 'vitest';
import { checkoutLog, checkoutTotals, GROUP, inEveryFormat } from '../support/log-formats.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const INVOCATIONS = 60;
const files = temporaryFiles();
const formats = [...inEveryFormat(checkoutLog(INVOCATIONS))];
const wanted = checkoutTotals(INVOCATIONS);

const countsIn = (stdout: string): Record<string, unknown> => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

describe('replay reads the same counts from every format', () => {
  it.each(formats)('%s', async (name, content) => {
    const path = files.write(`${name.replace(/\W+/g, '-')}.log`, content);
    const { code, stdout, stderr } = await runNightjar(['replay', path, '--counts', '--log-group', GROUP]);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('skipped') });
    const { events, functions } = countsIn(stdout);
    expect(events).toBe(INVOCATIONS * 4);
    expect(functions).toEqual({
      checkout: {
        invocations: wanted.invocations,
        reports: wanted.reports,
        errors: wanted.errors,
        timeouts: wanted.timeouts,
        errorLines: 0,
        coldStarts: 0,
        durationMsSum: wanted.durationMsSum,
        errorKinds: { Timeout: wanted.errors },
        outbound: { 'api.example.com': wanted.calls },
      },
    });
  });

  it.each(formats)('%s, from stdin', async (_, content) => {
    const { code, stdout } = await runNightjar(['replay', '-', '--counts', '--log-group', GROUP], { stdin: content });
    expect(code).toBe(0);
    expect(countsIn(stdout)['functions']).toMatchObject({
      checkout: { invocations: INVOCATIONS, errors: wanted.errors },
    });
  });
});

describe('the folders of an export to S3', () => {
  it('name the log stream, and what proves write access is no log', async () => {
    const [first, second] = [checkoutLog(5), checkoutLog(9, Date.UTC(2026, 0, 7))];
    const text = (events: typeof first) =>
      events.map(({ timestamp, message }) => `${new Date(timestamp).toISOString()} ${message}`).join('');
    const stream = (digit: string) => `2026-01-06-orders[3]${digit.repeat(32)}`;
    files.write('export/aws-logs-write-test', 'Permission Check Successful');
    files.write(`export/task/${stream('1')}/000000`, text(first));
    files.write(`export/task/${stream('2')}/000000`, text(second));
    const { stdout } = await runNightjar([
      'replay',
      `${files.path}/export`,
      '--counts',
      '--log-group',
      '/custom/shared',
    ]);
    expect(countsIn(stdout)['functions']).toMatchObject({ orders: { invocations: 14 } });
  });
});
