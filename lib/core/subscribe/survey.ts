import { isWanted, type LogGroupSelection, tagQueries } from '../log-group-selection.ts';
import { defaultGroupOf, type LoggingFunction } from './blind-spots.ts';
import { listGroups } from './list-groups.ts';
import type { LogGroup, LogGroupList } from './log-groups.ts';
import type { Paced } from './pace.ts';
import { readTaggedGroups, type TaggedResources } from './tagged-groups.ts';

/** The functions of the account and Region, page by page. */
export interface FunctionList {
  list(after?: string): Promise<{ readonly functions: readonly LoggingFunction[]; readonly next?: string }>;
}

export interface SurveyPorts {
  readonly logGroups: LogGroupList;
  readonly functions: FunctionList;
  readonly tagged: TaggedResources;
}

/** What there is to watch. */
export interface Survey {
  readonly wanted: readonly LogGroup[];
  /** Groups that the selection takes by name and not by their tags. */
  readonly untagged: readonly LogGroup[];
  readonly isWanted: (logGroup: string) => boolean;
  /** Absent when nobody asked for them. */
  readonly functions?: readonly LoggingFunction[];
}

/** Functions are read where they are asked for, and where tags are, which may be theirs. */
export const survey = async (
  ports: SurveyPorts,
  selection: LogGroupSelection,
  withFunctions: boolean,
  inPace: Paced,
): Promise<Survey> => {
  const hasTags = tagQueries(selection).length > 0;
  const functions = withFunctions || hasTags ? await listFunctions(ports.functions, inPace) : undefined;
  const groups = new Map(functions?.map(({ name, logGroup }) => [name, logGroup]));
  const groupOf = (name: string) => groups.get(name) ?? defaultGroupOf(name);
  const tagged = await readTaggedGroups(ports.tagged, selection, groupOf, inPace);
  const listed = await listGroups(ports.logGroups, selection, inPace);
  const isWantedName = (name: string) => isWanted(name, selection, tagged);
  return {
    wanted: listed.filter(({ name }) => isWantedName(name)),
    untagged: listed.filter(({ name }) => !isWantedName(name)),
    isWanted: isWantedName,
    ...(functions === undefined ? {} : { functions }),
  };
};

const listFunctions = async (list: FunctionList, inPace: Paced): Promise<LoggingFunction[]> => {
  const found: LoggingFunction[] = [];
  let next: string | undefined;
  do {
    const page = await inPace(() => list.list(next));
    found.push(...page.functions);
    next = page.next;
  } while (next !== undefined);
  return found;
};
