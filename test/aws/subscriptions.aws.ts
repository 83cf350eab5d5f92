import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeSubscriptionFiltersCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serviceConnection } from '../../lib/aws/aws-connection.ts';
import { cloudWatchLogGroups, SENT_ONCE, subscribedLogGroups } from '../../lib/aws/cloudwatch-log-groups.ts';
import { JsonService } from '../../lib/aws/json-service.ts';
import { ACCOUNT, ENDPOINT, REGION, resetAccount, stubEnvironment, VARIABLES } from './moto-account.ts';

const FILTER = 'nightjar-test';
const destinationArn = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/lines`;
const roleArn = `arn:aws:iam::${ACCOUNT}:role/writer`;
const TARGET = { filterName: FILTER, destinationArn, roleArn };

describe.skipIf(ENDPOINT === '')('subscription filters, against moto', () => {
  beforeEach(async () => {
    stubEnvironment();
    await resetAccount();
    const kinesis = new JsonService(
      serviceConnection('kinesis', VARIABLES, REGION),
      'kinesis',
      'Kinesis_20131202',
      '1.1',
    );
    await kinesis.ask('CreateStream', { StreamName: 'lines', ShardCount: 1 });
  });
  afterEach(() => vi.unstubAllEnvs());

  const client = () => new CloudWatchLogsClient({ region: REGION, ...SENT_ONCE });
  const filtersOf = async (logGroupName: string): Promise<string[]> => {
    const { subscriptionFilters = [] } = await client().send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
    return subscriptionFilters.map(({ filterName = '' }) => filterName).sort();
  };
  const create = (logGroupName: string) => client().send(new CreateLogGroupCommand({ logGroupName }));

  it('lists page by page below a prefix, and leaves the rest alone', async () => {
    for (let index = 0; index < 60; index++) await create(`/aws/lambda/f-${String(index).padStart(2, '0')}`);
    await create('/aws/rds/other');
    const groups = cloudWatchLogGroups(client(), TARGET);
    const first = await groups.list('/aws/lambda/');
    expect(first.groups).toHaveLength(50);
    const second = await groups.list('/aws/lambda/', first.next);
    expect(second.groups).toHaveLength(10);
    expect(second.next).toBeUndefined();
    const names = [...first.groups, ...second.groups].map(({ name }) => name);
    expect(new Set(names).size).toBe(60);
    expect(first.groups[0]?.createdAt).toBeGreaterThan(Date.UTC(2020, 0));
  });

  it('puts one filter beside a foreign one, once, and takes away only its own', async () => {
    await create('/aws/lambda/checkout');
    const groups = cloudWatchLogGroups(client(), TARGET);
    expect(await groups.putFilter('/aws/lambda/checkout')).toBe('put');
    expect(await groups.putFilter('/aws/lambda/checkout')).toBe('put');
    const foreign = { logGroupName: '/aws/lambda/checkout', filterName: 'theirs', filterPattern: 'ERROR' };
    await client().send(new PutSubscriptionFilterCommand({ ...foreign, destinationArn, roleArn }));
    expect(await filtersOf('/aws/lambda/checkout')).toEqual([FILTER, 'theirs']);
    const removal = subscribedLogGroups(client(), FILTER);
    expect(await removal.removeFilter('/aws/lambda/checkout')).toBe('removed');
    expect(await removal.removeFilter('/aws/lambda/checkout')).toBe('absent');
    expect(await filtersOf('/aws/lambda/checkout')).toEqual(['theirs']);
  });

  it('says of a group whose filters are taken, and of one that is gone, just that', async () => {
    await create('/aws/lambda/crowded');
    for (const filterName of ['one', 'two']) {
      const input = { logGroupName: '/aws/lambda/crowded', filterName, filterPattern: '', destinationArn, roleArn };
      await client().send(new PutSubscriptionFilterCommand(input));
    }
    const groups = cloudWatchLogGroups(client(), TARGET);
    expect(await groups.putFilter('/aws/lambda/crowded')).toBe('filters-taken');
    expect(await groups.putFilter('/aws/lambda/gone')).toBe('gone');
  });
});
