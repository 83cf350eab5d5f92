import { dayOf, hourOf } from '../baseline/calendar.ts';
import { learnDispersion } from '../baseline/dispersion.ts';
import { halfLifeOf } from '../baseline/kept-after.ts';
import { learnLevel, levelOf } from '../baseline/level-filter.ts';
import { learnPeak } from '../baseline/usual-peak.ts';
import { gatherCalls, usualAt } from '../baseline/usual-rate.ts';
import type { InvocationsState } from './invocations.ts';
import { MOST_LEVEL, usedDispersion } from './invocations-expectation.ts';
import { isLearning, type Moment } from './moment.ts';
import { loudestSurprise } from './rate-tests.ts';

/** A day: follows growth and weekly ups and downs, too slow to absorb an incident. */
export const LEVEL = { halfLife: halfLifeOf(1_440), priorCalls: 100 } as const;
/** Shortest block for the dispersion of minutes and of hours. */
const BLOCK_MINUTES = { minutes: 5, hours: 60 } as const;
/** Before each hour of the day was seen twice a profile's own error would be taken for dispersion, and for weeks. */
const FORMING_HOURS = 48;
/** Dispersion learns only while all evidence is below this share of its alert line: an incident is not noise. */
const TRUSTED_BELOW = 0.7;
/** The level filter trusts a window fully up to 40 % of the alert line and not at all from 100 %. */
const LEVEL_TRUST_SPAN = 0.6;
/** Counts enter the level clipped to this many standard deviations (with 10 % of slack for the profile's own error). */
const CLIP_DEVIATIONS = 3;
const CLIP_PROFILE_ERROR = 0.01;
/** … but a batch function's usual busiest minute, and 30 % more, always passes. */
const PEAK_SLACK = 1.3;

/** Brings level, dispersion and hour up to date with `minutes` equal windows. */
export const learnInvocations = (
  state: InvocationsState,
  calls: number,
  minutes: number,
  expected: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  gatherCalls(state.usual, moment.minute, calls);
  if (isOpen) state.usual.hourDisturbed = true;
  learnPeak(state.peak, dayOf(moment.minute), isOpen ? 0 : calls);
  const loudest = isLearning(moment) ? 0 : loudestSurprise(state.tests);
  const lately = levelOf(state.level);
  const isFormed = hourOf(moment.minute) - state.usual.profile.firstHour >= FORMING_HOURS;
  const isTrusted = isFormed && !isOpen && loudest < TRUSTED_BELOW && lately < MOST_LEVEL && lately > 1 / MOST_LEVEL;
  learnDispersion(state.dispersion.minutes, BLOCK_MINUTES.minutes, calls, expected * minutes, minutes, isTrusted);
  learnDispersion(state.dispersion.hours, BLOCK_MINUTES.hours, calls, expected * minutes, minutes, isTrusted);
  if (isOpen) return;
  const usual = usualAt(state.usual, moment.minute);
  const spread =
    CLIP_DEVIATIONS * Math.sqrt(usedDispersion(state.dispersion.hours) * expected + CLIP_PROFILE_ERROR * expected ** 2);
  const clipped = Math.min(
    Math.max(calls / minutes, expected - spread),
    Math.max(expected + spread, PEAK_SLACK * state.peak.usual),
  );
  const trust = Math.min(1, Math.max(0, (1 - loudest) / LEVEL_TRUST_SPAN));
  learnLevel(state.level, LEVEL, trust * clipped + (1 - trust) * expected, usual, minutes);
};
