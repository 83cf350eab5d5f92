import * as v from 'valibot';
import { fail, ok, type Result } from '../result.ts';
import { SIGNALS } from '../signal.ts';
import type { Minute } from '../units.ts';

/**
 * What somebody said about a function for some time. `mute`: tell nobody, but go on recording. `expect`: what happens now
 * is meant: it counts as normal from here on, and nobody is told.
 */
const markSchema = v.object({
  id: v.string(),
  kind: v.picklist(['mute', 'expect']),
  /** A name, or a pattern with `*`. */
  function: v.string(),
  signal: v.optional(v.picklist(SIGNALS)),
  /** First window that it holds for: at its making still ahead of every evaluator. */
  from: v.pipe(v.number(), v.safeInteger()),
  /** First window that it holds for no more. */
  until: v.pipe(v.number(), v.safeInteger()),
  reason: v.string(),
  by: v.string(),
  /** When it was made; milliseconds. */
  at: v.pipe(v.number(), v.safeInteger()),
});

export type Mark = Readonly<v.InferOutput<typeof markSchema>>;

const storedSchema = v.object({ v: v.literal(1), mark: markSchema });

export type MarkProblem = { readonly code: 'mark.not_json' } | { readonly code: 'mark.bad_shape' };

/** More marks than people make; bounds what every tick looks through. */
export const MOST_MARKS = 500;
export const MOST_REASON_CHARS = 200;

export const encodeMark = (mark: Mark): string => JSON.stringify({ v: 1, mark });

export const decodeMark = (text: string): Result<Mark, MarkProblem> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail({ code: 'mark.not_json' });
  }
  const parsed = v.safeParse(storedSchema, json);
  return parsed.success ? ok(parsed.output.mark) : fail({ code: 'mark.bad_shape' });
};

export const holdsAt = ({ from, until }: Mark, window: Minute): boolean => window >= from && window < until;
