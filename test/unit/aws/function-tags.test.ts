import { afterEach, expect, it } from 'vitest';
import { functionTags } from '../../../lib/aws/function-tags.ts';
import { DocumentStore } from '../../../lib/core/pipeline/document-store.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import type { TagLookup } from '../../../lib/core/pipeline/ports.ts';
import { TagDirectory } from '../../../lib/core/pipeline/tag-directory.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { startHttpDouble } from '../../support/dynalite.ts';

let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

const arn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
const lookupAt = (endpoint: string): TagLookup =>
  functionTags({ AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }, 'eu-west-1');

it('asks for each key that is an order, page by page, and keeps those tags only', async () => {
  const asked: { key: string; token: string | undefined }[] = [];
  const double = await startHttpDouble((operation, body) => {
    const { TagFilters, PaginationToken, ResourceTypeFilters } = JSON.parse(body);
    expect([operation, ResourceTypeFilters]).toEqual(['GetResources', ['lambda:function']]);
    const key: string = TagFilters[0].Key;
    asked.push({ key, token: PaginationToken });
    if (key !== 'nightjar:owner') return { status: 200, body: '{"ResourceTagMappingList":[],"PaginationToken":""}' };
    const name = PaginationToken === undefined ? 'checkout' : 'cart';
    const Tags = [
      { Key: 'nightjar:owner', Value: `team-${name}` },
      { Key: 'password', Value: 'hunter22' },
    ];
    const more = PaginationToken === undefined ? { PaginationToken: 'next' } : {};
    return {
      status: 200,
      body: JSON.stringify({ ResourceTagMappingList: [{ ResourceARN: arn(name), Tags }], ...more }),
    };
  });
  stop = double.stop;
  expect(await lookupAt(double.endpoint).look()).toEqual({
    kind: 'found',
    functions: ['checkout', 'cart'].map((name) => ({ name, tags: [{ key: 'nightjar:owner', value: `team-${name}` }] })),
  });
  expect(new Set(asked.map(({ key }) => key)).size).toBe(5);
  expect(asked.filter(({ token }) => token === 'next')).toHaveLength(1);
});

it('is asked every quarter of an hour; what was known stays while AWS does not answer', async () => {
  let asked = 0;
  let fails = false;
  const lookup: TagLookup = {
    look: async () => {
      asked++;
      if (fails) throw new Error('AccessDenied');
      return { kind: 'found', functions: [{ name: 'f', tags: [{ key: 'nightjar:off', value: 'true' }] }] };
    },
  };
  const table = new MemoryTable();
  const tags = new TagDirectory(new DocumentStore(table), lookup);
  const at = (minutes: number) => epochMs(1_767_729_600_000 + minutes * 60_000);
  expect(await tags.known()).toEqual([]);
  expect(await tags.refresh(at(0), 'a')).toBeUndefined();
  expect(await tags.known()).toEqual([{ function: 'f', off: true }]);
  await tags.refresh(at(14), 'b');
  expect(asked).toBe(1);
  fails = true;
  expect(await tags.refresh(at(15), 'c')).toBe('AccessDenied');
  expect(await new TagDirectory(new DocumentStore(table), lookup).known()).toEqual([{ function: 'f', off: true }]);
  expect(asked).toBe(2);
});
