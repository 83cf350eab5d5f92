import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute } from '../units.ts';

export const HOURS_PER_DAY = 24;
export const HOURS_PER_WEEK = 168;
export const MINUTES_PER_QUARTER = 15;
export const QUARTERS_PER_HOUR = 4;

/** Whole hours, days and quarters of an hour since 1970-01-01T00:00Z. All patterns are learnt in UTC. */
export const hourOf = (minute: Minute): number => Math.floor(minute / MINUTES_PER_HOUR);
export const dayOf = (minute: Minute): number => Math.floor(minute / MINUTES_PER_DAY);
export const quarterOf = (minute: Minute): number => Math.floor(minute / MINUTES_PER_QUARTER);

const THURSDAY = 4; // 1970-01-01

/** 0 = Sunday. */
const weekdayOf = (day: number): number => (day + THURSDAY) % 7;

/** Days since the most recent Sunday that fell on `dayOfMonth`..`dayOfMonth` + 6 of `month` (0 = January) in that year. */
const daysSinceSunday = (day: number, year: number, month: number, dayOfMonth: number): number => {
  const earliest = Date.UTC(year, month, dayOfMonth) / 86_400_000;
  return day - (earliest + ((7 - weekdayOf(earliest)) % 7));
};

const isInClockChangeWeek = (day: number): boolean => {
  const year = new Date(day * 86_400_000).getUTCFullYear();
  const sinceChange = [
    daysSinceSunday(day, year, 2, 8),
    daysSinceSunday(day, year, 2, 25),
    daysSinceSunday(day, year, 9, 25),
    daysSinceSunday(day, year, 10, 1),
  ];
  return sinceChange.some((days) => days >= 0 && days < 7);
};

/** The day asked for last, as every function asks every hour. */
const latest = { day: Number.NaN, isInWeek: false };

/**
 * True in the seven days after clocks change in the European Union (last Sundays of March and October) or in North
 * America (second Sunday of March, first of November). What people do then moves by an hour against UTC, so the hours
 * beside the learnt one are as usual as that one.
 */
export const isClockChangeWeek = (minute: Minute): boolean => {
  const day = dayOf(minute);
  if (day !== latest.day) {
    latest.day = day;
    latest.isInWeek = isInClockChangeWeek(day);
  }
  return latest.isInWeek;
};
