import type { Evidence } from '../detect/verdict.ts';
import { logTextForPeople } from './log-text.ts';
import { readableBytes, readableDuration, readableNumber } from './quantity.ts';

const isBytes = (unit: string): boolean => unit.startsWith('bytes/');
const isMs = (unit: string): boolean => unit === 'ms' || unit.startsWith('ms ');
const isRate = (unit: string): boolean => unit.includes('/') && !isMs(unit) && !isBytes(unit);

const LONGER: Readonly<Record<string, { readonly name: string; readonly times: number }>> = {
  min: { name: 'h', times: 60 },
  h: { name: 'day', times: 24 },
};

/** Rates below one a minute by the hour, and below one an hour by the day: nobody thinks in 0.59 errors a minute. */
const readableRate = (evidence: Evidence): Evidence => {
  const { observed, expected, unit } = evidence;
  const slash = unit.lastIndexOf('/');
  const longer = LONGER[unit.slice(slash + 1)];
  if (slash < 0 || longer === undefined || !(observed > 0 && observed < 1)) return evidence;
  const scaled = (value: number | null): number | null => (value === null ? null : value * longer.times);
  return readableRate({
    ...evidence,
    observed: observed * longer.times,
    expected: { lower: scaled(expected.lower), upper: scaled(expected.upper) },
    unit: `${unit.slice(0, slash)}/${longer.name}`,
  });
};

/** `14 errors/min`, `1 error/min`, `no invocations`, `1.3 s`, `35 MB`. */
const quantityOf = (value: number, unit: string): string => {
  if (isBytes(unit)) return `${readableBytes(value)}${unit.slice('bytes'.length)}`;
  if (isMs(unit)) return `${readableDuration(value)}${unit.slice(2)}`;
  if (value === 0 && isRate(unit)) return `no ${unit.slice(0, unit.lastIndexOf('/'))}`;
  const amount = readableNumber(value);
  return `${amount} ${amount === '1' ? unit.replace('s/', '/') : unit}`;
};

/** A bound without the unit that was just said; whole where things are counted, as nobody sees 2.1 errors. */
const boundOf = (value: number, unit: string, round: (value: number) => number): string => {
  if (isMs(unit)) return readableDuration(value);
  if (isBytes(unit)) return readableBytes(value);
  return isRate(unit) && value >= 1 ? readableNumber(round(value)) : readableNumber(value);
};

/** `usually at most 2`, `usually at least 80`, `usually none`; empty without a bound. */
const usuallyOf = ({ direction, expected: { lower, upper }, unit, observed }: Evidence): string => {
  if (direction === 'down' && lower !== null) {
    const bound = `usually at least ${boundOf(lower, unit, Math.ceil)}`;
    return observed === 0 && isRate(unit) ? `${bound}${unit.slice(unit.lastIndexOf('/'))}` : bound;
  }
  if (upper === null) return '';
  if (isRate(unit) && upper < 1 && observed >= 1) return 'usually none';
  return `usually at most ${boundOf(upper, unit, Math.floor)}`;
};

/** What was measured and what is usual: `14 errors/min, usually at most 2`. `name` stands in place of the unit's noun. */
export const measuredWords = (
  evidence: Evidence,
  name: (quantity: string) => string = (quantity) => quantity,
): string => {
  const told = readableRate({ ...evidence, unit: logTextForPeople(evidence.unit, 40) });
  const usually = usuallyOf(told);
  const said = name(quantityOf(told.observed, told.unit));
  return usually === '' ? said : `${said}, ${usually}`;
};
