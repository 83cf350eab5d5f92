import { dayOf, MINUTES_PER_QUARTER } from '../baseline/calendar.ts';
import {
  type Dispersion,
  decodeDispersion,
  dispersionAt,
  encodeDispersion,
  learnDispersion,
  newDispersion,
} from '../baseline/dispersion.ts';
import {
  decodeLevelFilter,
  encodeLevelFilter,
  type LevelFilter,
  learnLevel,
  levelOf,
  newLevelFilter,
  resetLevel,
} from '../baseline/level-filter.ts';
import { decodeUsualPeak, encodeUsualPeak, learnPeak, newUsualPeak, type UsualPeak } from '../baseline/usual-peak.ts';
import {
  decodeUsualRate,
  encodeUsualRate,
  gatherCalls,
  newUsualRate,
  rescale,
  sleepUntil,
  turnHours,
  type UsualRate,
  usualAt,
  usualAtLeast,
  usualAtMost,
} from '../baseline/usual-rate.ts';
import type { Window } from '../fold/window.ts';
import { type Minute, minute } from '../units.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { invocationsEvidence } from './invocations-evidence.ts';
import { isLearning, type Moment } from './moment.ts';
import {
  advanceRateTests,
  type CountExpectation,
  chargeRateTests,
  decodeRateTests,
  encodeRateTests,
  idleMinutesUntil,
  loudestSurprise,
  newRateTests,
  type RateTest,
  settleRateTests,
  surpriseOf,
} from './rate-tests.ts';
import {
  advanceRisingLevel,
  chargeRisingLevel,
  decodeRisingLevel,
  encodeRisingLevel,
  newRisingLevel,
  type RisingLevel,
  resetRisingLevel,
  risingSurprise,
} from './rising-level.ts';
import { advanceRush, chargeRush, decodeRush, encodeRush, newRush, type Rush, rushSurprise } from './rush.ts';
import { HIGH_SURPRISE, MEDIUM_SURPRISE } from './severity.ts';
import {
  advanceSilence,
  chargeSilence,
  decodeSilence,
  encodeSilence,
  newSilence,
  resetSilence,
  type Silence,
  silenceSurprise,
  silentMinutesUntil,
} from './silence.ts';
import type { Verdict } from './verdict.ts';

/** A day: follows growth and weekly ups and downs, too slow to absorb an incident. */
const LEVEL = { halfLifeMinutes: 1_440, priorCalls: 100 } as const;
/** The level may explain this much of a change by itself; what goes beyond is for the tests. */
const MOST_LEVEL = 1.6;
/** Silence trusts the level only within a factor two: a level pulled down by an outage must not excuse it. */
const SILENCE_LEVEL = { least: 0.5, most: 2 } as const;
/** Shortest block for the dispersion of minutes and of hours. */
const BLOCK_MINUTES = { minutes: 5, hours: 60 } as const;
/** Dispersion is used within these bounds, and a tenth above what was measured: an estimate from few blocks runs low. */
const LEAST_DISPERSION = 0.2;
const MOST_DISPERSION = 2_000;
const DISPERSION_MARGIN = 1.1;
/** Dispersion learns only while all evidence is below this share of its alert line: an incident is not noise. */
const TRUSTED_BELOW = 0.7;
/** The level filter trusts a window fully up to 40 % of the alert line and not at all from 100 %. */
const LEVEL_TRUST_SPAN = 0.6;
/** Counts enter the level clipped to this many standard deviations (with 10 % of slack for the profile's own error). */
const CLIP_DEVIATIONS = 3;
const CLIP_PROFILE_ERROR = 0.01;
/** … but a batch function's usual busiest minute, and 30 % more, always passes. */
const PEAK_SLACK = 1.3;
/** A level shift is accepted within these bounds; beyond, the profile starts over at the bound and learns on. */
const LEAST_RESCALE = 0.05;
const MOST_RESCALE = 50;

/** Calls per minute of one function: how many usually come when, how far they stray, and what speaks against it now. */
export interface InvocationsState {
  readonly usual: UsualRate;
  readonly level: LevelFilter;
  readonly peak: UsualPeak;
  readonly dispersion: { readonly minutes: Dispersion; readonly hours: Dispersion };
  readonly tests: RateTest[];
  readonly silence: Silence;
  readonly rising: RisingLevel;
  readonly rush: Rush;
  /** Silence was accepted: nothing is expected until calls come again. */
  isDormant: boolean;
}

/** How the last days compare with the profile, as far as that is trusted to explain anything. */
export const currentLevel = (state: InvocationsState): number =>
  Math.min(MOST_LEVEL, Math.max(1 / MOST_LEVEL, levelOf(state.level)));

const usedDispersion = (dispersion: Dispersion): number =>
  DISPERSION_MARGIN * Math.min(MOST_DISPERSION, Math.max(LEAST_DISPERSION, dispersion.value));

/** Variance over Poisson variance in hourly counts, as used by the tests. */
export const hourlyDispersion = (state: InvocationsState): number => usedDispersion(state.dispersion.hours);

const expectationAt = (state: InvocationsState, at: Minute): CountExpectation => {
  const level = currentLevel(state);
  return {
    high: usualAtMost(state.usual, at) * level,
    low: usualAtLeast(state.usual, at) * level,
    dispersion:
      DISPERSION_MARGIN *
      dispersionAt(state.dispersion.minutes, usualAt(state.usual, at) * level, LEAST_DISPERSION, MOST_DISPERSION),
  };
};

/** Runs that should come per minute: calls that come in clumps are missed as clumps. */
const silenceRateAt = (state: InvocationsState, at: Minute): number =>
  (usualAtLeast(state.usual, at) * Math.min(SILENCE_LEVEL.most, Math.max(SILENCE_LEVEL.least, levelOf(state.level)))) /
  Math.max(1, state.silence.callsPerWindow, state.dispersion.minutes.value);

/** Brings level, dispersion and hour up to date with `minutes` equal windows. */
const learn = (
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
  const isTrusted = !isOpen && loudest < TRUSTED_BELOW && lately < MOST_LEVEL && lately > 1 / MOST_LEVEL;
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

/** The loudest of everything that speaks against "as usual"; 1 is the alert line. */
const surprise = (state: InvocationsState, calls: number, moment: Moment): number => {
  const { minute: now } = moment;
  let loudest = Math.max(silenceSurprise(state.silence, now), risingSurprise(state.rising, now));
  loudest = Math.max(loudest, rushSurprise(state.rush, calls, state.usual.mean));
  for (let index = 0; index < state.tests.length; index++) {
    const test = state.tests[index];
    if (test) loudest = Math.max(loudest, surpriseOf(test, index, calls));
  }
  return loudest;
};

/** Takes in `minutes` equal windows that end with `moment.minute`; more than one only when idle. */
const take = (state: InvocationsState, calls: number, minutes: number, moment: Moment, isOpen: boolean): Verdict => {
  if (state.isDormant) {
    if (calls === 0) return NORMAL;
    sleepUntil(state.usual, moment.minute, state.dispersion.hours.value);
    state.isDormant = false;
    state.silence.lastCall = moment.minute;
  }
  const from = minute(moment.minute - minutes + 1);
  turnHours(state.usual, from, state.dispersion.hours.value, isLearning(moment));
  const expected = expectationAt(state, moment.minute);
  const gapMinutes = moment.minute - state.silence.lastCall;
  advanceRateTests(state.tests, calls, minutes, expected, gapMinutes, state.peak.usual, moment, isOpen);
  advanceSilence(state.silence, calls, minutes, silenceRateAt(state, moment.minute), moment, isOpen);
  advanceRisingLevel(state.rising, calls, minutes, usualAtMost(state.usual, moment.minute), moment, isOpen);
  advanceRush(state.rush, calls, minutes, state.usual.mean, moment, isOpen);
  const level = currentLevel(state);
  learn(state, calls, minutes, usualAt(state.usual, moment.minute) * level, moment, isOpen);
  if (isLearning(moment)) return LEARNING;
  if (surprise(state, calls, moment) < 1) return NORMAL;
  return { kind: 'anomalous', evidence: invocationsEvidence(state, expected, calls, moment) };
};

/** Goes on at `at` after a time in which nobody listened: it is neither silence nor a lull. */
export const resumeInvocations = (state: InvocationsState, at: Minute): void => {
  sleepUntil(state.usual, at, state.dispersion.hours.value);
  settle(state, at);
  resetSilence(state.silence);
  state.silence.lastCall = at;
};

/** Takes in an idle stretch within one quarter of an hour that ends with `moment.minute`. */
export const advanceIdleInvocations = (
  state: InvocationsState,
  minutes: number,
  moment: Moment,
  isOpen: boolean,
): Verdict => take(state, 0, minutes, moment, isOpen);

/**
 * The next idle minute at which something may change: evidence reaches an alert line or a step in severity, or the
 * quarter of an hour (for which the expected rate is constant) ends.
 */
export const invocationsDueAt = (state: InvocationsState, through: Minute): Minute => {
  if (state.isDormant) return minute(Number.MAX_SAFE_INTEGER);
  const next = minute(through + 1);
  const quarterEnd = minute(next - (next % MINUTES_PER_QUARTER) + MINUTES_PER_QUARTER - 1);
  // The rate of a new hour is not known before its first minute is taken in.
  if (next % 60 === 0) return next;
  const expected = expectationAt(state, next);
  const silentRate = silenceRateAt(state, next);
  let due: number = quarterEnd;
  for (const multiple of [1, MEDIUM_SURPRISE, HIGH_SURPRISE]) {
    state.tests.forEach((test, index) => {
      due = Math.min(due, through + idleMinutesUntil(test, index, expected, multiple));
    });
    due = Math.min(due, through + silentMinutesUntil(state.silence, silentRate, through, multiple));
  }
  return minute(Math.max(next, due));
};

const settle = (state: InvocationsState, at: Minute): void => {
  settleRateTests(state.tests, at);
  resetRisingLevel(state.rising);
};

export const invocationsDetector: Detector<InvocationsState> = {
  create: (firstWindow) => ({
    usual: newUsualRate(firstWindow),
    level: newLevelFilter(LEVEL),
    peak: newUsualPeak(dayOf(firstWindow)),
    dispersion: { minutes: newDispersion(), hours: newDispersion() },
    tests: newRateTests(firstWindow),
    silence: newSilence(firstWindow),
    rising: newRisingLevel(firstWindow),
    rush: newRush(firstWindow),
    isDormant: false,
  }),
  advance: (state: InvocationsState, window: Window, moment: Moment, isOpen: boolean) =>
    take(state, window.invocations, 1, moment, isOpen),
  opened: (state, moment) => {
    chargeRateTests(state.tests);
    chargeSilence(state.silence, moment.minute);
    chargeRisingLevel(state.rising, moment.minute);
    chargeRush(state.rush, state.usual.mean);
  },
  settled: (state, moment) => settle(state, moment.minute),
  accepted: (state, moment) => {
    const isSilent = silenceSurprise(state.silence, moment.minute) >= 1;
    const lines = (test: RateTest): number => test.cusum.value / test.calibrator.threshold;
    const loudest = state.tests.reduce((a, b) => (lines(b) > lines(a) ? b : a));
    const { observed, expected } = loudest.cusum;
    if (isSilent) {
      state.isDormant = true;
      resetSilence(state.silence);
    } else if (expected > 0) {
      const factor = Math.min(MOST_RESCALE, Math.max(LEAST_RESCALE, (observed / expected) * currentLevel(state)));
      rescale(state.usual, factor, state.dispersion.hours.value);
      resetLevel(state.level, LEVEL);
    }
    settle(state, moment.minute);
  },
  encode: (state, writer) => {
    encodeUsualRate(state.usual, writer);
    encodeLevelFilter(state.level, writer);
    encodeUsualPeak(state.peak, writer);
    encodeDispersion(state.dispersion.minutes, writer);
    encodeDispersion(state.dispersion.hours, writer);
    encodeRateTests(state.tests, writer);
    encodeSilence(state.silence, writer);
    encodeRisingLevel(state.rising, writer);
    encodeRush(state.rush, writer);
    writer.u8(state.isDormant ? 1 : 0);
  },
  decode: (reader) => ({
    usual: decodeUsualRate(reader),
    level: decodeLevelFilter(reader),
    peak: decodeUsualPeak(reader),
    dispersion: { minutes: decodeDispersion(reader), hours: decodeDispersion(reader) },
    tests: decodeRateTests(reader),
    silence: decodeSilence(reader),
    rising: decodeRisingLevel(reader),
    rush: reader.layout < 5 ? newRush(minute(reader.origin)) : decodeRush(reader),
    isDormant: reader.u8() === 1,
  }),
};
