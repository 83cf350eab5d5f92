import { matchesGlob } from './glob.ts';
import { isOwnLogGroup } from './own-log-groups.ts';

/** A tag by its key; any of the values will do, and any value at all where none is listed. */
export interface TagFilter {
  readonly key: string;
  readonly values: readonly string[];
}

/** Which groups below a prefix are wanted by their names. Patterns are of {@link matchesGlob}, over the whole name. */
export interface NameRule {
  readonly prefix: string;
  /** Groups that begin with one of these are left alone. */
  readonly exclude: readonly string[];
  /** Where there are any, only groups that fit one of them are wanted. */
  readonly includePatterns: readonly string[];
  readonly excludePatterns: readonly string[];
}

/** Which groups below a prefix are wanted. */
export interface LogGroupRule extends NameRule {
  /** Where there are any, only groups that bear all of them are wanted, or log for a function that does. */
  readonly includeTags: readonly TagFilter[];
  /** Groups that bear one of these, or log for a function that does, are left alone. */
  readonly excludeTags: readonly TagFilter[];
}

/** A group is wanted when one of the rules wants it. */
export type LogGroupSelection = readonly LogGroupRule[];

/** Which groups bear all of some tags, themselves or through a function that logs to them. */
export type TaggedGroups = (filters: readonly TagFilter[]) => ReadonlySet<string>;

/** Web functions log each line twice: to their group, and for the own Region to a twin. One of the two is read. */
export const isTwin = (name: string): boolean => name.startsWith('/aws/lambda/web/') && name.endsWith('.local');

/** Whether a rule takes the name of a group, whatever its tags. Own groups are no rule's. */
export const isNamedBy = (name: string, rule: NameRule): boolean =>
  name.startsWith(rule.prefix) &&
  !isOwnLogGroup(name) &&
  !isTwin(name) &&
  !rule.exclude.some((prefix) => name.startsWith(prefix)) &&
  (rule.includePatterns.length === 0 || rule.includePatterns.some((pattern) => matchesGlob(name, pattern))) &&
  !rule.excludePatterns.some((pattern) => matchesGlob(name, pattern));

export const isNamed = (name: string, selection: readonly NameRule[]): boolean =>
  selection.some((rule) => isNamedBy(name, rule));

export const isWanted = (name: string, selection: LogGroupSelection, tagged: TaggedGroups): boolean =>
  selection.some(
    (rule) =>
      isNamedBy(name, rule) &&
      (rule.includeTags.length === 0 || tagged(rule.includeTags).has(name)) &&
      !rule.excludeTags.some((filter) => tagged([filter]).has(name)),
  );

/** The sets of tags that the rules ask about. */
export const tagQueries = (selection: LogGroupSelection): (readonly TagFilter[])[] =>
  selection.flatMap(({ includeTags, excludeTags }) => [
    ...(includeTags.length === 0 ? [] : [includeTags]),
    ...excludeTags.map((filter) => [filter]),
  ]);

/** Each prefix of the rules that no other one begins. */
export const prefixesOf = (selection: LogGroupSelection): string[] => {
  const all = [...new Set(selection.map(({ prefix }) => prefix))];
  return all.filter((prefix) => !all.some((other) => other !== prefix && prefix.startsWith(other)));
};
