import { hourOf } from '../baseline/calendar.ts';
import { hourOffset } from '../baseline/duration-baseline.ts';
import { usualShare } from '../baseline/share-baseline.ts';
import { usualRateAt } from '../baseline/usual-rate.ts';
import type { Minute } from '../units.ts';
import type { DurationState } from './duration.ts';
import { durationSpread } from './duration-evidence.ts';
import type { FunctionState } from './function-state.ts';
import type { Band } from './history-point.ts';
import { currentLevel, hourlyDispersion } from './invocations-expectation.ts';

/** Bands are drawn three standard deviations wide, as the usual range in evidence. */
const RANGE_DEVIATIONS = 3;
/** Bands before this many hours of history would only show the prior. */
const LEAST_HOURS = 24;
const UNKNOWN: Band = { lower: null, upper: null };

export interface ExpectedBands {
  readonly invocations: Band;
  readonly errors: Band;
  readonly durationMs: Band;
}

const durationBand = (state: DurationState, at: Minute): Band => {
  if (state.baseline.calls === 0) return UNKNOWN;
  const usual = state.baseline.centre + hourOffset(state.baseline, at);
  const spread = durationSpread(state);
  return { lower: Math.exp(usual - spread), upper: Math.exp(usual + spread) };
};

/** What is usual for the sum of `minutes` windows from `from` (within one hour); `null` bounds while learning. */
export const expectedBands = (state: FunctionState, from: Minute, minutes: number): ExpectedBands => {
  const { invocations, errors, duration } = state.detectors;
  if (hourOf(from) - hourOf(state.firstWindow) < LEAST_HOURS) {
    return { invocations: UNKNOWN, errors: UNKNOWN, durationMs: UNKNOWN };
  }
  const dispersion = hourlyDispersion(invocations);
  const expected = usualRateAt(invocations.usual, from, dispersion) * currentLevel(invocations) * minutes;
  const spread = RANGE_DEVIATIONS * Math.sqrt(dispersion * expected);
  const failures = usualShare(errors.test.baseline) * expected;
  return {
    invocations: { lower: Math.max(0, expected - spread), upper: expected + spread },
    errors: { lower: 0, upper: failures + RANGE_DEVIATIONS * Math.sqrt(failures) },
    durationMs: durationBand(duration, from),
  };
};
