import { closestMatch } from './closest-match.ts';
import { type ConfigProblem, givenText, pathText } from './config-problem.ts';
import { GUIDANCE, isRule } from './guidance.ts';

type Path = readonly (string | number)[];

/** The parts of a valibot schema that say which keys belong where; schemas below are looked at when reached. */
interface SchemaShape {
  readonly entries?: Readonly<Record<string, object>>;
  readonly item?: object;
  readonly wrapped?: object;
  readonly key?: string;
  readonly options?: readonly object[];
  readonly literal?: unknown;
  readonly message?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Every key that the schema does not know, wherever it stands, and every list that stands for an object. A walk of its
 * own: valibot's strict objects report the first such key only, and take lists.
 */
export const unknownKeys = (schema: SchemaShape, value: unknown, path: Path = []): ConfigProblem[] => {
  if (schema.wrapped !== undefined) return unknownKeys(schema.wrapped, value, path);
  const { item, entries } = schema;
  if (item !== undefined) {
    return Array.isArray(value) ? value.flatMap((one, index) => unknownKeys(item, one, [...path, index])) : [];
  }
  if (entries !== undefined && Array.isArray(value)) return [listForObject(path, value, schema.message)];
  if (!isObject(value)) return [];
  if (schema.key !== undefined) {
    const option = chosenOption(schema.options ?? [], schema.key, value[schema.key]);
    return option === undefined ? [] : unknownKeys(option, value, path);
  }
  if (entries === undefined) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const known = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (known !== undefined) return unknownKeys(known, below, [...path, key]);
    return [unknownKey([...path, key], below, Object.keys(entries))];
  });
};

const chosenOption = (options: readonly object[], key: string, tag: unknown): object | undefined =>
  options.find((option: SchemaShape) => {
    const discriminator: SchemaShape | undefined = option.entries?.[key];
    return discriminator?.literal === tag;
  });

const unknownKey = (path: Path, value: unknown, known: readonly string[]): ConfigProblem => {
  const name = String(path.at(-1));
  const meant = closestMatch(name, known);
  return {
    code: 'config.unknown_key',
    path: pathText(path),
    given: givenText(value),
    allowed: `one of the keys ${known.filter((key) => !key.startsWith('$')).join(', ')}`,
    remedy: meant === undefined ? 'remove it' : `did you mean ${JSON.stringify(meant)}?`,
  };
};

const listForObject = (path: Path, value: unknown, rule: unknown): ConfigProblem => ({
  code: 'config.not_allowed',
  path: pathText(path),
  given: givenText(value),
  ...GUIDANCE[typeof rule === 'string' && isRule(rule) ? rule : 'config'],
});
