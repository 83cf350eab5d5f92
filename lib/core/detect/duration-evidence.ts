import { durationDeviation, hourOffset } from '../baseline/duration-baseline.ts';
import { quantileOfShape } from '../baseline/log-duration-shape.ts';
import type { Window } from '../fold/window.ts';
import { minute } from '../units.ts';
import { type DurationState, levelExcess, levelSurprise, shiftSurprise } from './duration.ts';
import { deployFacts, type Moment } from './moment.ts';
import { readable } from './rate-unit.ts';
import { severityOf } from './severity.ts';
import type { Evidence, Fact } from './verdict.ts';

/** The usual range of a geometric mean over some ten calls, never narrower than a shift that is always tolerated. */
const RANGE_DEVIATIONS = 3;
const RANGE_CALLS = 10;
const TOLERATED = Math.log(1.22);
/** Hours that the recent level looks back. */
const LEVEL_MINUTES = 360;
const SLOW_PERCENTILE = 95;
/** Calls of this hour from which its slowest twentieth means something. */
const LEAST_CALLS_FOR_PERCENTILE = 40;

/** Half-width of the usual range in ln units. */
export const durationSpread = (state: DurationState): number =>
  Math.max(TOLERATED, (RANGE_DEVIATIONS * durationDeviation(state.baseline)) / Math.sqrt(RANGE_CALLS));

const percentileFact = (state: DurationState, usual: number): readonly Fact[] => {
  const { shape, hourShape, hourCalls } = state.baseline;
  if (hourCalls < LEAST_CALLS_FOR_PERCENTILE) return [];
  const rank = SLOW_PERCENTILE / 100;
  const before = quantileOfShape(shape, rank);
  const now = quantileOfShape(hourShape, rank);
  if (now <= before) return [];
  const [beforeMs, nowMs] = [Math.exp(usual + before), Math.exp(usual + now)];
  return [{ kind: 'percentile', percentile: SLOW_PERCENTILE, beforeMs: readable(beforeMs), nowMs: readable(nowMs) }];
};

/** Says what the loudest of shift tests and level saw. */
export const durationEvidence = (state: DurationState, window: Window, moment: Moment): Evidence => {
  const usual = state.baseline.centre + hourOffset(state.baseline, moment.minute);
  const level = {
    surprise: levelSurprise(state, moment),
    since: minute(moment.minute - LEVEL_MINUTES),
    residual: levelExcess(state) + state.baseline.anchor - state.baseline.centre,
    calls: window.durations.count,
    comparedWith: 'the weeks before, level of the last six hours',
  };
  const shifts = state.tests.map((test, index) => ({
    surprise: shiftSurprise(state, test, index, moment),
    since: test.cusum.since,
    residual: test.cusum.expected > 0 ? test.cusum.observed / test.cusum.expected : 0,
    calls: test.cusum.expected,
    comparedWith: 'the past weeks at this hour of the day',
  }));
  const strongest = shifts.reduce((a, b) => (b.surprise > a.surprise ? b : a), level);
  const calls = Math.max(1, strongest.calls);
  const spread = Math.max(TOLERATED, (RANGE_DEVIATIONS * durationDeviation(state.baseline)) / Math.sqrt(calls));
  const upper = Math.min(spread, 0.9 * strongest.residual);
  return {
    signal: 'duration',
    direction: 'up',
    observed: readable(Math.exp(usual + strongest.residual)),
    expected: { lower: readable(Math.exp(usual - spread)), upper: readable(Math.exp(usual + upper)) },
    unit: 'ms',
    score: readable(strongest.surprise),
    sampleSize: strongest.calls,
    comparedWith: strongest.comparedWith,
    since: strongest.since,
    severity: severityOf(strongest.surprise, false),
    afterDeploy: moment.deploy !== undefined,
    facts: [
      { kind: 'note', text: `${readable(Math.exp(strongest.residual))} times the usual duration` },
      ...percentileFact(state, usual),
      ...deployFacts(moment),
    ],
  };
};
