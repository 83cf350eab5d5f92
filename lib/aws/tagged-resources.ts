import type { TagFilter } from '../core/log-group-selection.ts';
import type { TaggedResources } from '../core/subscribe/tagged-groups.ts';
import type { JsonService } from './json-service.ts';

/** What stands before the operation in a request to the Resource Groups Tagging API. */
export const TAGGING_TARGET = 'ResourceGroupsTaggingAPI_20170126';

/**
 * A hundred resources to a call, of both kinds at once, where reading the tags of each group would take a call for each.
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export const resourcesInput = (filters: readonly TagFilter[], after?: string): object => ({
  ResourcesPerPage: 100,
  ResourceTypeFilters: ['logs:log-group', 'lambda:function'],
  TagFilters: filters.map(({ key, values }) => ({ Key: key, Values: values })),
  ...(after === undefined ? {} : { PaginationToken: after }),
});

export const taggedResources = (tagging: JsonService): TaggedResources => ({
  async list(filters, after) {
    const answer = await tagging.ask('GetResources', resourcesInput(filters, after));
    const { ResourceTagMappingList: found, PaginationToken: next } = answer;
    if (!Array.isArray(found)) throw new Error('GetResources answered without a list of resources');
    const arns = found.flatMap((one: unknown): string[] => {
      const arn = typeof one === 'object' && one !== null && 'ResourceARN' in one ? one.ResourceARN : undefined;
      return typeof arn === 'string' ? [arn] : [];
    });
    return typeof next === 'string' && next !== '' ? { arns, next } : { arns };
  },
});
