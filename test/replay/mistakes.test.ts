import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkoutLog, GROUP, payloadOf } from '../support/log-formats.ts';
import { runNightjar, spawnNightjar } from '../support/run-nightjar.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const files = temporaryFiles();
const log = JSON.stringify(payloadOf(checkoutLog(30)));
const good = files.write('good.json', log);
const gzip = gzipSync(log.repeat(3));
const write = (name: string, content: string | Buffer): string => files.write(`wrong/${name}`, content);

const emptyFolder = join(files.path, 'empty-folder');
mkdirSync(emptyFolder);
const locked = files.write('locked.log', log);
chmodSync(locked, 0);
/** Root may read everything, so that nothing can be forbidden to it. */
const isRoot = process.getuid?.() === 0;

/** What is wrong, the command line, and what the one line must say: the thing and the remedy. */
const MISTAKES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['no command', [], ['no command given', 'nightjar --help']],
  ['an unknown command', ['repaly', good], ["'repaly'", 'did you mean replay?']],
  ['an unknown command like no other', ['xyzzy'], ["'xyzzy'", 'commands are']],
  ['an unknown option', ['replay', good, '--count'], ["'--count'", 'did you mean --counts?']],
  ['an unknown short option', ['replay', good, '-x'], ["'-x'", '--help']],
  ['an option without its value', ['replay', good, '--learn'], ['--learn needs a value', 'DURATION']],
  ['an option that swallows the next one', ['replay', good, '--learn', '--counts'], ['--learn needs a value']],
  ['a flag with a value', ['replay', good, '--counts=yes'], ['--counts takes no value']],
  ['a duration without unit', ['replay', good, '--learn', '7'], ["'7'", '7d, 12h or 90m']],
  ['an unknown format', ['replay', good, '--format', 'jsn'], ["'jsn'", 'did you mean json?']],
  ['an unknown severity', ['replay', good, '--fail-on', 'hihg'], ["'hihg'", 'did you mean high?']],
  ['an impossible log group', ['replay', good, '--log-group', 'a b'], ["'a b'", '/aws/lambda/NAME']],
  ['an impossible account', ['replay', good, '--account', '12'], ["'12'", 'twelve digits']],
  ['stdin beside files', ['replay', good, '-'], ['stdin', 'one or the other']],
  ['a missing file', ['replay', join(files.path, 'nope.log')], ['nope.log', 'does not exist']],
  ['a path through a file', ['replay', join(good, 'x')], ['does not exist', 'not a folder']],
  ['a folder without files', ['replay', emptyFolder], ['empty-folder', 'no log files']],
  ['a folder without logs', ['replay', join(files.path, 'notes')], ['notes', 'no log files', '1 files there']],
  ['an empty file', ['replay', write('empty.log', '')], ['empty.log', 'is empty']],
  ['a blank file', ['replay', write('blank.log', ' \n\n')], ['blank.log', 'is empty']],
  [
    'binary data',
    ['replay', write('noise.bin', Buffer.from([7, 0, 255, 254, 1, 200, 9, 0, 0, 129]))],
    ['noise.bin', 'binary'],
  ],
  ['UTF-16', ['replay', write('utf16.log', Buffer.from(`\ufeff${log}`, 'utf16le'))], ['utf16.log', 'iconv']],
  ['UTF-16 without a mark', ['replay', write('bare16.log', Buffer.from(log, 'utf16le'))], ['bare16.log', 'iconv']],
  ['a zip archive', ['replay', write('logs.zip', Buffer.from('PK\u0003\u0004whatever'))], ['logs.zip', 'unpack']],
  ['zstd', ['replay', write('logs.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]))], ['logs.zst', 'zstd -d']],
  [
    'truncated gzip',
    ['replay', write('cut.gz', gzip.subarray(0, gzip.length - 20))],
    ['cut.gz', 'ends too early', 'again'],
  ],
  [
    'damaged gzip',
    ['replay', write('bad.gz', Buffer.concat([gzip.subarray(0, 40), Buffer.alloc(200, 7)]))],
    ['bad.gz', 'damaged'],
  ],
  [
    'JSON of another product',
    ['replay', write('other.json', '{"apiVersion":"v1","kind":"Pod"}')],
    ['other.json', 'line 1', 'apiVersion, kind', 'expected'],
  ],
  ['prose', ['replay', write('prose.txt', '\n\nDear reader,\nall is well.\n')], ['prose.txt', 'line 3', 'expected']],
  [
    'prose for a log group',
    ['replay', write('prose2.txt', 'Dear reader'), '--log-group', GROUP],
    ['prose2.txt', 'line 1'],
  ],
  [
    'events that do not say whose they are',
    ['replay', write('events.json', '{"events":[{"timestamp":1767733200123,"message":"x"}]}')],
    ['events.json', '--log-group'],
  ],
  [
    'Lambda lines that do not say whose they are',
    [
      'replay',
      write(
        'raw.log',
        checkoutLog(1)
          .map(({ message }) => message)
          .join(''),
      ),
    ],
    ['raw.log', '--log-group'],
  ],
  ['a missing config', ['replay', good, '--config', join(files.path, 'no.json')], ['no.json', 'does not exist']],
  ['a config that is not JSON', ['replay', good, '--config', write('c1.json', '{"alerts":')], ['c1.json', 'not JSON']],
  [
    'a config with a typing error',
    ['replay', good, '--config', write('c2.json', '{"learningPeriot":"7d"}')],
    ['c2.json', 'learningPeriot', 'did you mean \\"learningPeriod\\"?'.replaceAll('\\', '')],
  ],
  [
    'a report in a folder that is not there',
    ['replay', good, '--report', join(files.path, 'no/r.html')],
    ['r.html', 'does not exist'],
  ],
];
files.write('notes/readme.txt', 'Nothing but prose.');

describe('a mistake of the user is one line that names thing and remedy, with exit code 2', () => {
  it.each(MISTAKES)('%s', async (_, args, words) => {
    const { code, stdout, stderr } = await runNightjar(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^nightjar: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    for (const word of words) expect(stderr).toContain(word);
  });

  it.skipIf(isRoot)('no permission', async () => {
    const { code, stderr } = await runNightjar(['replay', locked]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('no permission to read') });
  });

  it('empty stdin', async () => {
    const { code, stderr } = await runNightjar(['replay', '-'], { stdin: '' });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("'stdin' is empty") });
  });

  it('a file name that would command the terminal is shown, not obeyed', async () => {
    const { stderr } = await runNightjar(['replay', '/tmp/\u001b]0;owned\u0007.log']);
    expect(stderr).toContain('\\u001b]0;owned\\u0007.log');
  });
});

describe('a process', () => {
  it('ends with the exit code and without a stack', async () => {
    const { code, stderr } = await spawnNightjar(['replay', join(files.path, 'nope.log')]);
    expect(code).toBe(2);
    expect(stderr).toBe(`nightjar: '${join(files.path, 'nope.log')}' does not exist; check the path\n`);
  });

  it('shows help and version without complaint', async () => {
    expect(await spawnNightjar(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect((await runNightjar(['replay', '--help'])).stdout).toContain('--fail-on SEVERITY');
    expect((await runNightjar(['--help'])).stdout).toContain('replay');
  });
});

describe('what cannot be read within a readable input', () => {
  it('is skipped, counted and summarised', async () => {
    const window = '{"t":"2026-01-06T20:47:00Z","function":"f","invocations":3}';
    const path = write(
      'mixed.jsonl',
      [window, '{"t":"2026-01', '{"hello":1}', '{"t":"x","function":"f","invocations":1}'].join('\n'),
    );
    const { code, stdout, stderr } = await runNightjar(['replay', path, '--counts']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      skipped: { unreadable: 1, unrecognised: 1, window_record_invalid: 1 },
      functions: { f: { invocations: 3 } },
    });
    expect(stderr).toContain('skipped 3:');
  });

  it('is left out when it is another file of a folder', async () => {
    files.write('mixed/a.json', log);
    files.write('mixed/README.md', '# Notes\nnothing here');
    const { code, stderr } = await runNightjar(['replay', join(files.path, 'mixed')]);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('README.md') });
  });
});
