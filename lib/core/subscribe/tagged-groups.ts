import type { LogGroupSelection, TagFilter, TaggedGroups } from '../log-group-selection.ts';
import { tagQueries } from '../log-group-selection.ts';
import type { Paced } from './pace.ts';

/** Log groups and functions of the account and Region by their tags. */
export interface TaggedResources {
  /** One page of the ARNs of those that bear all of these tags. */
  list(filters: readonly TagFilter[], after?: string): Promise<{ readonly arns: readonly string[]; next?: string }>;
}

/** Asks once for each set of tags that the selection names. */
export const readTaggedGroups = async (
  resources: TaggedResources,
  selection: LogGroupSelection,
  /** The group that a function logs to, by its name. */
  groupOf: (functionName: string) => string,
  inPace: Paced,
): Promise<TaggedGroups> => {
  const found = new Map<string, Set<string>>();
  for (const filters of tagQueries(selection)) {
    if (found.has(keyOf(filters))) continue;
    const names = new Set<string>();
    let next: string | undefined;
    do {
      const page = await inPace(() => resources.list(filters, next));
      for (const arn of page.arns) {
        const name = groupNameOf(arn, groupOf);
        if (name !== undefined) names.add(name);
      }
      next = page.next;
    } while (next !== undefined);
    found.set(keyOf(filters), names);
  }
  return (filters) => found.get(keyOf(filters)) ?? NONE;
};

const NONE: ReadonlySet<string> = new Set();

const keyOf = (filters: readonly TagFilter[]): string => JSON.stringify(filters);

/** `arn:aws:logs:eu-west-1:123456789012:log-group:NAME`, with or without `:*`, or `…:function:NAME`. */
const groupNameOf = (arn: string, groupOf: (functionName: string) => string): string | undefined => {
  const [, , service, , , kind, name] = arn.split(':');
  if (name === undefined) return undefined;
  if (service === 'logs' && kind === 'log-group') return name;
  return service === 'lambda' && kind === 'function' ? groupOf(name) : undefined;
};
