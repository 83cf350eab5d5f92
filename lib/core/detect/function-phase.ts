import { dayOf } from '../baseline/calendar.ts';
import type { CalibrationContext } from '../baseline/extreme-value-calibrator.ts';
import { MINUTES_PER_DAY, type Minute } from '../units.ts';
import type { DetectContext } from './detect-context.ts';
import type { Phase } from './moment.ts';

/** A function that joined later than this before the fleet's first alert learns on its own clock. */
const SHARED_LEARNING_MINUTES = MINUTES_PER_DAY;
/** A week shows every hour of the week once. */
const OWN_LEARNING_MINUTES = 7 * MINUTES_PER_DAY;
/** Days in which the profile forms; their maxima are not worth remembering … */
const FORMING_DAYS = 6;
/** … nor those of the first half of a shorter learning period. */
const FORMING_SHARE = 0.5;

/** Whether a function was born into a fleet that had done its learning, and learns by itself. */
export const isLateborn = (firstWindow: Minute, alertsFrom: Minute): boolean =>
  firstWindow + SHARED_LEARNING_MINUTES > alertsFrom;

/** What a function of this age may alert on. */
export const phaseOf = (firstWindow: Minute, at: Minute, context: DetectContext): Phase => {
  if (at < context.alertsFrom) return 'silent';
  return isLateborn(firstWindow, context.alertsFrom) && at < firstWindow + OWN_LEARNING_MINUTES ? 'young' : 'mature';
};

/** Fleet size up to which a false alarm per 700 days and statistic is rare enough. */
const SMALL_FLEET = 100;
const SMALL_FLEET_RETURN_DAYS = 700;

/**
 * After a week a function knows every hour of the week by one example. Until it knows two, what speaks against it must be
 * twice as much: a profile's errors speak as long as they last.
 */
const TWO_EXAMPLES_MINUTES = 14 * MINUTES_PER_DAY;
const ONE_EXAMPLE_LINE_FACTOR = 2;

export const calibrationOf = (firstWindow: Minute, at: Minute, context: DetectContext): CalibrationContext => {
  const learningDays = (context.alertsFrom - firstWindow) / MINUTES_PER_DAY;
  const forming = learningDays > 0 ? Math.min(FORMING_DAYS, Math.ceil(FORMING_SHARE * learningDays)) : FORMING_DAYS;
  const calibratesFromDay = dayOf(firstWindow) + forming;
  const returnPeriodDays = SMALL_FLEET_RETURN_DAYS * Math.max(1, context.fleetSize / SMALL_FLEET);
  const knowsOneExample = isLateborn(firstWindow, context.alertsFrom) && at < firstWindow + TWO_EXAMPLES_MINUTES;
  return knowsOneExample
    ? { calibratesFromDay, returnPeriodDays, lineFactor: ONE_EXAMPLE_LINE_FACTOR }
    : { calibratesFromDay, returnPeriodDays };
};
