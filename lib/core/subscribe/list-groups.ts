import { isNamed, type LogGroupSelection, prefixesOf } from '../log-group-selection.ts';
import type { LogGroup, LogGroupList } from './log-groups.ts';
import type { Paced } from './pace.ts';

/** Every group below a prefix, which may be empty. */
export const listBelow = async (logGroups: LogGroupList, prefix: string, inPace: Paced): Promise<LogGroup[]> => {
  const found: LogGroup[] = [];
  let next: string | undefined;
  do {
    const page = await inPace(() => logGroups.list(prefix, next));
    found.push(...page.groups);
    next = page.next;
  } while (next !== undefined);
  return found;
};

/** The groups that a selection takes by name, each once, in order of name. */
export const listGroups = async (
  logGroups: LogGroupList,
  selection: LogGroupSelection,
  inPace: Paced,
): Promise<readonly LogGroup[]> => {
  const found: LogGroup[] = [];
  for (const prefix of prefixesOf(selection)) found.push(...(await listBelow(logGroups, prefix, inPace)));
  return found.filter(({ name }) => isNamed(name, selection)).sort((a, b) => (a.name < b.name ? -1 : 1));
};
