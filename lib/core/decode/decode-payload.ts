import { fail, ok, type Result } from '../result.ts';
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from './decode-limits.ts';
import { type GunzipProblem, gunzipCapped } from './gunzip-capped.ts';
import type { LogBatch } from './log-batch.ts';
import { type PayloadProblem, readPayload } from './read-payload.ts';
import { countSkipped, type SkipReason } from './skip-reason.ts';
import { splitJoinedJson } from './split-joined-json.ts';
import { hasTooManyValues } from './too-many-values.ts';

/** Why a payload, or one of several joined payloads, could not be read. Codes become metric dimensions. */
export type DecodeProblem =
  | { readonly code: 'decode.not_base64' }
  | GunzipProblem
  | { readonly code: 'decode.not_json' }
  | { readonly code: 'decode.too_many_values' }
  | PayloadProblem;

/** What one delivery held. */
export interface DecodedPayload {
  readonly batches: readonly LogBatch[];
  readonly skippedEvents: ReadonlyMap<SkipReason, number>;
  /** Of payloads joined with readable ones; a delivery of which nothing is readable is a problem itself. */
  readonly problems: readonly DecodeProblem[];
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/**
 * Decodes the `data` of a CloudWatch Logs subscription: base64 of gzip of one JSON payload, or of several joined ones
 * as Firehose passes them on. Never throws; output is capped whatever the input inflates to.
 */
export const decodePayload = (
  base64: string,
  limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
): Result<DecodedPayload, DecodeProblem> => {
  const trimmed = base64.trim();
  if (trimmed === '' || !BASE64.test(trimmed)) return fail({ code: 'decode.not_base64' });
  const inflated = gunzipCapped(Buffer.from(trimmed, 'base64'), limits.maxInflatedBytes);
  return inflated.ok ? decodeJsonText(new TextDecoder().decode(inflated.value)) : inflated;
};

/** Decodes payloads that are already inflated: one JSON object, or several back to back. */
export const decodeJsonText = (text: string): Result<DecodedPayload, DecodeProblem> => {
  if (hasTooManyValues(text)) return fail({ code: 'decode.too_many_values' });
  const whole = parseJson(text);
  return collect(whole.ok ? [whole] : joinedValues(text));
};

const parseJson = (text: string): Result<unknown, DecodeProblem> => {
  try {
    return ok(JSON.parse(text));
  } catch {
    // The parser's message quotes the text, which must not travel on.
    return fail({ code: 'decode.not_json' });
  }
};

/** Firehose joins some thousands, with a megabyte in all. */
const MOST_JOINED = 10_000;

function* joinedValues(text: string): Generator<Result<unknown, DecodeProblem>> {
  let left = MOST_JOINED;
  for (const piece of splitJoinedJson(text)) {
    if (left-- === 0) {
      yield fail({ code: 'decode.too_many_values' });
      return;
    }
    yield parseJson(piece);
  }
}

const collect = (parsed: Iterable<Result<unknown, DecodeProblem>>): Result<DecodedPayload, DecodeProblem> => {
  const batches: LogBatch[] = [];
  const problems: DecodeProblem[] = [];
  const skippedEvents = new Map<SkipReason, number>();
  let readable = 0;
  for (const json of parsed) {
    const payload = json.ok ? readPayload(json.value) : json;
    if (!payload.ok) {
      problems.push(payload.problem);
      continue;
    }
    readable++;
    if (payload.value.batch !== undefined) batches.push(payload.value.batch);
    for (const [reason, count] of payload.value.skippedEvents) countSkipped(skippedEvents, reason, count);
  }
  const [first] = problems;
  if (readable === 0) return fail(first ?? { code: 'decode.not_json' });
  return ok({ batches, skippedEvents, problems });
};
