import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from '../units.ts';

/** The unit in which a rate reads as a number of at least about one: nobody thinks in 0.017 calls a minute. */
export interface RateUnit {
  readonly minutes: number;
  readonly name: 'min' | 'h' | 'day';
}

export const rateUnitFor = (perMinute: number): RateUnit => {
  if (perMinute >= 0.5) return { minutes: 1, name: 'min' };
  if (perMinute * MINUTES_PER_HOUR >= 0.5) return { minutes: MINUTES_PER_HOUR, name: 'h' };
  return { minutes: MINUTES_PER_DAY, name: 'day' };
};

/** Three significant digits: what a person reads, and what keeps evidence equal on every machine. */
export const readable = (value: number): number => Number(value.toPrecision(3));
