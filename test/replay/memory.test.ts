import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFiles } from '../support/temporary-files.ts';

const files = temporaryFiles();
const bin = fileURLToPath(new URL('../../bin/nightjar.ts', import.meta.url));
const FUNCTIONS = 20;

/** Payloads of twenty functions, one each a minute. */
function* payloads(minutes: number): Generator<string> {
  for (let minute = 0; minute < minutes; minute++) {
    for (let index = 0; index < FUNCTIONS; index++) {
      const timestamp = Date.UTC(2026, 0, 6) + minute * 60_000 + index;
      const requestId = `8f507cfc-0000-4697-b07a-${(minute * FUNCTIONS + index).toString(16).padStart(12, '0')}`;
      const messages = [
        `START RequestId: ${requestId} Version: 7\n`,
        `${new Date(timestamp).toISOString()}\t${requestId}\tINFO\t${'some words of a log line '.repeat(8)}\n`,
        `REPORT RequestId: ${requestId}\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB\t\n`,
      ];
      yield `${JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '111122223333',
        logGroup: `/aws/lambda/steady-${index}`,
        logStream: '2026/01/06/[7]0123456789abcdef0123456789abcdef',
        subscriptionFilters: ['f'],
        logEvents: messages.map((message, at) => ({
          id: `${minute}${index}${at}`.padStart(56, '1'),
          timestamp,
          message,
        })),
      })}\n`;
    }
  }
}

/** Largest resident size of a replay, as the process itself says it at its end. */
const peakMbOf = async (path: string): Promise<number> => {
  const note = files.write(
    'peak.mjs',
    `import { writeFileSync } from 'node:fs';
    process.on('exit', () => writeFileSync(${JSON.stringify(join(files.path, 'peak'))}, String(process.resourceUsage().maxRSS)));`,
  );
  const args = ['--max-semi-space-size=16', '--import', 'tsx', '--import', note, bin, 'replay', path];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
  return Number(readFileSync(join(files.path, 'peak'), 'utf8')) / 1_024;
};

it('needs no more memory for eight times the input', async () => {
  const sizes: number[] = [];
  for (const minutes of [1_500, 12_000]) {
    const path = join(files.path, `${minutes}.jsonl`);
    await pipeline(Readable.from(payloads(minutes)), createWriteStream(path));
    sizes.push(await peakMbOf(path));
  }
  const [short = 0, long = 0] = sizes;
  // Eight times the input is 170 MB more text; the allowance is for the collector's moods.
  expect(long - short, `${short} MB, then ${long} MB`).toBeLessThan(80);
}, 120_000);
