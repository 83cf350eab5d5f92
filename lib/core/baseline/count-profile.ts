import { MINUTES_PER_HOUR } from '../units.ts';
import { HOURS_PER_DAY, HOURS_PER_WEEK } from './calendar.ts';
import { type HourShape, learnHourShape, newHourShape, shapeAt } from './hour-shape.ts';
import { packCount, storedSum, unpackCount } from './packed-counts.ts';
import { skillShown, weigh } from './skill.ts';

/** What a week-old hour still weighs in its hour-of-week cell: about three weeks of memory. */
const KEPT_PER_WEEK = 0.7;
/** What a day-old hour still weighs in its hour-of-day cell: about twelve days. */
const KEPT_PER_DAY = 0.92;
/** What an hour-old hour still weighs in the overall rate: ten weeks. */
const KEPT_PER_HOUR = 0.9994;
/** Before anything was seen: a tenth of a call in twenty minutes, so that no rate is ever zero. */
const PRIOR_CALLS = 0.1;
const PRIOR_MINUTES = 20;
/** Calls that hour of day times weekday weighs in a cell of the week. */
const BORROWED_CALLS = 6;
/** Squared deviations up to which a cell is kin to its hour of day, and over which that fades by half. */
const KIN_WITHIN = 4;
const KIN_FADE = 8;
/** Calls that a straight line between hours weighs against the shape learnt for an hour. */
const LINE_CALLS = 20;
/** Calls that the overall rate weighs in an hour of day: few where hours differ (cron), many where they are alike. */
const BORROWED_BY_DAY = { least: 0.3, most: 30 } as const;
/** … and no more time than this: hours that are alike are pooled, and kinship parts those that are not. */
const MOST_BORROWED_MINUTES_BY_DAY = 6_000;
const MOST_BORROWED_MINUTES_BY_WEEK = 1_000;
/** After learning, one hour may lift its cell at most to twice its rate, plus a few calls for near-empty cells … */
const CLIP_RATIO_LOW = 0.5;
const CLIP_RATIO_HIGH = 2;
const CLIP_SLACK_CALLS = 1;
/** … or by so many standard deviations: where hours stray by bursts, clipping them would teach a mean far too low. */
const CLIP_DEVIATIONS_HIGH = 3;
const CLIP_DEVIATIONS_LOW = 1.5;
/** While learning, two visits to a cell that differ by more than this are in dispute. */
const DISPUTED_RATIO = 2;
/** An hour of the day seen this often takes no more than this multiple of itself from one day. */
const KNOWN_DAYS = 3;
const DAY_CLIP_RATIO = 4;
/** What an hour-old hour still weighs in its weekday: about three visits of the day. */
const KEPT_PER_WEEKDAY_HOUR = 0.7 ** (1 / 24);
/** Calls that "this weekday is like the others" weighs. */
const WEEKDAY_PRIOR_CALLS = 10;
const DAYS_PER_WEEK = 7;
/** Weekdays may differ by this much; more is a schedule, and the cells of the week know it. */
const MOST_WEEKDAY_FACTOR = 20;
/** Neighbouring hours further apart than this are a schedule's edges (cron), not a slope to interpolate. */
const MOST_SLOPE = 3;

/** Exposures are worked out once for so many visits: half a year of hours. */
const MOST_KNOWN_VISITS = 4_096;

/** Minutes of exposure in a cell by the number of its visits, when it keeps `kept` of itself at each. */
const exposureKeeping = (kept: number): ((visits: number) => number) => {
  const known = new Float64Array(MOST_KNOWN_VISITS);
  return (visits) => {
    if (visits <= 0) return 0;
    const minutes = known[visits] || (MINUTES_PER_HOUR * (1 - kept ** visits)) / (1 - kept);
    if (visits < MOST_KNOWN_VISITS) known[visits] = minutes;
    return minutes;
  };
};

const exposureOfWeekHour = exposureKeeping(KEPT_PER_WEEK);
const exposureOfDayHour = exposureKeeping(KEPT_PER_DAY);
const exposureOfAll = exposureKeeping(KEPT_PER_HOUR);

/**
 * How many calls a function usually gets at each hour of the week. Two weeks give each of the 168 cells two looks, so
 * cells borrow strength from hour of day times weekday, and that from the overall rate: gamma-Poisson shrinkage in three
 * levels.
 * Exposure follows from the clock, so an hour without a record is an hour with zero calls.
 * @see Efron and Morris (1975), Data analysis using Stein's estimator; Clayton and Kaldor (1987) for the gamma-Poisson form
 */
export interface CountProfile {
  /** Hour (since the epoch) of the first window; exposures count from here. */
  firstHour: number;
  readonly byWeekHour: Uint16Array;
  readonly byDayHour: Uint16Array;
  /** Within the hour. */
  readonly shape: HourShape;
  overallCalls: number;
  /** Calls on each day of the week, and what the hours of day alone would have expected. */
  readonly byWeekday: Float32Array;
  readonly expectedByWeekday: Float32Array;
  /** Odds, in nats, that hour of day and weekday foretell calls better than the mean of all hours does. */
  skillOfDay: number;
}

export const newCountProfile = (firstHour: number): CountProfile => ({
  firstHour,
  byWeekHour: new Uint16Array(HOURS_PER_WEEK),
  byDayHour: new Uint16Array(HOURS_PER_DAY),
  shape: newHourShape(),
  overallCalls: 0,
  byWeekday: new Float32Array(DAYS_PER_WEEK),
  expectedByWeekday: new Float32Array(DAYS_PER_WEEK),
  skillOfDay: 0,
});

/** Completed visits, before `now`, to the cell that `hour` falls into. */
const visitsBefore = (profile: CountProfile, hour: number, now: number, period: number): number => {
  const past = hour < now ? hour : hour - period;
  return past < profile.firstHour ? 0 : Math.floor((past - profile.firstHour) / period) + 1;
};

const borrowedCalls = (dispersion: number): number => BORROWED_CALLS * Math.max(1, dispersion);

const weekdayOf = (hour: number): number => Math.floor(hour / HOURS_PER_DAY) % DAYS_PER_WEEK;

/** How the weekday of `hour` compares with the other days: what makes a quiet function's week-end known in two weeks. */
const weekdayFactor = (profile: CountProfile, hour: number, dispersion: number): number => {
  const prior = WEEKDAY_PRIOR_CALLS * Math.max(1, dispersion);
  const weekday = weekdayOf(hour);
  const factor = ((profile.byWeekday[weekday] ?? 0) + prior) / ((profile.expectedByWeekday[weekday] ?? 0) + prior);
  return Math.min(MOST_WEEKDAY_FACTOR, Math.max(1 / MOST_WEEKDAY_FACTOR, factor));
};

/**
 * How many calls of the overall rate an hour of day borrows: the shape of the gamma distribution that the hours' rates
 * seem drawn from, by its moments. Hours that differ by more than chance keep to themselves.
 * @see Morris (1983), Parametric empirical Bayes inference, JASA 78
 */
const borrowedByDay = (profile: CountProfile, dispersion: number): number => {
  let sum = 0;
  let squares = 0;
  for (const packed of profile.byDayHour) {
    const calls = unpackCount(packed);
    sum += calls;
    squares += calls * calls;
  }
  const mean = sum / HOURS_PER_DAY;
  const beyondChance = squares / HOURS_PER_DAY - mean * mean - mean * Math.max(1, dispersion);
  const least = BORROWED_BY_DAY.least;
  const most = BORROWED_BY_DAY.most * Math.max(1, dispersion);
  return beyondChance <= 0 ? most : Math.min(most, Math.max(least, (mean * mean) / beyondChance));
};

/** Calls per minute, all hours alike. */
export const overallPerMinute = (profile: CountProfile, now: number): number =>
  (profile.overallCalls + PRIOR_CALLS) / (exposureOfAll(now - profile.firstHour) + PRIOR_MINUTES);

/** Expected calls per minute at the hour of day of `hour`, all weekdays alike. */
const expectedByDayHour = (profile: CountProfile, hour: number, now: number, dispersion: number): number => {
  const overall = overallPerMinute(profile, now);
  const minutes = exposureOfDayHour(visitsBefore(profile, hour, now, HOURS_PER_DAY));
  const calls = unpackCount(profile.byDayHour[hour % HOURS_PER_DAY] ?? 0);
  const borrowed = Math.min(borrowedByDay(profile, dispersion) / overall, MOST_BORROWED_MINUTES_BY_DAY);
  return (calls + borrowed * overall) / (minutes + borrowed);
};

/**
 * Expected calls per minute at `hour`, as known at the start of hour `now` (`hour` may lie a little before or after).
 * Over-dispersed functions (`dispersion` above 1) borrow more: their cells say less per call. What is borrowed is hour of
 * day times weekday as far as that foretold calls better than the mean of all hours did.
 */
export const expectedPerMinute = (profile: CountProfile, hour: number, now: number, dispersion: number): number => {
  const byDay = expectedByDayHour(profile, hour, now, dispersion) * weekdayFactor(profile, hour, dispersion);
  return expectedGivenDay(profile, hour, now, dispersion, byDay);
};

/** As {@link expectedPerMinute}, where hour of day times weekday expects `byDay`. */
const expectedGivenDay = (
  profile: CountProfile,
  hour: number,
  now: number,
  dispersion: number,
  byDay: number,
): number => {
  const overall = overallPerMinute(profile, now);
  const coarse = overall + (byDay - overall) * weigh(profile.skillOfDay);
  const minutes = exposureOfWeekHour(visitsBefore(profile, hour, now, HOURS_PER_WEEK));
  const calls = unpackCount(profile.byWeekHour[hour % HOURS_PER_WEEK] ?? 0);
  const borrowed =
    Math.min(borrowedCalls(dispersion) / coarse, MOST_BORROWED_MINUTES_BY_WEEK) *
    kinship(calls, coarse * minutes, dispersion);
  return (calls + borrowed * coarse) / (minutes + borrowed);
};

/**
 * What a cell of the week that has `calls` may borrow from the hour of day, which expects `expected`: all of it while
 * the two agree within chance, next to nothing where this hour of the week is clearly a thing of its own.
 * @see Efron and Morris (1972), Limiting the risk of Bayes and empirical Bayes estimators (limited translation)
 */
const kinship = (calls: number, expected: number, dispersion: number): number => {
  if (expected === 0) return 1;
  const squared = (calls - expected) ** 2 / (Math.max(1, dispersion) * expected);
  return 1 / (1 + Math.max(0, squared - KIN_WITHIN) / KIN_FADE);
};

/** Expected calls per minute in an hour and its neighbours. */
export interface HourRates {
  readonly before: number;
  readonly here: number;
  readonly after: number;
}

/** As known at the start of hour `now`. */
export const hourRates = (profile: CountProfile, hour: number, dispersion: number, now = hour): HourRates => ({
  before: expectedPerMinute(profile, hour - 1, now, dispersion),
  here: expectedPerMinute(profile, hour, now, dispersion),
  after: expectedPerMinute(profile, hour + 1, now, dispersion),
});

/**
 * Rates in the four quarters of `hour`: by the shape learnt for that hour of day as far as that is known, else on the
 * straight line between the middles of neighbouring hours where those are close, on the step where they are not.
 */
export const quarterRates = (
  profile: CountProfile,
  hour: number,
  dispersion: number,
  { before, here, after }: HourRates,
): readonly number[] => {
  const trust = shapeTrust(profile, hour, dispersion);
  const towards = (neighbour: number, share: number): number =>
    neighbour > here * MOST_SLOPE || neighbour * MOST_SLOPE < here ? here : here + (neighbour - here) * share;
  // Middles of the quarters lie 22.5 and 7.5 minutes from the middle of the hour.
  const line = [towards(before, 0.375), towards(before, 0.125), towards(after, 0.125), towards(after, 0.375)];
  return line.map((rate, quarter) => trust * here * shapeAt(profile.shape, hour, quarter) + (1 - trust) * rate);
};

/** How far the learnt shape of an hour is to be believed, 0..1: by the calls of late at that hour of day. */
export const shapeTrust = (profile: CountProfile, hour: number, dispersion: number): number => {
  const calls = unpackCount(profile.byDayHour[hour % HOURS_PER_DAY] ?? 0);
  return calls / (calls + LINE_CALLS * Math.max(1, dispersion));
};

/** Teaches the shape of the hour that just ended, whose quarters had these calls. */
export const learnQuarters = (profile: CountProfile, hour: number, byQuarter: Float32Array): void => {
  const days = visitsBefore(profile, hour, hour, HOURS_PER_DAY);
  const minutes = exposureOfDayHour(days);
  const usualCalls =
    days === 0 ? 0 : (unpackCount(profile.byDayHour[hour % HOURS_PER_DAY] ?? 0) * MINUTES_PER_HOUR) / minutes;
  learnHourShape(profile.shape, hour, byQuarter, days, usualCalls);
};

/**
 * The hour that a cell should be taught while learning: where two visits disagree, the one that agrees better with the
 * same hour on other days, so that an incident in either week does not become the expectation.
 */
const reconcileVisits = (before: number, calls: number, coarse: number): { before: number; calls: number } => {
  const isDisputed = Math.max(before, calls) > DISPUTED_RATIO * Math.min(before, calls) + CLIP_SLACK_CALLS;
  if (!isDisputed) return { before, calls };
  const distance = (count: number): number => Math.abs(Math.log((count + 1) / (coarse + 1)));
  const trusted = distance(before) < distance(calls) ? before : calls;
  return { before: trusted, calls: trusted };
};

/** Adds a completed hour. After learning an outlier is clipped: one bad hour must not become the expectation. */
export const learnHour = (
  profile: CountProfile,
  hour: number,
  calls: number,
  dispersion: number,
  isLearning: boolean,
): void => {
  const byDayHour = expectedByDayHour(profile, hour, hour, dispersion);
  const byDay = byDayHour * weekdayFactor(profile, hour, dispersion);
  profile.skillOfDay = skillShown(
    profile.skillOfDay,
    overallPerMinute(profile, hour) * MINUTES_PER_HOUR,
    byDay * MINUTES_PER_HOUR,
    calls,
    dispersion,
  );
  const usual = expectedGivenDay(profile, hour, hour, dispersion, byDay) * MINUTES_PER_HOUR;
  const ofDay = byDayHour * MINUTES_PER_HOUR;
  const weekCell = hour % HOURS_PER_WEEK;
  const dayCell = hour % HOURS_PER_DAY;
  const weekday = weekdayOf(hour);
  let before = unpackCount(profile.byWeekHour[weekCell] ?? 0);
  const deviation = Math.sqrt(dispersion * usual);
  const most = Math.max(CLIP_RATIO_HIGH * usual + CLIP_SLACK_CALLS, usual + CLIP_DEVIATIONS_HIGH * deviation);
  const least = Math.min(CLIP_RATIO_LOW * usual, usual - CLIP_DEVIATIONS_LOW * deviation);
  let taken = Math.min(Math.max(calls, least), most);
  if (isLearning) {
    const visits = visitsBefore(profile, hour, hour, HOURS_PER_WEEK);
    const reconciled = visits === 1 ? reconcileVisits(before, calls, ofDay) : { before, calls };
    before = reconciled.before;
    taken = reconciled.calls;
  }
  const isKnownDay = visitsBefore(profile, hour, hour, HOURS_PER_DAY) >= KNOWN_DAYS;
  const takenByDay = isKnownDay ? Math.min(taken, DAY_CLIP_RATIO * ofDay + CLIP_SLACK_CALLS) : taken;
  if (visitsBefore(profile, hour, hour, HOURS_PER_DAY) > 0) {
    profile.byWeekday[weekday] = storedSum(KEPT_PER_WEEKDAY_HOUR * (profile.byWeekday[weekday] ?? 0) + takenByDay);
    profile.expectedByWeekday[weekday] = storedSum(
      KEPT_PER_WEEKDAY_HOUR * (profile.expectedByWeekday[weekday] ?? 0) + ofDay,
    );
  }
  profile.byWeekHour[weekCell] = packCount(KEPT_PER_WEEK * before + taken);
  const beforeByDay = unpackCount(profile.byDayHour[dayCell] ?? 0);
  profile.byDayHour[dayCell] = packCount(KEPT_PER_DAY * beforeByDay + takenByDay);
  profile.overallCalls = Math.fround(KEPT_PER_HOUR * profile.overallCalls + taken);
};
