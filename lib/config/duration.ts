import { fail, ok, type Result } from '../core/result.ts';

const MS_PER_UNIT = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What CDK's `Duration` offers and this file needs; typed configuration may hold either. */
export interface TypedDuration {
  toMilliseconds(): number;
}

export const isTypedDuration = (value: unknown): value is TypedDuration =>
  typeof value === 'object' &&
  value !== null &&
  'toMilliseconds' in value &&
  typeof value.toMilliseconds === 'function';

/**
 * Milliseconds of `7d`, `12h`, `90m` or `30s`: one whole number and one unit, nothing else.
 * Example: `parseDurationMs('12h')` is 43,200,000.
 */
export const parseDurationMs = (text: string): Result<number, 'not_a_duration'> => {
  const match = /^(\d{1,9})([smhd])$/.exec(text.trim());
  if (match === null) return fail('not_a_duration');
  return ok(Number(match[1]) * MS_PER_UNIT[match[2] as keyof typeof MS_PER_UNIT]);
};

/** The shortest text that {@link parseDurationMs} reads back as the same span, to the second. */
export const durationText = (spanMs: number): string => {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (spanMs > 0 && spanMs % MS_PER_UNIT[unit] === 0) return `${spanMs / MS_PER_UNIT[unit]}${unit}`;
  }
  return `${Math.round(spanMs / MS_PER_UNIT.s)}s`;
};
