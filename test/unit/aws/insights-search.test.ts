import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insightsSearch } from '../../../lib/aws/insights-search.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { startHttpDouble } from '../../support/dynalite.ts';

const FROM = epochMs(Date.UTC(2026, 0, 5));
const UNTIL = epochMs(Date.UTC(2026, 0, 19));
const ROW = { '@log': '123456789012:/aws/lambda/shop', 'bin(1d)': '2026-01-05 00:00:00.000', lines: '12', line: 'x' };

/** Logs Insights as its model spells requests and answers, on loopback. */
let double: Awaited<ReturnType<typeof startHttpDouble>>;
let asked: { readonly operation: string; readonly body: Record<string, unknown> }[];
let answers: object[];

const fieldsOf = (row: object) => Object.entries(row).map(([field, value]) => ({ field, value }));

beforeEach(async () => {
  asked = [];
  answers = [];
  double = await startHttpDouble((operation, body) => {
    asked.push({ operation, body: JSON.parse(body) });
    const answer = operation === 'StartQuery' ? { queryId: 'q-1' } : (answers.shift() ?? { success: true });
    return { status: 200, body: JSON.stringify(answer) };
  });
});
afterEach(() => double.stop());

const search = (groups: readonly string[] = ['/aws/lambda/shop']) => {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  const client = new CloudWatchLogsClient({ region: 'eu-west-1', endpoint: double.endpoint, credentials });
  return insightsSearch(client, async () => {}).find(groups, FROM, UNTIL);
};
const complete = (rows: readonly object[], status = 'Complete') => ({
  status,
  results: rows.map(fieldsOf),
  statistics: { bytesScanned: 5e9, recordsMatched: rows.length, recordsScanned: 1e6 },
});

describe('a search of past lines', () => {
  it('asks one query of all groups and waits for its end', async () => {
    answers = [{ status: 'Scheduled' }, { status: 'Running' }, complete([ROW])];
    expect(await search(['/aws/lambda/shop', '/b'])).toEqual({
      lines: [{ logGroup: '/aws/lambda/shop', day: FROM, count: 12, message: 'x' }],
      bytesScanned: 5e9,
      isCut: false,
    });
    expect(asked.map(({ operation }) => operation)).toEqual(['StartQuery', ...Array(3).fill('GetQueryResults')]);
    expect(asked[0]?.body).toMatchObject({
      logGroupNames: ['/aws/lambda/shop', '/b'],
      startTime: FROM / 1_000,
      endTime: UNTIL / 1_000 - 1,
      limit: 10_000,
      queryString: expect.stringMatching(
        /^parse @message .* latest\(@message\) as line by @log, bin\(1d\), kind, host/,
      ),
    });
    expect(asked[1]?.body).toEqual({ queryId: 'q-1' });
  });

  it.each([
    ['no line', { line: undefined }],
    ['no count', { lines: 'many' }],
    ['no day', { 'bin(1d)': 'yesterday' }],
  ])('leaves out a row with %s', async (_, change) => {
    answers = [complete([{ ...ROW, ...change }].map((row) => JSON.parse(JSON.stringify(row))))];
    expect((await search()).lines).toEqual([]);
  });

  it.each([
    ['it gave all rows that it may', complete(Array.from({ length: 10_000 }, () => ROW))],
    ['it timed out', complete([ROW], 'Timeout')],
    ['it failed', complete([], 'Failed')],
  ])('knows that there was more when %s', async (_, answer) => {
    answers = [answer];
    expect(await search()).toMatchObject({ isCut: true, bytesScanned: 5e9 });
  });

  it('is stopped after three minutes', async () => {
    answers = Array.from({ length: 181 }, () => complete([ROW], 'Running'));
    expect(await search()).toMatchObject({ isCut: true, bytesScanned: 5e9 });
    expect(asked.at(-1)).toEqual({ operation: 'StopQuery', body: { queryId: 'q-1' } });
  });

  it('groups lines by a guess that holds for what runtimes print', () => {
    const kind =
      /"errorType":\s*"[^"]{1,80}"|[A-Za-z_.]{1,80}(?:Error|Exception)|Task timed out|Runtime exited|signal: killed|panic: /;
    const lines = [
      '2026-01-05T10:00:00.000Z\tid\tERROR\tInvoke Error \t{"errorType":"Boom","errorMessage":"x"}',
      '[ERROR] KeyError: 1',
      'java.lang.NullPointerException: x',
      '2026-01-05T10:00:00.000Z id Task timed out after 3.00 seconds',
      'RequestId: id Error: Runtime exited with error: signal: killed',
    ];
    for (const line of lines) expect(line).toMatch(kind);
  });
});
