import { afterEach, describe, expect, it } from 'vitest';
import { dynamoConnection } from '../../../lib/aws/aws-connection.ts';
import { DynamoClient } from '../../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../../lib/aws/dynamo-table.ts';
import { retryDelayMs } from '../../../lib/aws/retry.ts';
import { TableProblem } from '../../../lib/core/pipeline/ports.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, startHttpDouble } from '../../support/dynalite.ts';

const QUICK = { attempts: 4, firstDelayMs: 1, longestDelayMs: 2 };
const ROW = { partition: 'p', sort: 's', revision: 1, data: 'x' };

type Reply = { readonly status: number; readonly body: string } | 'hang up';

const error = (status: number, type: string): Reply => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'why' }),
});
const FINE: Reply = { status: 200, body: '{}' };

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

/** A table whose requests get these replies, in turn, and the bodies that it sent. */
const tableAnswered = async (replies: readonly Reply[]) => {
  const sent: string[] = [];
  const double = await startHttpDouble((operation, body) => {
    sent.push(`${operation} ${body}`);
    return replies[sent.length - 1] ?? FINE;
  });
  stop = double.stop;
  const connection = { endpoint: double.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return { table: new DynamoTable(new DynamoClient(connection, QUICK), 'table'), sent };
};

describe('a request to DynamoDB', () => {
  it.each([
    ['throttled', error(400, 'ProvisionedThroughputExceededException')],
    ['too many requests', error(400, 'ThrottlingException')],
    ['an internal error', error(500, 'InternalServerError')],
    ['a proxy without JSON', { status: 503, body: '<html>' } as const],
    ['a broken connection', 'hang up' as const],
    ['an answer that is cut off', { status: 200, body: '{"Item":' } as const],
  ])('is sent again after %s', async (_, trouble) => {
    const { table, sent } = await tableAnswered([trouble, trouble, FINE]);
    expect(await table.put(ROW)).toBe('stored');
    expect(sent).toHaveLength(3);
    expect(new Set(sent).size).toBe(1);
  });

  it.each([
    ['table.throttled', error(400, 'ThrottlingException'), 4],
    ['table.unavailable', error(500, 'InternalServerError'), 4],
    ['table.denied', error(400, 'AccessDeniedException'), 1],
    ['table.rejected', error(400, 'ValidationException'), 1],
    ['table.rejected', error(400, 'ResourceNotFoundException'), 1],
  ] as const)('ends as %s', async (code, trouble, attempts) => {
    const { table, sent } = await tableAnswered(Array(9).fill(trouble));
    const failed = await table.put(ROW).catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(TableProblem);
    expect(failed).toMatchObject({ code });
    expect(sent).toHaveLength(attempts);
  });

  it('that fails its condition is refused, and not sent again', async () => {
    const { table, sent } = await tableAnswered([error(400, 'ConditionalCheckFailedException')]);
    expect(await table.put(ROW, { kind: 'absent' })).toBe('refused');
    expect(sent).toHaveLength(1);
  });

  it('in a batch sends again only the rows that were left unprocessed', async () => {
    const left = (sort: string): Reply => ({
      status: 200,
      body: JSON.stringify({
        UnprocessedItems: {
          table: [{ PutRequest: { Item: { pk: { S: 'p' }, sk: { S: sort }, rev: { N: '1' }, doc: { S: 'x' } } } }],
        },
      }),
    });
    const { table, sent } = await tableAnswered([left('b'), left('b'), FINE]);
    await table.putAll([ROW, { ...ROW, sort: 'a' }, { ...ROW, sort: 'b' }]);
    expect(sent.map((body) => body.split('PutRequest').length - 1)).toEqual([3, 1, 1]);
  });

  it('in a batch gives up when rows stay unprocessed, and says so', async () => {
    const never: Reply = {
      status: 200,
      body: JSON.stringify({ UnprocessedItems: { table: [{ PutRequest: { Item: { pk: { S: 'p' } } } }] } }),
    };
    const { table } = await tableAnswered(Array(9).fill(never));
    await expect(table.putAll([ROW, { ...ROW, sort: 'a' }])).rejects.toMatchObject({ code: 'table.throttled' });
  });

  it('refuses items that this program did not write', async () => {
    const { table } = await tableAnswered([{ status: 200, body: '{"Item":{"pk":{"S":"p"}}}' }]);
    await expect(table.get('p', 's')).rejects.toMatchObject({ code: 'table.garbled' });
  });
});

describe('delays between tries', () => {
  it('grow twofold up to the longest, and take any part of it', () => {
    const policy = { attempts: 9, firstDelayMs: 25, longestDelayMs: 300 };
    const longest = [1, 2, 3, 4, 5, 6].map((failures) => retryDelayMs(policy, failures, 1));
    expect(longest).toEqual([25, 50, 100, 200, 300, 300]);
    expect(retryDelayMs(policy, 3, 0)).toBe(0);
  });
});

describe('the connection', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

  it('goes to the Region, or where the environment says', () => {
    expect(dynamoConnection(keys, 'eu-west-1').endpoint).toBe('https://dynamodb.eu-west-1.amazonaws.com');
    expect(dynamoConnection(keys, 'cn-north-1').endpoint).toBe('https://dynamodb.cn-north-1.amazonaws.com.cn');
    const local = { ...keys, AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_DYNAMODB: 'http://dynamo' };
    expect(dynamoConnection(local, 'eu-west-1').endpoint).toBe('http://dynamo');
  });

  it('carries the session of a role', () => {
    const { credentials } = dynamoConnection({ ...keys, AWS_SESSION_TOKEN: 'token' }, 'eu-west-1');
    expect(credentials).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  });

  it('fails at once without credentials', () => {
    expect(() => dynamoConnection({}, 'eu-west-1')).toThrow('AWS_ACCESS_KEY_ID');
  });
});
