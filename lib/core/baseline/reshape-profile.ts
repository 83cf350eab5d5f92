import { HOURS_PER_DAY, HOURS_PER_WEEK } from './calendar.ts';
import type { CountProfile } from './count-profile.ts';
import { rotateHourShape } from './hour-shape.ts';
import { packCount, storedSum, unpackCount } from './packed-counts.ts';

/** Moves the whole pattern: with `hours` = 1 what came at nine comes at eight. */
export const rotateProfile = (profile: CountProfile, hours: number): void => {
  const byWeekHour = profile.byWeekHour.slice();
  const byDayHour = profile.byDayHour.slice();
  for (let cell = 0; cell < HOURS_PER_WEEK; cell++) {
    profile.byWeekHour[cell] = byWeekHour[(cell + hours + HOURS_PER_WEEK) % HOURS_PER_WEEK] ?? 0;
  }
  rotateHourShape(profile.shape, hours);
  for (let cell = 0; cell < HOURS_PER_DAY; cell++) {
    profile.byDayHour[cell] = byDayHour[(cell + hours + HOURS_PER_DAY) % HOURS_PER_DAY] ?? 0;
  }
};

/** Multiplies every expectation: how a lasting level shift is accepted as the new normal. */
export const scaleProfile = (profile: CountProfile, factor: number): void => {
  profile.byWeekHour.forEach((packed, cell) => {
    profile.byWeekHour[cell] = packCount(unpackCount(packed) * factor);
  });
  profile.byDayHour.forEach((packed, cell) => {
    profile.byDayHour[cell] = packCount(unpackCount(packed) * factor);
  });
  profile.byWeekday.forEach((calls, day) => {
    profile.byWeekday[day] = storedSum(calls * factor);
    profile.expectedByWeekday[day] = storedSum((profile.expectedByWeekday[day] ?? 0) * factor);
  });
  profile.overallCalls = Math.fround(profile.overallCalls * factor);
};

/** Forgets that `hours` passed (whole weeks, so that cells keep their visits): a dormant function's profile waits. */
export const skipHours = (profile: CountProfile, hours: number): void => {
  profile.firstHour += Math.floor(hours / HOURS_PER_WEEK) * HOURS_PER_WEEK;
};
