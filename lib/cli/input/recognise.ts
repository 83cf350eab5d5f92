import { recogniseContent } from '../../core/parse/recognise-content.ts';
import { isJsonObject, type JsonShape, listOf, shapeOf } from './json-shape.ts';
import { lambdaLine } from './lambda-line.ts';
import { type TimedFormat, timedLine } from './timed-line.ts';

/** How an input is to be read. */
export type Recognised =
  | { readonly kind: 'json-lines'; readonly shape: JsonShape }
  | { readonly kind: 'json-documents'; readonly shape: JsonShape; readonly streamLists: boolean }
  | { readonly kind: 'timed-text'; readonly format: TimedFormat }
  | { readonly kind: 'lambda-text' }
  | { readonly kind: 'vpc-flow-text' }
  | { readonly kind: 'empty' };

/** Why an input was not recognised. */
export interface NotRecognised {
  /** Of the first line that has text, counted from 1. */
  readonly line: number;
  readonly looksLike: string | undefined;
}

/** Characters of an input that are looked at. */
export const HEAD_CHARACTERS = 256 * 1024;

/** Lines of text among which a typical one must be. */
const LINES_JUDGED = 400;

/** Tells the format of an input by its beginning. `complete`: the head is the whole input. */
export const recognise = (head: string, complete: boolean): Recognised | NotRecognised => {
  const start = head.search(/\S/);
  if (start === -1) return { kind: 'empty' };
  const line = countLines(head, start);
  const text = head.slice(start);
  const first = text[0];
  const json = first === '{' || first === '[' ? recogniseJson(text, complete) : undefined;
  return json ?? recogniseText(text, complete) ?? { line, looksLike: jsonLooksLike(text) };
};

const countLines = (head: string, end: number): number => {
  let lines = 1;
  for (let at = head.indexOf('\n'); at !== -1 && at < end; at = head.indexOf('\n', at + 1)) lines++;
  return lines;
};

const recogniseJson = (text: string, complete: boolean): Recognised | undefined => {
  for (const line of linesOf(text, complete, 5)) {
    const value = parsed(line);
    if (value === undefined) break;
    const shape = innerShape(value);
    if (shape !== 'unknown') return { kind: 'json-lines', shape };
  }
  const value = parsed(text) ?? parsed(firstValue(text));
  if (value !== undefined) {
    const shape = innerShape(value);
    return shape === 'unknown' ? undefined : { kind: 'json-documents', shape, streamLists: false };
  }
  // A value longer than the head: judged by the first element of its list, or by its first keys.
  const element = parsed(firstElement(text));
  const shape = element === undefined ? shapeOfKeys(text) : innerShape(element);
  return shape === 'unknown' ? undefined : { kind: 'json-documents', shape, streamLists: true };
};

/** The shape of a value, or of the first thing in it: a list of payloads is recognised by its first payload. */
const innerShape = (value: unknown, depth = 0): JsonShape => {
  if (depth > 4) return 'unknown';
  if (Array.isArray(value)) return value.length === 0 ? 'unknown' : innerShape(value[0], depth + 1);
  if (!isJsonObject(value)) return 'unknown';
  const shape = shapeOf(value);
  if (shape === 'unknown') return isJsonObject(value['data']) ? innerShape(value['data'], depth + 1) : 'unknown';
  if (shape === 'event-list') return itemShape(value['events'], 'event-list', depth);
  if (shape === 'record-list') return itemShape(listOf(value), 'unknown', depth);
  return shape;
};

const itemShape = (items: unknown, ofNothing: JsonShape, depth: number): JsonShape =>
  Array.isArray(items) && items.length > 0 ? innerShape(items[0], depth + 1) : ofNothing;

const recogniseText = (text: string, complete: boolean): Recognised | undefined => {
  const formats = new Map<TimedFormat, number>();
  let typical = false;
  for (const line of linesOf(text, complete, LINES_JUDGED)) {
    const timed = timedLine(line);
    if (timed !== undefined) formats.set(timed.format, (formats.get(timed.format) ?? 0) + 1);
    typical ||= lambdaLine(line).typical || isLambdaJson(line);
  }
  const [firstLine = ''] = linesOf(text, true, 1);
  // Only the first line decides: functions print rows of flow logs too.
  if (recogniseContent(firstLine) === 'vpc-flow') return { kind: 'vpc-flow-text' };
  const first = timedLine(firstLine);
  if (first !== undefined) return { kind: 'timed-text', format: first.format };
  if (typical) return { kind: 'lambda-text' };
  const [format] = [...formats].sort((a, b) => b[1] - a[1]);
  return format === undefined ? undefined : { kind: 'timed-text', format: format[0] };
};

const isLambdaJson = (line: string): boolean => {
  const value = line.startsWith('{"') ? parsed(line) : undefined;
  return isJsonObject(value) && shapeOf(value) === 'lambda-line';
};

const linesOf = (text: string, complete: boolean, count: number): string[] => {
  const lines = text.split('\n', count + 1).map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.length > count) lines.length = count;
  else if (!complete && lines.length > 1) lines.pop(); // cut off in the middle
  return lines.filter((line) => line.trim() !== '');
};

const parsed = (text: string | undefined): unknown => {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON is an answer here, not a failure
  }
};

/** The text of the value that begins at the first character, when it ends within the text. */
const firstValue = (text: string): string | undefined => {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return text.slice(0, index + 1);
  }
  return undefined;
};

/** The first object within the first list. */
const firstElement = (text: string): string | undefined => {
  const list = text.indexOf('[');
  const element = list === -1 ? -1 : text.indexOf('{', list);
  return element === -1 ? undefined : firstValue(text.slice(element));
};

/** A payload longer than the head says what it is before its events come. */
const shapeOfKeys = (text: string): JsonShape =>
  text.startsWith('{') && text.includes('"messageType"') && text.includes('"logGroup"') ? 'payload' : 'unknown';

/** A word about JSON of other products, for the message. */
const jsonLooksLike = (text: string): string | undefined => {
  const value = parsed(firstValue(text));
  if (isJsonObject(value)) {
    const keys = Object.keys(value).slice(0, 4).join(', ');
    return keys === '' ? 'an empty JSON object' : `a JSON object with ${keys}`;
  }
  return Array.isArray(value) ? 'a JSON list of something else' : undefined;
};
