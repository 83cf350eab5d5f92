import { isNamed, type LogGroupSelection, prefixesOf } from '../log-group-selection.ts';
import type { LogGroup, LogGroupList } from './log-groups.ts';
import type { Paced } from './pace.ts';

/** The groups that a selection takes by name, each once, in order of name. */
export const listGroups = async (
  logGroups: LogGroupList,
  selection: LogGroupSelection,
  inPace: Paced,
): Promise<readonly LogGroup[]> => {
  const found: LogGroup[] = [];
  for (const prefix of prefixesOf(selection)) {
    let next: string | undefined;
    do {
      const page = await inPace(() => logGroups.list(prefix, next));
      for (const group of page.groups) if (isNamed(group.name, selection)) found.push(group);
      next = page.next;
    } while (next !== undefined);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
};
