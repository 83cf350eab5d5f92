import { dayOf } from '../baseline/calendar.ts';
import {
  type DurationBaseline,
  decodeDurationBaseline,
  durationDeviation,
  encodeDurationBaseline,
  gatherDurations,
  hourOffset,
  newDurationBaseline,
  turnDurationHour,
} from '../baseline/duration-baseline.ts';
import {
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  raiseAfterAlarm,
  recordAlarm,
  recordHeight,
  turnDay,
} from '../baseline/extreme-value-calibrator.ts';
import { halfLifeOf, keptAfter } from '../baseline/kept-after.ts';
import { shiftEvidence } from '../baseline/shift-evidence.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { DurationSketch } from '../fold/duration-sketch.ts';
import type { Window } from '../fold/window.ts';
import { type Minute, minute } from '../units.ts';
import { accumulate, type Cusum, decodeCusum, encodeCusum, newCusum, resetCusum } from './cusum.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { followDeploy, isSettlingIn, noteDeploy } from './duration-deploys.ts';
import { durationEvidence } from './duration-evidence.ts';
import { isLearning, type Moment } from './moment.ts';
import { meanLog, weighDurations, weighed } from './weigh-durations.ts';

/**
 * Shifts that are tested for, in ln units. The test for x1.5 tolerates x1.22 for ever, the one for x2.5 tolerates x1.58,
 * so small benign drifts never add up.
 */
export const SHIFTS = [Math.log(1.5), Math.log(2.5)] as const;
/** The first shift is too fine for the day after a deploy, which may change durations a little for good reasons. */
const FINE_SHIFT = 0;
const SHIFT_CALIBRATION = { floor: 12, ceiling: 70, usualScale: 0.22 } as const;
/** Level of the last hours over the anchor, ln units: threefold at the least, sevenfold is news whatever the history. */
const LEVEL_CALIBRATION = { floor: Math.log(3), ceiling: 2 } as const;
const MOST_EVIDENCE = 300;
/** Calls of one minute share a cause, so no more than this many count in full. */
const MOST_CALLS_PER_WINDOW = 12;
/** One window may bring this share of the alert line; more when windows are rare, or two slow runs would not suffice. */
const MOST_PER_WINDOW = 1 / 2.5;
const MOST_PER_RARE_WINDOW = 1 / 1.3;
const RARE_MINUTES = 10;
/** Hours in which evidence reached this share of its alert line teach nothing. */
const DISTURBED_AT = 0.7;
const TURNED_BY = 4;
/**
 * All calls since the evidence began must be slower by this share of each shift (x1.36 and x1.44), whatever their shape
 * says: a mix of work that wanders by less for hours is life.
 */
const LEAST_SHARES_OF_SHIFT = [0.75, 0.4] as const;
/** The recent level: six hours by the clock, and at least this many calls before it means anything. */
const RECENT_HALF_LIFE = halfLifeOf(360);
const RECENT_PRIOR_CALLS = 30;
const LEAST_RECENT_CALLS = 30;
const LEAST_LEARNT_CALLS = 50;
export interface ShiftTest {
  readonly cusum: Cusum;
  readonly calibrator: Calibrator;
}

export interface DurationState {
  readonly baseline: DurationBaseline;
  readonly tests: ShiftTest[];
  /** ln(ms) without offset, over the last six hours, and the calls behind it. */
  recent: number;
  recentCalls: number;
  readonly levelCalibrator: Calibrator;
  lastWindow: Minute;
  /** Where the present series of deploys began, calls since the centre re-learns, and how far it has moved. */
  deployAt: number;
  callsSinceDeploy: number;
  movedSinceDeploy: number;
  /** Evidence per bin for each shift; derived from the baseline when an hour begins, not stored. */
  tables: readonly Float32Array[] | undefined;
  /** The baseline has changed since {@link tables} were derived. */
  areTablesOld: boolean;
}

const tablesOf = (state: DurationState): readonly Float32Array[] => {
  if (state.tables === undefined || state.areTablesOld) {
    state.tables = shiftEvidence(state.baseline.shape, durationDeviation(state.baseline), SHIFTS, state.tables);
    state.areTablesOld = false;
  }
  return state.tables;
};

/** Excess of the recent level over the anchor, in ln units. */
export const levelExcess = (state: DurationState): number => Math.max(0, state.recent - state.baseline.anchor);

/** How loud a shift test is; 0 after a deploy for the fine one, below 1 once its evidence has turned. */
export const shiftSurprise = (state: DurationState, test: ShiftTest, index: number, moment: Moment): number => {
  if (index === FINE_SHIFT && isSettlingIn(state, moment)) return 0;
  const surprise = test.cusum.value / test.calibrator.threshold;
  const { observed, expected, peak, value } = test.cusum;
  const isSlower = observed >= (LEAST_SHARES_OF_SHIFT[index] ?? 1) * (SHIFTS[index] ?? 0) * expected;
  return isSlower && peak - value < TURNED_BY ? surprise : Math.min(0.99, surprise);
};

export const levelSurprise = (state: DurationState, moment: Moment): number =>
  isSettlingIn(state, moment) || state.recentCalls < LEAST_RECENT_CALLS || state.baseline.calls < LEAST_LEARNT_CALLS
    ? 0
    : levelExcess(state) / state.levelCalibrator.threshold;

const loudestShift = (state: DurationState, moment: Moment): number => {
  let loudest = 0;
  for (let index = 0; index < state.tests.length; index++) {
    const test = state.tests[index];
    if (test) loudest = Math.max(loudest, shiftSurprise(state, test, index, moment));
  }
  return loudest;
};

const advanceTests = (state: DurationState, durations: DurationSketch, usual: number, moment: Moment): void => {
  const isRare = moment.minute - state.lastWindow >= RARE_MINUTES;
  const share = isRare ? MOST_PER_RARE_WINDOW : MOST_PER_WINDOW;
  const weight = Math.min(durations.count, MOST_CALLS_PER_WINDOW) / durations.count;
  const [fine, coarse] = tablesOf(state);
  if (!fine || !coarse) return;
  const slower = weighDurations(durations, usual, fine, coarse);
  for (let index = 0; index < state.tests.length; index++) {
    const test = state.tests[index];
    if (!test) continue;
    turnDay(test.calibrator, dayOf(moment.minute), SHIFT_CALIBRATION, moment.calibration);
    if (index === FINE_SHIFT && isSettlingIn(state, moment)) {
      resetCusum(test.cusum, moment.minute);
      continue;
    }
    const bounded = Math.min((weighed.evidence[index] ?? 0) * weight, share * test.calibrator.threshold);
    accumulate(test.cusum, bounded, MOST_EVIDENCE, moment.minute, slower, durations.count);
  }
};

const learn = (
  state: DurationState,
  durations: DurationSketch,
  usual: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  const mean = meanLog(durations);
  const byClock = 1 - keptAfter(moment.minute - state.lastWindow, RECENT_HALF_LIFE);
  state.recentCalls = Math.fround(state.recentCalls * (1 - byClock) + durations.count);
  const byCalls = durations.count / (durations.count + RECENT_PRIOR_CALLS);
  const level = mean - hourOffset(state.baseline, moment.minute);
  state.recent = Math.fround(state.recent + Math.min(byClock, byCalls) * (level - state.recent));
  if (isOpen || (!isLearning(moment) && loudestShift(state, moment) >= DISTURBED_AT))
    state.baseline.hourDisturbed = true;
  gatherDurations(state.baseline, durations.counts, weighed.residuals, weighed.positions);
  if (!isOpen) followDeploy(state, mean - usual, durations.count, moment);
};

const recordHeights = (state: DurationState, moment: Moment): void => {
  for (let index = 0; index < state.tests.length; index++) {
    const test = state.tests[index];
    if (!test || (index === FINE_SHIFT && isSettlingIn(state, moment))) continue;
    recordHeight(test.calibrator, test.cusum.value, isLearning(moment));
  }
  if (isLearning(moment)) {
    for (const { cusum } of state.tests) if (cusum.peak - cusum.value >= TURNED_BY) resetCusum(cusum, moment.minute);
  }
  if (!isSettlingIn(state, moment)) recordHeight(state.levelCalibrator, levelExcess(state), isLearning(moment));
};

const observe = (state: DurationState, window: Window, moment: Moment, isOpen: boolean): void => {
  const { durations } = window;
  if (state.baseline.calls === 0 && state.baseline.hourCalls === 0) {
    state.baseline.centre = Math.fround(meanLog(durations));
    state.baseline.anchor = state.baseline.centre;
    state.recent = state.baseline.centre;
  }
  if (turnDurationHour(state.baseline, moment.minute)) state.areTablesOld = true;
  noteDeploy(state, moment);
  turnDay(state.levelCalibrator, dayOf(moment.minute), LEVEL_CALIBRATION, moment.calibration);
  const usual = state.baseline.centre + hourOffset(state.baseline, moment.minute);
  advanceTests(state, durations, usual, moment);
  learn(state, durations, usual, moment, isOpen);
  if (!isOpen) recordHeights(state, moment);
  state.lastWindow = moment.minute;
};

const settle = (state: DurationState, at: Minute): void => {
  for (const test of state.tests) {
    if (test.cusum.peak >= test.calibrator.threshold) raiseAfterAlarm(test.calibrator, SHIFT_CALIBRATION);
    resetCusum(test.cusum, at);
  }
  state.recent = state.baseline.centre;
};

/** How long invocations take: shifts by half and more, found in minutes, and slow climbs against the weeks before. */
export const durationDetector: Detector<DurationState> = {
  create: (firstWindow) => ({
    baseline: newDurationBaseline(firstWindow),
    tests: SHIFTS.map(() => ({
      cusum: newCusum(firstWindow),
      calibrator: newCalibrator(dayOf(firstWindow), SHIFT_CALIBRATION),
    })),
    recent: 0,
    recentCalls: 0,
    levelCalibrator: newCalibrator(dayOf(firstWindow), LEVEL_CALIBRATION),
    lastWindow: firstWindow,
    deployAt: 0,
    callsSinceDeploy: 0,
    movedSinceDeploy: 0,
    tables: undefined,
    areTablesOld: false,
  }),
  advance: (state, window, moment, isOpen) => {
    if (window.durations.count > 0) observe(state, window, moment, isOpen);
    if (isLearning(moment)) return LEARNING;
    const surprise = Math.max(levelSurprise(state, moment), loudestShift(state, moment));
    return surprise < 1 ? NORMAL : { kind: 'anomalous', evidence: durationEvidence(state, window, moment) };
  },
  opened: (state, moment) => {
    for (const [index, test] of state.tests.entries()) {
      if (shiftSurprise(state, test, index, moment) >= 1) recordAlarm(test.calibrator);
    }
    if (levelSurprise(state, moment) >= 1) recordAlarm(state.levelCalibrator);
  },
  settled: (state, moment) => settle(state, moment.minute),
  accepted: (state, moment) => {
    state.baseline.centre = state.recent;
    state.baseline.anchor = state.recent;
    settle(state, moment.minute);
  },
  encode: (state: DurationState, writer: ByteWriter) => {
    encodeDurationBaseline(state.baseline, writer);
    for (const test of state.tests) {
      encodeCusum(test.cusum, writer);
      encodeCalibrator(test.calibrator, writer);
    }
    writer.f32(state.recent).f32(state.recentCalls).near(state.lastWindow);
    writer.varint(state.deployAt).varint(state.callsSinceDeploy).f32(state.movedSinceDeploy);
    encodeCalibrator(state.levelCalibrator, writer);
  },
  decode: (reader: ByteReader) => ({
    baseline: decodeDurationBaseline(reader),
    tests: SHIFTS.map(() => ({ cusum: decodeCusum(reader), calibrator: decodeCalibrator(reader) })),
    recent: reader.f32(),
    recentCalls: reader.f32(),
    lastWindow: minute(reader.layout < 4 ? reader.varint() : reader.near()),
    deployAt: reader.varint(),
    callsSinceDeploy: reader.varint(),
    movedSinceDeploy: reader.f32(),
    levelCalibrator: decodeCalibrator(reader),
    tables: undefined,
    areTablesOld: false,
  }),
};
