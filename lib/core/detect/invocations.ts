import { dayOf, MINUTES_PER_QUARTER } from '../baseline/calendar.ts';
import { type Dispersion, decodeDispersion, encodeDispersion, newDispersion } from '../baseline/dispersion.ts';
import {
  decodeLevelFilter,
  encodeLevelFilter,
  type LevelFilter,
  newLevelFilter,
  resetLevel,
} from '../baseline/level-filter.ts';
import { decodeUsualPeak, encodeUsualPeak, newUsualPeak, type UsualPeak } from '../baseline/usual-peak.ts';
import {
  decodeUsualRate,
  encodeUsualRate,
  newUsualRate,
  rescale,
  sleepUntil,
  turnHours,
  type UsualRate,
  usualAt,
  usualAtMost,
} from '../baseline/usual-rate.ts';
import type { Window } from '../fold/window.ts';
import { MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import { resetCusum } from './cusum.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import {
  decodeFormer,
  encodeFormer,
  type FormerLevel,
  forgetFormer,
  isReturn,
  newFormerLevel,
  rememberFormer,
} from './former-level.ts';
import { invocationsEvidence } from './invocations-evidence.ts';
import { currentLevel, expectationAt, relativeDeviation, silenceRatesAt } from './invocations-expectation.ts';
import { LEVEL, learnInvocations } from './learn-invocations.ts';
import { isLearning, type Moment } from './moment.ts';
import {
  advanceRateTests,
  chargeRateTests,
  decodeRateTests,
  encodeRateTests,
  idleMinutesUntil,
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
  HOURS_OF_RISE,
  newRisingLevel,
  type RisingLevel,
  resetRisingLevel,
  risingSurprise,
  turnRisingDay,
} from './rising-level.ts';
import { advanceRush, chargeRush, decodeRush, encodeRush, newRush, type Rush, rushSurprise } from './rush.ts';
import { HIGH_SURPRISE, MEDIUM_SURPRISE } from './severity.ts';
import {
  chargeSilence,
  decodeSilence,
  encodeSilence,
  endSilence,
  newSilence,
  prolongSilence,
  resetSilence,
  type Silence,
  silenceSurprise,
  silentMinutesUntil,
} from './silence.ts';
import type { Verdict } from './verdict.ts';

/** A level shift is accepted within these bounds; beyond, the profile starts over at the bound and learns on. */
const LEAST_RESCALE = 0.05;
const MOST_RESCALE = 50;

/** Bits of the byte that a stored state ends with. */
const IS_DORMANT = 1;
const HAS_FORMER = 2;

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
  /** Before the last change that was accepted. */
  readonly former: FormerLevel;
}

/** The loudest of everything that speaks against "as usual"; 1 is the alert line. */
const surprise = (state: InvocationsState, calls: number, moment: Moment): number => {
  const { minute: now } = moment;
  let loudest = Math.max(silenceSurprise(state.silence, now), risingSurprise(state.rising, calls, now));
  loudest = Math.max(loudest, rushSurprise(state.rush, calls, state.usual.mean));
  for (let index = 0; index < state.tests.length; index++) {
    const test = state.tests[index];
    if (test) loudest = Math.max(loudest, surpriseOf(test, index, calls));
  }
  return loudest;
};

const loudestTest = (tests: readonly RateTest[]): RateTest => {
  const lines = (test: RateTest): number => test.cusum.value / test.calibrator.threshold;
  return tests.reduce((a, b) => (lines(b) > lines(a) ? b : a));
};

/** Whether what is unusual now is what was usual before a change that was accepted; if so, it is usual again. */
const returnsToFormer = (state: InvocationsState, moment: Moment): boolean => {
  const { observed, expected } = loudestTest(state.tests).cusum;
  if (silenceSurprise(state.silence, moment.minute) >= 1 || !isReturn(state.former, observed / expected, moment.minute))
    return false;
  rescale(state.usual, 1 / state.former.factor, state.dispersion.hours.value);
  resetLevel(state.level, LEVEL);
  forgetFormer(state.former);
  for (const test of state.tests) resetCusum(test.cusum, moment.minute);
  resetRisingLevel(state.rising);
  return true;
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
  if (calls > 0) endSilence(state.silence, calls, moment, isOpen);
  else prolongSilence(state.silence, minutes, silenceRatesAt(state, moment.minute), moment, isOpen);
  if (dayOf(moment.minute) > state.rising.calibrator.day) {
    turnRisingDay(state.rising, relativeDeviation(state, HOURS_OF_RISE * MINUTES_PER_HOUR), moment);
  }
  advanceRisingLevel(state.rising, calls, minutes, usualAtMost(state.usual, moment.minute), moment, isOpen);
  advanceRush(state.rush, calls, minutes, state.usual.mean, moment, isOpen);
  const level = currentLevel(state);
  learnInvocations(state, calls, minutes, usualAt(state.usual, moment.minute) * level, moment, isOpen);
  if (isLearning(moment)) return LEARNING;
  if (surprise(state, calls, moment) < 1) return NORMAL;
  if (!isOpen && returnsToFormer(state, moment)) return NORMAL;
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
  const silentRates = silenceRatesAt(state, next);
  let due: number = quarterEnd;
  for (const multiple of [1, MEDIUM_SURPRISE, HIGH_SURPRISE]) {
    state.tests.forEach((test, index) => {
      due = Math.min(due, through + idleMinutesUntil(test, index, expected, multiple));
    });
    due = Math.min(due, through + silentMinutesUntil(state.silence, silentRates, through, multiple));
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
    former: newFormerLevel(),
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
    const { observed, expected } = loudestTest(state.tests).cusum;
    if (isSilent) {
      state.isDormant = true;
      resetSilence(state.silence);
    } else if (expected > 0) {
      const factor = Math.min(MOST_RESCALE, Math.max(LEAST_RESCALE, (observed / expected) * currentLevel(state)));
      rescale(state.usual, factor, state.dispersion.hours.value);
      resetLevel(state.level, LEVEL);
      rememberFormer(state.former, factor, moment.minute);
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
    const hasFormer = state.former.factor !== 1;
    writer.u8((state.isDormant ? IS_DORMANT : 0) | (hasFormer ? HAS_FORMER : 0));
    if (hasFormer) encodeFormer(state.former, writer);
  },
  decode: (reader) => {
    const state = {
      usual: decodeUsualRate(reader),
      level: decodeLevelFilter(reader),
      peak: decodeUsualPeak(reader),
      dispersion: { minutes: decodeDispersion(reader), hours: decodeDispersion(reader) },
      tests: decodeRateTests(reader),
      silence: decodeSilence(reader),
      rising: decodeRisingLevel(reader),
      rush: reader.layout < 5 ? newRush(minute(reader.origin)) : decodeRush(reader),
    };
    const flags = reader.u8();
    const former = (flags & HAS_FORMER) === 0 ? newFormerLevel() : decodeFormer(reader);
    return { ...state, isDormant: (flags & IS_DORMANT) !== 0, former };
  },
};
