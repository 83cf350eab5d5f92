import type { Severity } from '../signal.ts';

/** Surprise (evidence over its alert line) from which an anomaly is worth a notice, not only a line in a digest. */
export const MEDIUM_SURPRISE = 1.5;
/** Surprise from which a failing or silent function is urgent. */
export const HIGH_SURPRISE = 3;

/** Severity by surprise alone. `mayBeHigh` for signals where the worst means that work is not done. */
export const severityOf = (surprise: number, mayBeHigh: boolean): Severity => {
  if (mayBeHigh && surprise >= HIGH_SURPRISE) return 'high';
  return surprise >= MEDIUM_SURPRISE ? 'medium' : 'low';
};
