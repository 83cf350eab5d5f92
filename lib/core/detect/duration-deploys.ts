import { MINUTES_PER_DAY } from '../units.ts';
import type { DurationState } from './duration.ts';
import type { Moment } from './moment.ts';

/**
 * A new version within a day of the one before belongs to the same series of deploys, and a series explains something
 * for a day: who deploys every hour must not have an excuse for ever.
 */
const SERIES_MINUTES = MINUTES_PER_DAY;
/**
 * After a deploy the centre re-learns within so many calls, by a factor of 1.6 at the most, and upwards only: of two paths
 * the fast one may be taken more often for an hour, and a centre that follows it down takes its usual mix for slowness.
 */
const RELEARNT_CALLS = 400;
const RELEARN = { mostWeight: 0.15, priorCalls: 20, mostUp: Math.log(1.6) } as const;

/** The centre follows only while evidence for a coarse shift is below this share of its alert line. */
const COARSE_SHIFT = 1;
const GATHERING = 0.3;

/** What is about to be told must not become usual meanwhile. */
const isGrosslySlower = ({ tests }: DurationState): boolean => {
  const coarse = tests[COARSE_SHIFT];
  return coarse !== undefined && coarse.cusum.value > GATHERING * coarse.calibrator.threshold;
};

/** Whether a deploy may still explain that calls take a little longer. */
export const isSettlingIn = ({ deployAt }: DurationState, { deploy, minute: now }: Moment): boolean =>
  deploy !== undefined && now - deployAt < SERIES_MINUTES;

/** Notes a new version since the last window with durations, and when the last one is too long ago to explain anything. */
export const noteDeploy = (state: DurationState, { deploy }: Moment): void => {
  if (deploy === undefined) state.deployAt = 0;
  else if (deploy.at > state.lastWindow) {
    state.callsSinceDeploy = 0;
    if (state.deployAt > 0 && deploy.at - state.lastWindow < SERIES_MINUTES) return;
    state.deployAt = deploy.at;
    state.movedSinceDeploy = 0;
  }
};

/** Lets the centre follow a deploy quickly, within bounds: a new version may be somewhat slower by design. */
export const followDeploy = (state: DurationState, residual: number, calls: number, moment: Moment): void => {
  if (!isSettlingIn(state, moment) || state.callsSinceDeploy >= RELEARNT_CALLS || isGrosslySlower(state)) return;
  state.callsSinceDeploy += calls;
  const weight = Math.min(RELEARN.mostWeight, calls / (state.callsSinceDeploy + RELEARN.priorCalls));
  const wanted = state.movedSinceDeploy + weight * residual;
  const moved = Math.fround(Math.min(RELEARN.mostUp, Math.max(0, wanted)));
  const step = moved - state.movedSinceDeploy;
  state.movedSinceDeploy = moved;
  state.baseline.centre = Math.fround(state.baseline.centre + step);
  state.baseline.anchor = Math.fround(state.baseline.anchor + step);
};
