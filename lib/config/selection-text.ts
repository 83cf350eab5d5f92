import type { LogGroupRule, LogGroupSelection, TagFilter } from '../core/log-group-selection.ts';

/** Lambda takes 4 KB of environment from a function, names and all other variables included. */
export const MAX_SELECTION_CHARACTERS = 2_800;

/** A selection as one line, for the environment of a function and for CloudFormation. What is empty is left out. */
export const selectionText = (selection: LogGroupSelection): string =>
  JSON.stringify(
    selection.map((rule) =>
      Object.fromEntries(RULE_KEYS.flatMap((key) => (rule[key].length === 0 ? [] : [[key, rule[key]]]))),
    ),
  );

const RULE_KEYS = [
  'prefix',
  'exclude',
  'includePatterns',
  'excludePatterns',
  'includeTags',
  'excludeTags',
] as const satisfies (keyof LogGroupRule)[];

/** `undefined` for what {@link selectionText} never wrote. */
export const parseSelection = (text: string): LogGroupSelection | undefined => {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(read)) return undefined;
  const rules = read.flatMap((one: unknown) => ruleOf(one) ?? []);
  return rules.length === read.length ? rules : undefined;
};

const ruleOf = (value: unknown): LogGroupRule | undefined => {
  if (!isObject(value)) return undefined;
  const {
    prefix,
    exclude = [],
    includePatterns = [],
    excludePatterns = [],
    includeTags = [],
    excludeTags = [],
  } = value;
  if (typeof prefix !== 'string' || prefix === '') return undefined;
  if (!isTexts(exclude) || !isTexts(includePatterns) || !isTexts(excludePatterns)) return undefined;
  if (!isTags(includeTags) || !isTags(excludeTags)) return undefined;
  return { prefix, exclude, includePatterns, excludePatterns, includeTags, excludeTags };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const isTags = (value: unknown): value is readonly TagFilter[] =>
  Array.isArray(value) &&
  value.every((one) => isObject(one) && typeof one['key'] === 'string' && isTexts(one['values']));
