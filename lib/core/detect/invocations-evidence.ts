import { usualAt } from '../baseline/usual-rate.ts';
import type { Minute } from '../units.ts';
import { minute } from '../units.ts';
import type { InvocationsState } from './invocations.ts';
import { deployFacts, type Moment } from './moment.ts';
import { type CountExpectation, surpriseOf } from './rate-tests.ts';
import { rateUnitFor, readable } from './rate-unit.ts';
import { levelMultiple, risingSurprise, sinceWhenHigh } from './rising-level.ts';
import { rushRate, rushSurprise, timesTheBusiest } from './rush.ts';
import { severityOf } from './severity.ts';
import { silenceSurprise } from './silence.ts';
import type { Direction, Evidence, Fact } from './verdict.ts';

/** The usual range of a mean over the deviation is drawn three standard deviations wide. */
const RANGE_DEVIATIONS = 3;

interface Deviation {
  readonly surprise: number;
  readonly direction: Direction;
  readonly since: Minute;
  /** Per minute. */
  readonly observed: number;
  readonly expected: number;
  readonly sampleSize: number;
  readonly comparedWith: string;
  readonly facts: readonly Fact[];
}

const silenceDeviation = (state: InvocationsState, expected: number, moment: Moment): Deviation => {
  const { silence } = state;
  const minutes = moment.minute - silence.lastCall;
  return {
    surprise: silenceSurprise(silence, moment.minute),
    direction: 'down',
    since: minute(silence.lastCall + 1),
    observed: 0,
    expected,
    sampleSize: minutes,
    comparedWith: 'same hours of the week',
    facts: [{ kind: 'silent-for', minutes, usualGapMinutes: readable(1 / expected) }],
  };
};

const risingDeviation = (state: InvocationsState, calls: number, moment: Moment): Deviation => {
  const expected = usualAt(state.usual, moment.minute);
  const multiple = levelMultiple(state.rising);
  return {
    surprise: risingSurprise(state.rising, calls, moment.minute),
    direction: 'up',
    since: sinceWhenHigh(state.rising),
    observed: expected * multiple,
    expected,
    sampleSize: Math.round(state.rising.filter.observed),
    comparedWith: 'the weeks before, level of the last six hours',
    facts: [{ kind: 'note', text: `${readable(multiple)} times the usual level over hours, climbing slowly` }],
  };
};

const rushDeviation = (state: InvocationsState, calls: number): Deviation => {
  const observed = rushRate(state.rush);
  const surprise = rushSurprise(state.rush, calls, state.usual.mean);
  const expected = surprise > 0 ? observed / surprise : 0;
  const times = timesTheBusiest(state.rush, state.usual.mean);
  return {
    surprise,
    direction: 'up',
    since: state.rush.since,
    observed,
    expected,
    sampleSize: Math.round(state.rush.calls),
    comparedWith: 'the busiest minutes of the days before',
    facts: [
      {
        kind: 'note',
        text:
          times === undefined
            ? 'busier than ever before'
            : `${readable(times)} times as busy as the busiest nine minutes of a usual day`,
      },
    ],
  };
};

const countWords = (observed: number, expected: number, minutes: number): string =>
  observed > 0
    ? `${readable(expected > 0 ? observed / expected : 0)} times the usual count over ${minutes} min`
    : `none of about ${readable(expected)} usual invocations in ${minutes} min`;

const testDeviations = (state: InvocationsState, calls: number, moment: Moment): Deviation[] =>
  state.tests.map((test, index) => {
    const { since, observed, expected } = test.cusum;
    const minutes = moment.minute - since + 1;
    return {
      surprise: surpriseOf(test, index, calls),
      direction: observed > expected ? 'up' : 'down',
      since,
      observed: observed / minutes,
      expected: expected / minutes,
      // Where nothing came, what was observed is minutes.
      sampleSize: Math.round(observed) || minutes,
      comparedWith: 'same hours of the week',
      facts: [{ kind: 'note', text: countWords(observed, expected, minutes) }],
    };
  });

/** Says what the loudest of the tests saw. */
export const invocationsEvidence = (
  state: InvocationsState,
  now: CountExpectation,
  calls: number,
  moment: Moment,
): Evidence => {
  const deviations = [
    silenceDeviation(state, now.low, moment),
    risingDeviation(state, calls, moment),
    rushDeviation(state, calls),
    ...testDeviations(state, calls, moment),
  ];
  const strongest = deviations.reduce((a, b) => (b.surprise > a.surprise ? b : a));
  const unit = rateUnitFor(Math.max(strongest.expected, strongest.observed));
  const minutes = Math.max(1, moment.minute - strongest.since + 1);
  const expected = strongest.expected * unit.minutes;
  const spread = (RANGE_DEVIATIONS * Math.sqrt(now.dispersion * strongest.expected * minutes) * unit.minutes) / minutes;
  // What an alarm was raised about lies outside what it is compared with, also where rare calls make the range wide.
  const observed = strongest.observed * unit.minutes;
  const lower = Math.max(
    0,
    strongest.direction === 'down' ? Math.max(expected - spread, (expected + observed) / 2) : expected - spread,
  );
  const upper =
    strongest.direction === 'up' ? Math.min(expected + spread, (expected + observed) / 2) : expected + spread;
  return {
    signal: 'invocations',
    direction: strongest.direction,
    observed: readable(observed),
    expected: { lower: readable(lower), upper: readable(upper) },
    unit: `invocations/${unit.name}`,
    score: readable(strongest.surprise),
    sampleSize: strongest.sampleSize,
    comparedWith: strongest.comparedWith,
    since: strongest.since,
    severity: severityOf(strongest.surprise, strongest.observed === 0),
    afterDeploy: moment.deploy !== undefined,
    facts: [...strongest.facts, ...deployFacts(moment)],
  };
};
