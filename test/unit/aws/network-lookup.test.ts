import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceConnection } from '../../../lib/aws/aws-connection.ts';
import { AwsNetworkLookup, awsNetworkLookup, NETWORK_LOOKUP_LIMITS } from '../../../lib/aws/network-lookup.ts';
import { NetworkMap } from '../../../lib/core/incident/network-map.ts';
import { networkUsesOf } from '../../../lib/core/incident/network-uses.ts';
import { EC2_DENIAL, EC2_THROTTLE, type NetworkDouble, startNetworkDouble } from '../../support/network-double.ts';

const REGION = 'eu-west-1';
let aws: NetworkDouble;
beforeEach(async () => {
  aws = await startNetworkDouble();
  aws.interfaces = [
    {
      id: 'eni-0a',
      vpc: 'vpc-0a1b',
      subnet: 'subnet-1',
      groups: ['sg-2', 'sg-1'],
      address: '10.0.1.5',
      further: ['10.0.1.6'],
    },
    { id: 'eni-0b', vpc: 'vpc-0a1b', subnet: 'subnet-2', groups: ['sg-9'], address: '10.0.2.5', ipv6: ['2001:DB8::5'] },
  ];
  aws.functions = [
    { name: 'checkout', subnets: ['subnet-1'], groups: ['sg-1', 'sg-2'] },
    { name: 'elsewhere' },
    { name: 'detached', subnets: [] },
    { name: 'mailer', subnets: ['subnet-1', 'subnet-2'], groups: ['sg-9'] },
  ];
});
afterEach(() => aws.stop());

const lookupWith = (limits: Partial<typeof NETWORK_LOOKUP_LIMITS> = {}) =>
  new AwsNetworkLookup(
    serviceConnection('ec2', aws.variables, REGION),
    serviceConnection('lambda', aws.variables, REGION),
    { ...NETWORK_LOOKUP_LIMITS, gapMs: 0, retry: { attempts: 3, firstDelayMs: 1, longestDelayMs: 1 }, ...limits },
  );

describe('the network of an account', () => {
  it('is read from EC2 and Lambda as their models spell it, each request signed for its service', async () => {
    const answer = await awsNetworkLookup(aws.variables, REGION).look();
    expect(answer).toEqual({
      kind: 'found',
      snapshot: {
        interfaces: [
          {
            interfaceId: 'eni-0a',
            vpcId: 'vpc-0a1b',
            subnetId: 'subnet-1',
            securityGroupIds: ['sg-2', 'sg-1'],
            addresses: ['10.0.1.5', '10.0.1.6'],
          },
          {
            interfaceId: 'eni-0b',
            vpcId: 'vpc-0a1b',
            subnetId: 'subnet-2',
            securityGroupIds: ['sg-9'],
            addresses: ['10.0.2.5', '2001:db8::5'],
          },
        ],
        functions: [
          {
            key: { account: '123456789012', region: REGION, name: 'checkout' },
            subnetIds: ['subnet-1'],
            securityGroupIds: ['sg-1', 'sg-2'],
          },
          {
            key: { account: '123456789012', region: REGION, name: 'mailer' },
            subnetIds: ['subnet-1', 'subnet-2'],
            securityGroupIds: ['sg-9'],
          },
        ],
      },
    });
    expect(aws.misunderstood).toEqual([]);
    expect([...aws.scopes].sort()).toEqual([`${REGION}/ec2`, `${REGION}/lambda`]);
  });

  it('tells whose an interface or an address is', async () => {
    const answer = await lookupWith().look();
    if (answer.kind !== 'found') throw new Error(answer.reason);
    const map = new NetworkMap(networkUsesOf(answer.snapshot.interfaces, answer.snapshot.functions));
    const namesOn = (name: string) =>
      map.functionsOn({ account: '123456789012', region: REGION, name }).map((key) => key.name);
    expect(namesOn('interface:eni-0a')).toEqual(['checkout']);
    expect(namesOn('address:vpc-0a1b/10.0.1.6')).toEqual(['checkout']);
    expect(namesOn('address:vpc-0a1b/2001:db8::5')).toEqual(['mailer']);
    expect(namesOn('interface:eni-0c')).toEqual([]);
  });

  it('takes as many pages as there are, and the functions that another client of Lambda sees', async () => {
    aws.pageItems = 7;
    aws.interfaces = Array.from({ length: 30 }, (_, index) => ({
      id: `eni-${index}a`,
      vpc: 'vpc-0a1b',
      subnet: `subnet-${index % 5}`,
      groups: ['sg-1'],
      address: `10.0.1.${index}`,
      description: 'made for <b>&amp; others',
    }));
    aws.functions = Array.from({ length: 45 }, (_, index) => ({
      name: `f${index}`,
      subnets: [`subnet-${index % 5}`],
      groups: ['sg-1'],
    }));
    const answer = await lookupWith().look();
    if (answer.kind !== 'found') throw new Error(answer.reason);
    expect(answer.snapshot.interfaces).toHaveLength(30);
    expect(aws.asked).toEqual([
      ...[0, 1, 2, 3, 4].map((page) => `ec2 ${page}`),
      ...[0, 1, 2, 3, 4, 5, 6].map((page) => `lambda ${page}`),
    ]);
    const client = new LambdaClient({
      region: REGION,
      endpoint: aws.variables['AWS_ENDPOINT_URL_LAMBDA'] ?? '',
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    });
    const seen: string[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client }, { MaxItems: 50 })) {
      seen.push(...Functions.map(({ FunctionName = '' }) => FunctionName));
    }
    expect(answer.snapshot.functions.map(({ key }) => key.name)).toEqual(seen);
  });

  it('does not ask for functions where Lambda has no interface', async () => {
    aws.interfaces = [];
    expect(await lookupWith().look()).toEqual({ kind: 'found', snapshot: { interfaces: [], functions: [] } });
    expect(aws.asked).toEqual(['ec2 0']);
  });

  it('is asked for again where calls came too fast', async () => {
    aws.first.push(EC2_THROTTLE, { status: 429, body: '{"message":"Rate exceeded"}' });
    expect((await lookupWith().look()).kind).toBe('found');
  });
});

describe('half an answer is none', () => {
  it.each([
    ['the role may not ask', EC2_DENIAL, /^ec2: 403 .*UnauthorizedOperation/s],
    ['the answer is no XML', { status: 200, body: '<DescribeNetworkInterfacesResponse><a></b>' }, /cannot be read/],
    ['the answer is another one', { status: 200, body: '<html></html>' }, /cannot be read/],
  ])('%s', async (_, refusal, reason) => {
    aws.first.push(refusal);
    expect(await lookupWith().look()).toEqual({ kind: 'failed', reason: expect.stringMatching(reason) });
  });

  it('throttles do not end', async () => {
    aws.first.push(EC2_THROTTLE, EC2_THROTTLE, EC2_THROTTLE);
    expect(await lookupWith().look()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('503') });
  });

  it('one function among many cannot be read', async () => {
    aws.functions = [...aws.functions, { name: 'not a name', subnets: ['subnet-1'], groups: ['sg-1', 'sg-2'] }];
    expect(await lookupWith().look()).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('ListFunctions'),
    });
  });

  it('there are more pages than are ever read', async () => {
    aws.pageItems = 1;
    expect(await lookupWith({ mostPages: 1 }).look()).toMatchObject({ kind: 'failed' });
  });

  it('the time is up', async () => {
    expect(await lookupWith({ budgetMs: 0 }).look()).toEqual({ kind: 'failed', reason: 'ec2: no time left' });
  });

  it('nobody answers', async () => {
    await aws.stop();
    expect(await lookupWith().look()).toMatchObject({ kind: 'failed' });
  });
});
