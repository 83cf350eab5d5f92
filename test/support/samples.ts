import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LogBatch } from '../../lib/core/decode/log-batch.ts';
import { epochMs } from '../../lib/core/units.ts';

const beside = fileURLToPath(new URL('../../../shared/samples', import.meta.url));
const candidate = process.env['NIGHTJAR_SAMPLES'] ?? beside;

/** Folder of real log samples: beside the project, or named by `NIGHTJAR_SAMPLES`. They are not part of the project. */
export const samplesDir: string | undefined = existsSync(join(candidate, 'lambda-text')) ? candidate : undefined;

if (samplesDir === undefined)
  console.warn('no sample logs found: tests on real logs are skipped (set NIGHTJAR_SAMPLES)');

/** Names of the files in a folder of the samples, ascending; none when there are no samples. */
export const sampleFiles = (folder: string): readonly string[] =>
  samplesDir === undefined ? [] : readdirSync(join(samplesDir, folder)).sort();

export const readSample = (folder: string, file: string): string => {
  if (samplesDir === undefined) throw new Error('no samples here');
  return readFileSync(join(samplesDir, folder, file), 'utf8');
};

/** Time of the first line of a sample that has no times of its own. */
const FIRST_LINE_AT = Date.UTC(2026, 0, 6, 21, 0, 0, 0);
const LINE_GAP_MS = 40;

/** A batch of one function's stream whose lines have no times of their own: one line every 40 ms. */
export const batchOfLines = (name: string, lines: readonly string[], firstAt = FIRST_LINE_AT): LogBatch => ({
  owner: '111122223333',
  logGroup: `/aws/lambda/${name}`,
  logStream: `2026/01/06/[$LATEST]${'0123456789abcdef'.repeat(2)}`,
  subscriptionFilters: ['test'],
  events: lines.map((message, index) => ({
    id: String(index).padStart(56, '0'),
    timestamp: epochMs(firstAt + index * LINE_GAP_MS),
    message,
  })),
});

/** A name that a function may have, made of a sample's. */
export const functionNameOf = (file: string): string => file.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 50);

/** Every Lambda sample as batches of one stream each, one line an event. */
export const lambdaSampleBatches = (folder: 'lambda-text' | 'lambda-json', file: string): readonly LogBatch[] => {
  const text = readSample(folder, file);
  const name = functionNameOf(file);
  if (file.endsWith('.json')) return [batchOfLines(name, textsOfGetLogEvents(text))];
  const isQuoted = text.startsWith('{"src"');
  if (!isQuoted) return [batchOfLines(name, eventsOf(text))];
  return text
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map((row, index) => batchOfLines(`${name}-${index}`, eventsOf(textField(row))));
};

const textField = (row: string): string => {
  const parsed: unknown = JSON.parse(row);
  return typeof parsed === 'object' && parsed !== null && 'text' in parsed ? String(parsed.text) : '';
};

const textsOfGetLogEvents = (text: string): readonly string[] => {
  const answer: unknown = JSON.parse(text);
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('message' in value && typeof value.message === 'string') texts.push(value.message);
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(answer);
  return texts;
};

/** Log stream and ingestion time, as the SAM CLI prints them in front of each line. */
const TOOL_PREFIX = /^\d{4}\/\d\d\/\d\d\/\[[^\]]+\]\w{32} \d{4}-\d\d-\d\dT[\d:.]+ /;

/** Lines; a JSON object written over several lines is one event, as the runtime hands it over. */
const eventsOf = (text: string): readonly string[] => {
  const events: string[] = [];
  let open: string[] | undefined;
  for (const prefixed of text.split('\n')) {
    const line = prefixed.replace(TOOL_PREFIX, '');
    if (open !== undefined) {
      open.push(line);
      if (line === '}') {
        events.push(open.join('\n'));
        open = undefined;
      }
    } else if (line === '{') open = [line];
    else if (line !== '') events.push(line);
  }
  return open === undefined ? events : [...events, ...open];
};
