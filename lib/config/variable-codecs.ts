import type { LogGroupSelection, NameRule } from '../core/log-group-selection.ts';
import type { FlowFields } from '../core/parse/vpc-flow/flow-format.ts';
import { parseSelection, selectionText } from './selection-text.ts';

/** How a variable becomes a value; `undefined` for text that is not allowed. */
export interface Reader<Value> {
  readonly allowed: string;
  readonly decode: (text: string) => Value | undefined;
}

/** The same, and back. */
export interface Codec<Value> extends Reader<Value> {
  readonly encode: (value: Value) => string;
}

/** Passed through untouched, so that it may hold a deploy-time reference. */
export const text: Codec<string> = {
  allowed: 'set and not empty',
  encode: (value) => value,
  decode: (value) => (value === '' ? undefined : value),
};

export const textOrNone: Codec<string> = { allowed: 'set', encode: (value) => value, decode: (value) => value };

export const selection: Codec<LogGroupSelection> = {
  allowed: 'sources as JSON',
  encode: selectionText,
  decode: parseSelection,
};

const FIELD = /^[a-z-]+$/;

/** `group,group=field field …` joined by semicolons. A group's name may be known only at deployment. */
export const flowFormats: Reader<ReadonlyMap<string, FlowFields>> = {
  allowed: 'group,group=field field … joined by semicolons',
  decode: (value) => {
    const formats = new Map<string, FlowFields>();
    for (const entry of listIn(value, ';')) {
      const [names = '', format = ''] = entry.split('=');
      const fields = format.split(' ');
      // Which words are fields was judged where the format was configured: their list weighs on the start of ingest.
      if (fields.some((field) => !FIELD.test(field))) return undefined;
      for (const name of names.split(',')) formats.set(name, fields);
    }
    return formats;
  },
};

export const shareOrNever: Codec<number | 'never'> = {
  allowed: '"never" or a number from 0 to 1',
  encode: (value) => `${value}`,
  decode: (value) => {
    const share = value.trim() === '' ? Number.NaN : Number(value);
    if (value === 'never') return value;
    return share >= 0 && share <= 1 ? share : undefined;
  },
};

/**
 * Rules without tags, shorter to write and to read than {@link selection}, as it weighs on the start of ingest: of each
 * `prefix,exclude …|pattern,…|pattern,…`, joined by semicolons. Names and patterns contain none of these characters.
 */
export const namedGroups: Reader<readonly NameRule[]> = {
  allowed: 'prefix,exclude|pattern|pattern;…',
  decode: (value) =>
    listIn(value, ';').map((rule) => {
      const [[prefix = '', ...exclude] = [], includePatterns = [], excludePatterns = []] = rule
        .split('|')
        .map((part) => listIn(part, ','));
      return { prefix, exclude, includePatterns, excludePatterns };
    }),
};

/** What {@link namedGroups} reads. */
export const namedGroupsText = (rules: readonly NameRule[]): string =>
  rules
    .map(({ prefix, exclude, includePatterns, excludePatterns }) =>
      [[prefix, ...exclude], includePatterns, excludePatterns].join('|'),
    )
    .join(';');

/** What {@link flowFormats} reads. */
export const flowFormatsText = (formats: ReadonlyMap<string, FlowFields>): string => {
  const groups = new Map<string, string[]>();
  for (const [group, fields] of formats) {
    const format = fields.join(' ');
    groups.set(format, [...(groups.get(format) ?? []), group]);
  }
  return [...groups].map(([format, names]) => `${names.join(',')}=${format}`).join(';');
};

const listIn = (value: string, separator: string): string[] => (value === '' ? [] : value.split(separator));

export const wholeNumber = (lowest: number, highest: number): Codec<number> => ({
  allowed: `a whole number from ${lowest} to ${highest}`,
  encode: (value) => `${value}`,
  decode: (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= lowest && number <= highest ? number : undefined;
  },
});

export const oneOf = <const Choice extends string>(choices: readonly Choice[]): Codec<Choice> => ({
  allowed: `one of ${choices.join(', ')}`,
  encode: (value) => value,
  decode: (value) => choices.find((choice) => choice === value),
});
