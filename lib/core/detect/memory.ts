import { dayOf } from '../baseline/calendar.ts';
import {
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  recordAlarm,
  recordHeight,
  turnDay,
} from '../baseline/extreme-value-calibrator.ts';
import { halfLifeOf, keptAfter } from '../baseline/kept-after.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_DAY, MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { deployFacts, isLearning, type Moment } from './moment.ts';
import { readable } from './rate-unit.ts';
import type { Evidence } from './verdict.ts';

/** Share of the configured memory from which the limit is near. */
const NEAR_LIMIT = 0.85;
/** Share from which a steep climb counts as an approach. */
const CLIMBING = 0.7;
/** A climb is steep when it would reach the limit within so many hours. */
const HOURS_TO_LIMIT = 6;
/** A function that always runs this close to its usual share is at home there. */
const LEAST_RISE = 0.05;
const RISE_DEVIATIONS = 3;
/** Usual share: a week of memory. Recent share: an hour, for the climb. */
const USUAL_HALF_LIFE = halfLifeOf(7 * MINUTES_PER_DAY);
const RECENT_HALF_LIFE = halfLifeOf(MINUTES_PER_HOUR);
/** The first windows count equally: the mean of few beats a prior. */
const FIRST_WINDOWS = 200;
/** Each window near the limit is one step up, each other one a step down; five steps alert. */
const CALIBRATION = { floor: 5, ceiling: 30 } as const;
const MOST_STEPS = 40;
/** Out of memory is a matter of minutes. */
const AT_LIMIT = 0.97;

export interface MemoryState {
  /** Usual share of the configured memory, 0..1, and its mean absolute deviation. */
  usual: number;
  deviation: number;
  recent: number;
  windows: number;
  at: Minute;
  steps: number;
  since: Minute;
  readonly calibrator: Calibrator;
}

/** Hours until the present climb reaches the limit: the recent mean trails a straight climb by half-life / ln 2. */
const hoursToLimit = (state: MemoryState, share: number): number => {
  const perHour = ((share - state.recent) * Math.LN2 * MINUTES_PER_HOUR) / RECENT_HALF_LIFE.minutes;
  return perHour > 0 ? (1 - share) / perHour : Number.POSITIVE_INFINITY;
};

const isApproaching = (state: MemoryState, share: number): boolean => {
  const isUnusual = share >= state.usual + Math.max(LEAST_RISE, RISE_DEVIATIONS * state.deviation);
  const isNear = share >= NEAR_LIMIT || (share >= CLIMBING && hoursToLimit(state, share) <= HOURS_TO_LIMIT);
  return isUnusual && isNear;
};

const learn = (state: MemoryState, share: number, at: Minute): void => {
  state.windows = Math.min(FIRST_WINDOWS, state.windows + 1);
  const byTime = 1 - keptAfter(at - state.at, USUAL_HALF_LIFE);
  const weight = state.windows < FIRST_WINDOWS ? Math.max(1 / state.windows, byTime) : byTime;
  state.deviation = Math.fround(state.deviation + weight * (Math.abs(share - state.usual) - state.deviation));
  state.usual = Math.fround(state.usual + weight * (share - state.usual));
};

const evidenceOf = (state: MemoryState, usedMb: number, sizeMb: number, moment: Moment): Evidence => {
  const share = usedMb / sizeMb;
  const hours = hoursToLimit(state, share);
  const surprise = state.steps / state.calibrator.threshold;
  return {
    signal: 'memory',
    direction: 'up',
    observed: usedMb,
    expected: {
      lower: null,
      upper: readable((state.usual + Math.max(LEAST_RISE, RISE_DEVIATIONS * state.deviation)) * sizeMb),
    },
    unit: 'MB',
    score: readable(surprise),
    sampleSize: Math.round(state.steps),
    comparedWith: 'memory used in the past weeks',
    since: state.since,
    severity: share >= AT_LIMIT ? 'medium' : 'low',
    afterDeploy: moment.deploy !== undefined,
    facts: [
      { kind: 'memory', usedMb, sizeMb },
      ...(hours <= HOURS_TO_LIMIT
        ? [{ kind: 'note' as const, text: `reaches the limit in about ${readable(hours)} h at this pace` }]
        : []),
      ...deployFacts(moment),
    ],
  };
};

/** Memory used against memory configured: an approach to the limit, seen before it kills an invocation. */
export const memoryDetector: Detector<MemoryState> = {
  create: (firstWindow) => ({
    usual: 0,
    deviation: 0,
    recent: 0,
    windows: 0,
    at: firstWindow,
    steps: 0,
    since: firstWindow,
    calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
  }),
  advance: (state, window, moment, isOpen) => {
    const { memoryUsedMbMax: usedMb, memorySizeMb: sizeMb } = window;
    const silent = moment.phase === 'mature' ? NORMAL : LEARNING;
    if (!(sizeMb > 0) || !(usedMb > 0)) return silent;
    const share = Math.min(1, usedMb / sizeMb);
    turnDay(state.calibrator, dayOf(moment.minute), CALIBRATION, moment.calibration);
    if (state.windows === 0) {
      state.usual = Math.fround(share);
      state.recent = Math.fround(share);
    }
    const approaching = isApproaching(state, share);
    if (state.steps === 0) state.since = moment.minute;
    state.steps = Math.min(MOST_STEPS, Math.max(0, state.steps + (approaching ? 1 : -1)));
    if (!isOpen) recordHeight(state.calibrator, state.steps, isLearning(moment));
    if (!isOpen && !(approaching && !isLearning(moment))) learn(state, share, moment.minute);
    state.recent = Math.fround(
      state.recent + (1 - keptAfter(moment.minute - state.at, RECENT_HALF_LIFE)) * (share - state.recent),
    );
    state.at = moment.minute;
    if (isLearning(moment)) return LEARNING;
    if (!approaching || state.steps < state.calibrator.threshold) return NORMAL;
    return { kind: 'anomalous', evidence: evidenceOf(state, usedMb, sizeMb, moment) };
  },
  opened: (state) => recordAlarm(state.calibrator),
  settled: (state, moment) => {
    state.steps = 0;
    state.since = moment.minute;
  },
  accepted: (state, moment) => {
    state.usual = state.recent;
    state.steps = 0;
    state.since = moment.minute;
  },
  encode: (state: MemoryState, writer: ByteWriter) => {
    writer.f32(state.usual).f32(state.deviation).f32(state.recent).varint(state.windows);
    writer.varint(state.at).varint(state.steps).varint(state.since);
    encodeCalibrator(state.calibrator, writer);
  },
  decode: (reader: ByteReader) => ({
    usual: reader.f32(),
    deviation: reader.f32(),
    recent: reader.f32(),
    windows: reader.varint(),
    at: minute(reader.varint()),
    steps: reader.varint(),
    since: minute(reader.varint()),
    calibrator: decodeCalibrator(reader),
  }),
};
