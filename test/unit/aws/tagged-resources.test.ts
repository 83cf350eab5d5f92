import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JsonService } from '../../../lib/aws/json-service.ts';
import { TAGGING_TARGET, taggedResources } from '../../../lib/aws/tagged-resources.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, startHttpDouble } from '../../support/dynalite.ts';

let double: Awaited<ReturnType<typeof startHttpDouble>>;
let asked: { readonly operation: string; readonly body: unknown }[] = [];
let answer: object = {};

beforeAll(async () => {
  double = await startHttpDouble((operation, body) => {
    asked.push({ operation, body: JSON.parse(body) });
    return { status: 200, body: JSON.stringify(answer) };
  });
});

afterAll(() => double.stop());

const tagged = () => {
  asked = [];
  const connection = { endpoint: double.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return taggedResources(new JsonService(connection, 'tagging', TAGGING_TARGET, '1.1'));
};

describe('resources by tag', () => {
  it('are asked for a hundred at a time, groups and functions at once', async () => {
    answer = { ResourceTagMappingList: [{ ResourceARN: 'arn:1', Tags: [] }], PaginationToken: 'more' };
    const resources = tagged();
    expect(await resources.list([{ key: 'team', values: ['a', 'b'] }])).toEqual({ arns: ['arn:1'], next: 'more' });
    expect(asked).toEqual([
      {
        operation: 'GetResources',
        body: {
          ResourcesPerPage: 100,
          ResourceTypeFilters: ['logs:log-group', 'lambda:function'],
          TagFilters: [{ Key: 'team', Values: ['a', 'b'] }],
        },
      },
    ]);
  });

  it('end where the service gives an empty token', async () => {
    answer = { ResourceTagMappingList: [], PaginationToken: '' };
    const resources = tagged();
    expect(await resources.list([{ key: 'team', values: [] }], 'more')).toEqual({ arns: [] });
    expect(asked[0]?.body).toMatchObject({ PaginationToken: 'more' });
  });

  it('are never taken for none when the answer is something else', async () => {
    answer = {};
    await expect(tagged().list([{ key: 'team', values: [] }])).rejects.toThrow('without a list');
  });
});
