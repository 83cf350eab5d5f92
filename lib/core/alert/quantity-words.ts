import type { Evidence } from '../detect/verdict.ts';
import { readableBytes, readableDuration, readableNumber } from './quantity.ts';

const isBytes = (unit: string): boolean => unit.startsWith('bytes/');
const isMs = (unit: string): boolean => unit === 'ms' || unit.startsWith('ms ');

/** `14 errors/min`, `1.3 s`, `35 %`. */
export const quantityOf = (value: number, unit: string): string => {
  if (isBytes(unit)) return `${readableBytes(value)}${unit.slice('bytes'.length)}`;
  return isMs(unit) ? `${readableDuration(value)}${unit.slice(2)}` : `${readableNumber(value)} ${unit}`;
};

/** A bound without the unit that was just said; whole where things are counted, as nobody sees 2.1 errors. */
const boundOf = (value: number, unit: string, round: (value: number) => number): string => {
  if (isMs(unit)) return readableDuration(value);
  if (isBytes(unit)) return readableBytes(value);
  return unit.includes('/') && value >= 1 ? readableNumber(round(value)) : readableNumber(value);
};

/** `usually at most 2`, `usually at least 80`, `usually 80 to 120`, `usually none`; empty without a bound. */
export const usuallyOf = ({ direction, expected: { lower, upper }, unit, observed }: Evidence): string => {
  const counts = unit.includes('/') && !isMs(unit) && !isBytes(unit);
  if (direction === 'down' && lower !== null) return `usually at least ${boundOf(lower, unit, Math.ceil)}`;
  if (upper === null) return '';
  if (counts && upper < 1 && observed >= 1) return 'usually none';
  return `usually at most ${boundOf(upper, unit, Math.floor)}`;
};
