import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type IngestEnvironment, saltOf, writeIngestEnvironment } from '../../lib/config/environment.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import type { Table } from '../../lib/core/pipeline/ports.ts';
import { epochMs } from '../../lib/core/units.ts';
import {
  LOCAL_CREDENTIALS,
  LOCAL_REGION,
  type LocalDynamo,
  startDynalite,
  startHttpDouble,
} from '../support/dynalite.ts';
import { rule } from '../support/log-account.ts';
import {
  directEvent,
  kinesisEvent,
  loggedLines,
  OWNER,
  SUBSCRIPTION_FILTER,
  subscriptionData,
} from '../support/log-payload.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { storedWindows, totalsOf } from '../support/stored-counts.ts';

const SALT_SEED = 'a seed';
const salt = saltOf({ saltSeed: SALT_SEED });
const AT = epochMs(Date.now() - 3_600_000);
const STREAM_ARN = `arn:aws:kinesis:eu-west-1:${OWNER}:stream/nightjar`;
const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/failed';

const dataOf = (index: number): string =>
  subscriptionData(
    'checkout',
    loggedLines({
      requestId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      at: AT,
      durationMs: 10 + index,
    }),
  );
/** One shard: its numbers grow by a digit on the way. */
const RECORDS = Array.from({ length: 8 }, (_, index) => ({
  sequence: String(96 + index),
  arrivedAt: AT,
  data: dataOf(index),
}));

const GONE_SHARD = 'shardId-000000000404';

const shardMessage = (first: string, last: string, shardId = 'shardId-000000000000'): string =>
  JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    version: '1.0',
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: first,
      endSequenceNumber: last,
      batchSize: 5,
      streamArn: STREAM_ARN,
    },
  });
const directMessageOf = (data: string): string =>
  JSON.stringify({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted' },
    requestPayload: directEvent(data),
  });
const directMessage = (index: number): string => directMessageOf(dataOf(index));

describe('nightjar redrive', () => {
  let dynamo: LocalDynamo;
  let table: Table;
  let folder: string;
  let environment: string;
  const queue = new Map<string, string>();
  let held = RECORDS;
  let aws: Awaited<ReturnType<typeof startHttpDouble>>;

  /** Kinesis in pages of two records, and a queue that shows each message once until it is deleted. */
  const answer = (operation: string, body: string): object => {
    const request = JSON.parse(body) as Record<string, string>;
    switch (operation) {
      case 'GetShardIterator':
        return { ShardIterator: request['StartingSequenceNumber'] };
      case 'GetRecords': {
        const from = BigInt(request['ShardIterator'] ?? '0');
        const page = held.filter(({ sequence }) => BigInt(sequence) >= from).slice(0, 2);
        const last = page.at(-1)?.sequence;
        return {
          Records: page.map(({ sequence, data, arrivedAt }) => ({
            SequenceNumber: sequence,
            Data: data,
            ApproximateArrivalTimestamp: arrivedAt / 1_000,
          })),
          NextShardIterator: String(BigInt(last ?? from) + 1n),
          MillisBehindLatest: last === undefined ? 0 : 1_000,
        };
      }
      case 'ReceiveMessage': {
        const waiting = [...queue].filter(([handle]) => !shown.has(handle));
        for (const [handle] of waiting) shown.add(handle);
        return { Messages: waiting.map(([handle, text]) => ({ Body: text, ReceiptHandle: handle })) };
      }
      case 'DeleteMessage':
        queue.delete(request['ReceiptHandle'] ?? '');
        return {};
      default:
        throw new Error(`nobody expects ${operation}`);
    }
  };
  const shown = new Set<string>();

  beforeAll(async () => {
    dynamo = await startDynalite();
    folder = mkdtempSync(join(tmpdir(), 'nightjar-redrive-'));
    environment = join(folder, 'environment.json');
    aws = await startHttpDouble((operation, body) =>
      body.includes(GONE_SHARD)
        ? { status: 400, body: JSON.stringify({ __type: 'ResourceNotFoundException' }) }
        : { status: 200, body: JSON.stringify(answer(operation, body)) },
    );
    vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', LOCAL_CREDENTIALS.secretAccessKey);
    vi.stubEnv('AWS_REGION', LOCAL_REGION);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_KINESIS', aws.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', aws.endpoint);
  });
  afterEach(() => {
    queue.clear();
    shown.clear();
    held = RECORDS;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
    await aws.stop();
    await dynamo.stop();
  });

  const filter = { subscriptionFilter: SUBSCRIPTION_FILTER, watched: [] };
  const onlyCheckout = { ...filter, watched: [rule('/aws/lambda/checkout')] };

  const freshTable = async (selection: Pick<IngestEnvironment, 'subscriptionFilter' | 'watched'> = filter) => {
    const created = await dynamo.createTable();
    table = created.table;
    const common = { installation: 'test', tableName: created.name, saltSeed: SALT_SEED, slots: 1 };
    const variables = writeIngestEnvironment({ ...common, ...selection, flowFormats: new Map() });
    writeFileSync(environment, JSON.stringify(variables));
  };

  /** What ingest itself counted, before or after. */
  const ingested = async (from: number, to: number): Promise<void> => {
    const settings = { ...filter, region: LOCAL_REGION, salt, slots: 1 };
    const ingest = makeIngest({ table, metrics: { emit: () => {} }, clock: () => AT, settings });
    const event = readIngestEvent(kinesisEvent('shardId-000000000000', RECORDS.slice(from, to)));
    if (event.ok) await ingest(event.value, `ingest-${from}`);
  };

  const counted = async (): Promise<number> => {
    const day = 86_400_000;
    return totalsOf(await storedWindows(table, 1, epochMs(AT - day), epochMs(AT + day), salt)).starts;
  };

  const redrive = async (...args: string[]) => {
    const { code, stdout } = await runNightjar(['redrive', '--environment', environment, ...args]);
    return { code, told: JSON.parse(stdout) as Record<string, unknown> };
  };

  it('counts exactly the range of a message, whatever of it was counted before, and however often it is run', async () => {
    await freshTable();
    await ingested(0, 3);
    await ingested(6, 8);
    expect(await counted()).toBe(5);
    const file = join(folder, 'messages');
    writeFileSync(file, `${shardMessage('97', '102')}\n`);
    const { code, told } = await redrive(file);
    expect(code).toBe(0);
    expect(told).toMatchObject({ messages: 1, events: 3 * 3, gone: 0 });
    expect(await counted()).toBe(8);
    expect((await redrive(file)).told).toMatchObject({ events: 0 });
    expect(await counted()).toBe(8);
  });

  it('leaves out what lies behind the range', async () => {
    await freshTable();
    const file = join(folder, 'messages');
    writeFileSync(file, shardMessage('96', '98'));
    await redrive(file);
    expect(await counted()).toBe(3);
  });

  it.each([
    ['the beginning', () => RECORDS.slice(4), 4],
    ['the end', () => RECORDS.slice(0, 4), 2],
    ['all', () => [], 0],
  ])('counts what is left when %s of a range is gone, and keeps the message', async (_, left, count) => {
    await freshTable();
    held = left();
    queue.set('message', shardMessage('98', '103'));
    const { code, told } = await redrive('--queue', QUEUE);
    expect(code).toBe(2);
    expect(told).toMatchObject({ messages: 1, gone: 1 });
    expect(await counted()).toBe(count);
    expect([...queue.keys()]).toEqual(['message']);
  });

  it('takes messages from a queue and deletes those that it counted, not what nobody can read or find', async () => {
    await freshTable();
    held = RECORDS.slice(2);
    queue.set('whole', directMessage(20));
    queue.set('again', directMessage(20));
    queue.set('found', shardMessage('98', '99'));
    queue.set('gone', shardMessage('200', '210'));
    queue.set('no such shard', shardMessage('98', '99', GONE_SHARD));
    queue.set('strange', '{"hello":1}');
    const { code, told } = await redrive('--queue', QUEUE);
    expect(code).toBe(2);
    expect(told).toMatchObject({ messages: 6, events: 9, duplicates: 1, gone: 2, unreadable: 1 });
    expect(await counted()).toBe(3);
    expect([...queue.keys()].sort()).toEqual(['gone', 'no such shard', 'strange']);
  });

  it('counts what ingest would count, and says what it does not', async () => {
    await freshTable(onlyCheckout);
    const other = subscriptionData('billing', loggedLines({ requestId: 'a', at: AT, durationMs: 5 }));
    const file = join(folder, 'messages');
    writeFileSync(file, [directMessageOf(other), directMessage(1), directMessageOf('%%%')].join('\n'));
    const { code, told } = await redrive(file);
    expect(code).toBe(0);
    expect(told).toMatchObject({ events: 3, skipped: { unwanted_group: 3, 'decode.not_base64': 1 } });
    expect(await counted()).toBe(1);
  });

  it('says what stops it in one line, without a stack', async () => {
    await freshTable();
    queue.set('whole', directMessage(30));
    const said = async (): Promise<string> => {
      const { code, stderr } = await runNightjar(['redrive', '--environment', environment, '--queue', QUEUE]);
      expect(code).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      return stderr;
    };
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    expect(await said()).toContain('there are no credentials');
    vi.stubEnv('AWS_ACCESS_KEY_ID', LOCAL_CREDENTIALS.accessKeyId);
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', 'http://127.0.0.1:1');
    expect(await said()).toContain('no answer from 127.0.0.1:1');
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', aws.endpoint);
    writeFileSync(
      environment,
      readFileSync(environment, 'utf8').replace(/"NIGHTJAR_TABLE":"[^"]*"/, '"NIGHTJAR_TABLE":"gone"'),
    );
    expect(await said()).toContain('AWS did not do it: PutItem');
    expect([...queue.keys()]).toEqual(['whole']);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"KinesisBatchInfo":{"shardId":"../x"}}',
    shardMessage('-1', '5'),
    '{"requestPayload":{"awslogs":{"data":5}}}',
  ])('leaves %j alone', async (message) => {
    await freshTable();
    const file = join(folder, 'messages');
    writeFileSync(file, `${message}\n`);
    const { told } = await redrive(file);
    expect(told).toMatchObject({ events: 0, unreadable: message === '' ? 0 : 1 });
  });
});
