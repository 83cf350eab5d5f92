import { type Dispersion, dispersionAt } from '../baseline/dispersion.ts';
import { levelOf } from '../baseline/level-filter.ts';
import { type UsualByClock, usualAt, usualAtLeast, usualAtMost, usualByClock } from '../baseline/usual-rate.ts';
import type { Minute } from '../units.ts';
import { aboveFormer } from './former-level.ts';
import type { InvocationsState } from './invocations.ts';
import type { CountExpectation } from './rate-tests.ts';

/** The level may explain this much of a change by itself; what goes beyond is for the tests. */
export const MOST_LEVEL = 1.6;
/** Silence trusts the level only within a factor two: a level pulled down by an outage must not excuse it. */
const SILENCE_LEVEL = { least: 0.5, most: 2 } as const;
/** Dispersion is used within these bounds, and a tenth above what was measured: an estimate from few blocks runs low. */
const LEAST_DISPERSION = 0.2;
const MOST_DISPERSION = 2_000;
const DISPERSION_MARGIN = 1.1;

/** How the last days compare with the profile, as far as that is trusted to explain anything. */
export const currentLevel = (state: InvocationsState): number =>
  Math.min(MOST_LEVEL, Math.max(1 / MOST_LEVEL, levelOf(state.level)));

export const usedDispersion = (dispersion: Dispersion): number =>
  DISPERSION_MARGIN * Math.min(MOST_DISPERSION, Math.max(LEAST_DISPERSION, dispersion.value));

/** Variance over Poisson variance in hourly counts, as used by the tests. */
export const hourlyDispersion = (state: InvocationsState): number => usedDispersion(state.dispersion.hours);

export const expectationAt = (state: InvocationsState, at: Minute): CountExpectation => {
  const level = currentLevel(state);
  return {
    high: usualAtMost(state.usual, at) * level,
    callsPerRun: Math.max(1, state.silence.callsPerWindow),
    low: usualAtLeast(state.usual, at) * level,
    dispersion:
      DISPERSION_MARGIN *
      dispersionAt(state.dispersion.minutes, usualAt(state.usual, at) * level, LEAST_DISPERSION, MOST_DISPERSION),
  };
};

/** Runs that should come per minute: calls that come in clumps are missed as clumps. */
export const silenceRatesAt = (state: InvocationsState, at: Minute): UsualByClock => {
  const { now, earlier, later } = usualByClock(state.usual, at);
  const lately = Math.min(SILENCE_LEVEL.most, Math.max(SILENCE_LEVEL.least, levelOf(state.level)));
  const clump = Math.max(1, state.silence.callsPerWindow, state.dispersion.minutes.value);
  const runsPerCall = lately / clump / Math.max(1, aboveFormer(state.former, at));
  return { now: now * runsPerCall, earlier: earlier * runsPerCall, later: later * runsPerCall };
};

/** How far the calls of so many minutes stray from their mean, as a share of it. */
export const relativeDeviation = (state: InvocationsState, minutes: number): number =>
  Math.sqrt(state.dispersion.hours.value / (state.usual.mean * minutes));
