/**
 * Sum of two non-negative safe integers that stops at the largest one instead of losing digits. Still associative and
 * commutative, so that figures made up by a hostile log can neither break the laws nor the encoding.
 */
export const addSaturating = (a: number, b: number): number => Math.min(Number.MAX_SAFE_INTEGER, a + b);
