import { isIpAddress } from '../ip-address.ts';
import { fieldOf, type JsonObject, parseJsonObject } from '../json-object.ts';
import { DEFAULT_FLOW_FIELDS, type FlowFields, flowFieldOf } from './flow-format.ts';

/** A row of a flow log by field; fields that it lacks, or that do not apply (`-`), are absent. */
export type FlowRow = ReadonlyMap<string, string>;

const LONGEST_ROW = 4_096;
const MOST_COLUMNS = 64;
const DIGITS = /^\d{1,20}$/;
const INTERFACE = /^eni-[0-9a-z]{1,32}$/;

const isNumber = (text: string): boolean => text === '-' || DIGITS.test(text);
const isAddress = (text: string): boolean => text === '-' || isIpAddress(text);

/** What a column of the default format must look like. */
const DEFAULT_CHECKS: readonly ((text: string) => boolean)[] = [
  (text) => /^\d{1,2}$/.test(text),
  (text) => /^(?:\d{6,14}|unknown|-)$/.test(text),
  (text) => text === '-' || INTERFACE.test(text),
  isAddress,
  isAddress,
  ...[isNumber, isNumber, isNumber, isNumber, isNumber],
  (text) => /^\d{9,11}$/.test(text),
  (text) => /^\d{9,11}$/.test(text),
  (text) => text === 'ACCEPT' || text === 'REJECT' || text === '-',
  (text) => text === 'OK' || text === 'NODATA' || text === 'SKIPDATA',
];

const columnsOf = (line: string): readonly string[] =>
  line.length > LONGEST_ROW ? [] : line.trim().split(/\s+/, MOST_COLUMNS);

/**
 * Whether the first columns are those of the default format, each holding what it must. Custom formats often only add
 * fields behind the default ones.
 */
const beginsLikeDefault = (columns: readonly string[]): boolean =>
  columns.length >= DEFAULT_CHECKS.length && DEFAULT_CHECKS.every((check, index) => check(columns[index] ?? ''));

export const isDefaultFlowRow = (line: string): boolean => beginsLikeDefault(columnsOf(line));

/** The row by field; `undefined` where the columns do not fit the fields. */
const rowOf = (columns: readonly string[], fields: FlowFields): FlowRow | undefined => {
  if (columns.length < fields.length) return undefined;
  const row = new Map<string, string>();
  for (const [index, field] of fields.entries()) {
    const value = columns[index];
    if (value !== undefined && value !== '-' && !row.has(field)) row.set(field, value);
  }
  return row;
};

/**
 * Reads one row: blank-separated columns, or a JSON object with a key for each field.
 *
 * @param fields the columns' names where they are known. Otherwise only what begins like the default format is read:
 * guessing names from the number of columns would be wrong.
 */
export const readFlowRow = (message: string, fields?: FlowFields): FlowRow | undefined => {
  const object = message.trimStart().startsWith('{') ? parseJsonObject(message) : undefined;
  if (object !== undefined) return rowOfObject(object, fields);
  const columns = columnsOf(message);
  if (fields !== undefined) return rowOf(columns, fields);
  return beginsLikeDefault(columns) ? rowOf(columns, DEFAULT_FLOW_FIELDS) : undefined;
};

/** A row has one of these, or says nothing. */
const IDENTIFYING = ['interface-id', 'srcaddr', 'log-status'] as const;

const rowOfObject = (object: JsonObject, fields: FlowFields | undefined): FlowRow | undefined => {
  const message = fieldOf(object, 'message');
  if (typeof message === 'string')
    return message.trimStart().startsWith('{') ? undefined : readFlowRow(message, fields);
  const row = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const field = flowFieldOf(name);
    const isScalar = typeof value === 'string' || typeof value === 'number';
    if (field !== undefined && isScalar && value !== '-' && value !== '') row.set(field, String(value).slice(0, 256));
  }
  return IDENTIFYING.some((field) => row.has(field)) ? row : undefined;
};

/** A whole number of a row. */
export const numberOf = (row: FlowRow, field: string, max: number): number | undefined => {
  const text = row.get(field);
  if (text === undefined || !DIGITS.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
};

export const addressOf = (row: FlowRow, field: string): string | undefined => {
  const text = row.get(field);
  return text !== undefined && isIpAddress(text) ? text.toLowerCase() : undefined;
};

export const interfaceOf = (row: FlowRow): string | undefined => {
  const text = row.get('interface-id');
  return text !== undefined && INTERFACE.test(text) ? text : undefined;
};
