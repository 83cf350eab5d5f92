import { MINUTES_PER_DAY, type Minute, minute as minuteFrom, startOf } from '../units.ts';
import { clockOf, dayOf } from './format-instant.ts';

const STEPS_MINUTES = [15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map(minuteFrom);

export interface TimeTick {
  readonly minute: Minute;
  readonly label: string;
}

/** At most `count` round instants in [from, until): clock times, or days where a day begins. */
export const timeTicks = (from: Minute, until: Minute, count: number): readonly TimeTick[] => {
  const step = STEPS_MINUTES.find((each) => (until - from) / each <= count) ?? MINUTES_PER_DAY * 30;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil(from / step) * step; at < until; at += step) {
    const minute = minuteFrom(at);
    const isMidnight = at % MINUTES_PER_DAY === 0;
    const instant = startOf(minute);
    ticks.push({ minute, label: isMidnight || step % MINUTES_PER_DAY === 0 ? dayOf(instant) : clockOf(instant) });
  }
  return ticks;
};
