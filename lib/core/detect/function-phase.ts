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

/** What a function of this age may alert on. */
export const phaseOf = (firstWindow: Minute, at: Minute, context: DetectContext): Phase => {
  if (at < context.alertsFrom) return 'silent';
  const learntWithTheFleet = firstWindow + SHARED_LEARNING_MINUTES <= context.alertsFrom;
  return learntWithTheFleet || at >= firstWindow + OWN_LEARNING_MINUTES ? 'mature' : 'young';
};

/** Fleet size up to which a false alarm per 700 days and statistic is rare enough. */
const SMALL_FLEET = 100;
const SMALL_FLEET_RETURN_DAYS = 700;

export const calibrationOf = (firstWindow: Minute, context: DetectContext): CalibrationContext => {
  const learningDays = (context.alertsFrom - firstWindow) / MINUTES_PER_DAY;
  const forming = learningDays > 0 ? Math.min(FORMING_DAYS, Math.ceil(FORMING_SHARE * learningDays)) : FORMING_DAYS;
  return {
    calibratesFromDay: dayOf(firstWindow) + forming,
    returnPeriodDays: SMALL_FLEET_RETURN_DAYS * Math.max(1, context.fleetSize / SMALL_FLEET),
  };
};
