import { hasTooManyValues } from '../decode/too-many-values.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own properties only: a key such as `constructor` or `__proto__` must not reach the prototype. */
export const fieldOf = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Text of the first of `names` that holds some. */
export const textFieldOf = (object: JsonObject, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = fieldOf(object, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
};

/**
 * A JSON object that is the whole text. Text that merely begins like one (templates, Python dicts) and JSON that was
 * cut at the size limit are not.
 */
export const parseJsonObject = (text: string): JsonObject | undefined => {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  if (trimmed[1] === '{' || trimmed[1] === "'" || hasTooManyValues(trimmed)) return undefined;
  try {
    const value: unknown = JSON.parse(trimmed);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Not JSON after all: the caller takes it as text.
    return undefined;
  }
};
