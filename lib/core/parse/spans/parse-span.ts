import { type EpochMs, epochMs } from '../../units.ts';
import { type JsonObject, textFieldOf } from '../json-object.ts';
import type { Observation } from '../observation.ts';
import type { ParsedRecord } from '../parsed-record.ts';
import { attributesOf, numberAttribute } from './span-attributes.ts';
import { destinationOfSpan } from './span-destination.ts';
import { functionOfSpan } from './span-function.ts';

const OUTBOUND_KINDS: ReadonlySet<string> = new Set(['CLIENT', 'PRODUCER']);
const MARKS = ['traceId', 'spanId', 'startTimeUnixNano'] as const;

export const isSpan = (object: JsonObject): boolean => MARKS.every((name) => Object.hasOwn(object, name));

/**
 * When a span began. Nanoseconds since 1970 exceed what a double holds, so that parsing rounds them to a multiple of
 * 256; rounding on to microseconds keeps that from moving an instant across a millisecond.
 */
export const spanStart = (object: JsonObject): EpochMs | undefined => {
  const nanos = numberAttribute(object, 'startTimeUnixNano');
  return nanos === undefined || nanos < 0 ? undefined : epochMs(Math.floor(Math.round(nanos / 1_000) / 1_000));
};

/**
 * Parses one span of the log group `aws/spans`. Spans of kind CLIENT and PRODUCER are calls; how many spans there are
 * depends on sampling, so they say where a function calls rather than how often.
 */
export const parseSpan = (object: JsonObject): ParsedRecord => {
  const kind = textFieldOf(object, 'kind', 'spanKind')?.replace(/^SPAN_KIND_/, '');
  if (kind === undefined || spanStart(object) === undefined) return { skipped: 'span_malformed' };
  const destination = OUTBOUND_KINDS.has(kind) ? destinationOfSpan(attributesOf(object)) : undefined;
  const observation: Observation =
    destination === undefined ? { kind: 'span-other' } : { kind: 'outbound-call', destination };
  return { facts: [{ subject: functionOfSpan(object), observation }] };
};
