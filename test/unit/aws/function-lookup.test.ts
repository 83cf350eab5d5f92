import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetFunctionConfigurationCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceConnection } from '../../../lib/aws/aws-connection.ts';
import { AwsFunctionLookup, awsFunctionLookup, FUNCTION_LOOKUP_LIMITS } from '../../../lib/aws/function-lookup.ts';
import { aFunction } from '../../support/alarm-edges.ts';
import { type NetworkDouble, startNetworkDouble } from '../../support/network-double.ts';

const REGION = 'eu-west-1';
const PATH = /^\/2015-03-31\/functions\/123456789012%3Afunction%3A([A-Za-z0-9_-]{1,64})\/configuration$/;

interface Refusal {
  readonly status: number;
  readonly error?: string;
}

/** Lambda as its service model spells requests and answers, on loopback. */
let server: Server;
let endpoint: string;
let existing: Set<string>;
/** Answers that come first, whatever is asked. */
let first: Refusal[];
let asked: string[];

beforeEach(async () => {
  [existing, first, asked] = [new Set(['checkout', 'mailer']), [], []];
  server = createServer(({ method, url = '', headers }, response) => {
    asked.push(url);
    const name = PATH.exec(url)?.[1];
    const isSigned = /\/eu-west-1\/lambda\/aws4_request/.test(headers.authorization ?? '');
    const missing = { status: 404, error: 'ResourceNotFoundException' };
    const refusal = first.shift() ?? (name !== undefined && existing.has(name) ? undefined : missing);
    if (method !== 'GET' || name === undefined || !isSigned) response.writeHead(400).end('bad request');
    else if (refusal === undefined) {
      response.end(JSON.stringify({ FunctionName: name, Environment: { Variables: { TOKEN: 'secret' } } }));
    } else {
      response.writeHead(refusal.status, { ...(refusal.error && { 'x-amzn-errortype': refusal.error }) });
      response.end(JSON.stringify({ Type: 'User', Message: `Function not found: ${name}` }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

const stop = (): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
afterEach(stop);

const variables = () => ({
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL_LAMBDA: endpoint,
});

const lookupWith = (limits: Partial<typeof FUNCTION_LOOKUP_LIMITS> = {}) =>
  new AwsFunctionLookup(serviceConnection('lambda', variables(), REGION), {
    ...FUNCTION_LOOKUP_LIMITS,
    gapMs: 0,
    retry: { attempts: 3, firstDelayMs: 1, longestDelayMs: 1 },
    ...limits,
  });

describe('a function', () => {
  it('is gone when Lambda says that it does not exist', async () => {
    const [checkout, gone] = [aFunction('checkout'), aFunction('gone')];
    expect(await awsFunctionLookup(variables(), REGION).look([checkout, gone])).toEqual({ gone: [gone] });
  });

  it('is asked for as another client of Lambda does', async () => {
    await lookupWith().look([aFunction('gone')]);
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
    const client = new LambdaClient({ region: REGION, endpoint, credentials });
    const command = new GetFunctionConfigurationCommand({ FunctionName: '123456789012:function:gone' });
    await expect(client.send(command)).rejects.toBeInstanceOf(ResourceNotFoundException);
    expect(asked[0]).toBe(asked[1]);
  });

  it('is not asked for in another Region, nor when it is none or no account is known', async () => {
    const strangers = [
      aFunction('gone', '123456789012', 'us-east-1'),
      aFunction('gone', 'unknown'),
      aFunction('interface:eni-0a1b'),
    ];
    expect(await lookupWith().look(strangers)).toEqual({ gone: [] });
    expect(asked).toEqual([]);
  });

  it('is asked for again where calls came too fast', async () => {
    first.push({ status: 429, error: 'TooManyRequestsException' }, { status: 503 });
    expect(await lookupWith().look([aFunction('gone')])).toEqual({ gone: [aFunction('gone')] });
  });
});

describe('a function is assumed to exist', () => {
  it.each<[string, Refusal, string]>([
    ['the role may not ask', { status: 403, error: 'AccessDeniedException' }, 'lambda: 403 AccessDeniedException'],
    ['a 404 is not of Lambda', { status: 404 }, 'lambda: 404'],
    ['the request is refused', { status: 400, error: 'ValidationException:x' }, 'lambda: 400 ValidationException'],
  ])('when %s, and the next one is asked for all the same', async (_, refusal, failure) => {
    first.push(refusal);
    const functions = [aFunction('checkout'), aFunction('gone')];
    expect(await lookupWith().look(functions)).toEqual({ gone: [aFunction('gone')], failure });
  });

  it('when throttles do not end', async () => {
    first.push(...Array.from({ length: 3 }, () => ({ status: 429, error: 'TooManyRequestsException' })));
    const answer = await lookupWith().look([aFunction('gone')]);
    expect(answer).toEqual({ gone: [], failure: 'lambda: 429 TooManyRequestsException' });
    expect(asked).toHaveLength(3);
  });

  it('when the time is up', async () => {
    const answer = await lookupWith({ budgetMs: 0 }).look([aFunction('gone')]);
    expect(answer).toEqual({ gone: [], failure: 'lambda: no time left' });
  });

  it('when nobody answers', async () => {
    await stop();
    expect(await lookupWith().look([aFunction('gone')])).toEqual({ gone: [], failure: 'lambda: TypeError' });
  });
});

describe('many functions in doubt at once', () => {
  const deleted = Array.from({ length: 500 }, (_, index) => aFunction(`stack-${index}`));
  let aws: NetworkDouble;
  beforeEach(async () => {
    aws = await startNetworkDouble();
    aws.functions = Array.from({ length: 260 }, (_, index) => ({ name: `other-${index}` }));
  });
  afterEach(() => aws.stop());
  const listingWith = (limits: Partial<typeof FUNCTION_LOOKUP_LIMITS.listing> = {}) =>
    new AwsFunctionLookup(serviceConnection('lambda', aws.variables, REGION), {
      ...FUNCTION_LOOKUP_LIMITS,
      listing: { ...FUNCTION_LOOKUP_LIMITS.listing, gapMs: 0, ...limits },
    });

  it('are all known by as many calls as the account has pages of functions', async () => {
    const existing = aFunction('other-259');
    expect(await listingWith().look([...deleted, existing])).toEqual({ gone: deleted });
    expect(aws.asked).toEqual([0, 1, 2, 3, 4, 5].map((page) => `lambda ${page}`));
    expect(aws.misunderstood).toEqual([]);
  });

  it('are assumed to exist where they are of another account or Region', async () => {
    const strangers = deleted.map(({ name }, index) =>
      index % 2 === 0 ? aFunction(name, '210987654321') : aFunction(name, '123456789012', 'us-east-1'),
    );
    expect(await listingWith().look(strangers)).toEqual({ gone: [] });
  });

  it.each<[string, object, RegExp]>([
    ['there are more pages than are ever read', { mostPages: 3 }, /more than 3 pages/],
    ['the time is up', { budgetMs: 0 }, /no time left/],
  ])('are assumed to exist where %s: half a list says nothing', async (_, limits, reason) => {
    expect(await listingWith(limits).look(deleted)).toEqual({ gone: [], failure: expect.stringMatching(reason) });
  });

  it('are assumed to exist where the role may not list them', async () => {
    aws.first.push({ status: 403, body: '{"Message":"not authorized"}' });
    expect(await listingWith().look(deleted)).toEqual({ gone: [], failure: expect.stringContaining('403') });
  });
});
