import { fieldOf, isJsonObject, type JsonObject } from '../json-object.ts';

/** Attributes of a span or a resource: strings, numbers and booleans by name. */
export const attributesOf = (holder: unknown): JsonObject => {
  const attributes = isJsonObject(holder) ? fieldOf(holder, 'attributes') : undefined;
  return isJsonObject(attributes) ? attributes : {};
};

/** A number that may be written as text. */
export const numberAttribute = (attributes: JsonObject, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const value = fieldOf(attributes, name);
    const number = typeof value === 'string' && /^\d{1,19}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
  }
  return undefined;
};
