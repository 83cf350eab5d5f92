import { TAG_KEYS, type Tag } from '../core/order/function-tags.ts';
import type { TaggedFunction, TagLookup } from '../core/pipeline/ports.ts';
import { serviceConnection } from './aws-connection.ts';
import { JsonService } from './json-service.ts';
import { TAGGING_TARGET } from './tagged-resources.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Several filters would want all of their keys on one function: a call for each key, as few functions have any. */
export const functionTagsInput = (key: string, after?: string): object => ({
  ResourcesPerPage: 100,
  ResourceTypeFilters: ['lambda:function'],
  TagFilters: [{ Key: key }],
  ...(after === undefined ? {} : { PaginationToken: after }),
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const tagsOf = (list: unknown): Tag[] =>
  (Array.isArray(list) ? list : []).flatMap((one: unknown): Tag[] => {
    if (!isObject(one)) return [];
    const { Key: key, Value: value } = one;
    return typeof key === 'string' && typeof value === 'string' && TAG_KEYS.includes(key) ? [{ key, value }] : [];
  });

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME`. */
const nameOf = (arn: unknown): string | undefined => (typeof arn === 'string' ? arn.split(':')[6] : undefined);

/** Tags of functions that are orders, by the Resource Groups Tagging API. */
export const functionTags = (variables: Variables, region: string): TagLookup => {
  const tagging = new JsonService(serviceConnection('tagging', variables, region), 'tagging', TAGGING_TARGET, '1.1');
  const pages = async function* (key: string): AsyncGenerator<TaggedFunction> {
    let after: string | undefined;
    do {
      const answer = await tagging.ask('GetResources', functionTagsInput(key, after));
      const { ResourceTagMappingList: found, PaginationToken: next } = answer;
      if (!Array.isArray(found)) throw new Error('GetResources answered without a list of resources');
      for (const one of found.filter(isObject)) {
        const name = nameOf(one['ResourceARN']);
        if (name !== undefined) yield { name, tags: tagsOf(one['Tags']) };
      }
      after = typeof next === 'string' && next !== '' ? next : undefined;
    } while (after !== undefined);
  };
  return {
    async look() {
      const functions = new Map<string, TaggedFunction>();
      for (const key of TAG_KEYS) {
        for await (const one of pages(key)) functions.set(one.name, one); // all tags of it come with each key
      }
      return { kind: 'found', functions: [...functions.values()] };
    },
  };
};
