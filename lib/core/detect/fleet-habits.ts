import type { Calibrator } from '../baseline/extreme-value-calibrator.ts';
import type { FunctionState } from './function-state.ts';

/** A function tells what is common only with as many days of its own … */
const LEAST_DAYS = 4;
/** … and a fleet only with as many such functions. */
const LEAST_FUNCTIONS = 5;
/** A newcomer begins with so many borrowed days; after a fortnight of its own the last of them has gone. */
const BORROWED_DAYS = 4;
/** Daily maxima are stored in a byte each. */
const CODES = 256;

/** What the functions of a fleet have in common: where one that is born into it begins. */
export interface FleetHabits {
  /** For each of {@link calibratorsOf}: heights of usual days of a usual function, as calibrators store them, ascending. */
  readonly days: readonly Uint8Array[];
  /** Variance over Poisson variance of counts in minutes and in hours, and of calls to other places. */
  readonly minuteDispersion: number;
  readonly hourDispersion: number;
  readonly volumeDispersion: number;
}

/** Every alert line that a function's own days move, in a fixed order. Those that few functions have are left out. */
const calibratorsOf = ({ detectors }: FunctionState): readonly Calibrator[] => {
  const { invocations, errors, timeouts, duration, memory, outbound } = detectors;
  return [
    ...invocations.tests.map(({ calibrator }) => calibrator),
    invocations.silence.calibrator,
    invocations.rising.calibrator,
    invocations.rush.calibrator,
    errors.test.calibrator,
    timeouts.test.calibrator,
    detectors['cold-starts'].test.calibrator,
    ...duration.tests.map(({ calibrator }) => calibrator),
    duration.levelCalibrator,
    memory.calibrator,
    outbound.places.flood,
    outbound.places.volume.calibrator,
  ];
};

const medianOf = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 1;

/** The value that a share `rank` of what was counted lies at or below. */
const rankOf = (counts: Uint32Array, rank: number): number => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let code = 0; code < CODES; code++) {
    seen += counts[code] ?? 0;
    if (seen > rank * total) return code;
  }
  return 0;
};

/** Adds, for each borrowed day, the function's own day of that rank. */
const countDays = (counts: readonly Uint32Array[], { dailyMaxima }: Calibrator): void => {
  if (dailyMaxima.length < LEAST_DAYS) return;
  const sorted = dailyMaxima.slice().sort();
  for (const [day, ofDay] of counts.entries()) {
    const code = sorted[Math.floor(((day + 0.5) / BORROWED_DAYS) * sorted.length)] ?? 0;
    ofDay[code] = (ofDay[code] ?? 0) + 1;
  }
};

/**
 * The fleet's medians; `undefined` while too few functions know themselves. Of days: the median over the functions of
 * each one's own quantiles, so that a newcomer is taken for a usual function and not for all of them at once.
 */
export const habitsOf = (states: Iterable<FunctionState>): FleetHabits | undefined => {
  const counts: Uint32Array[][] = [];
  const minutes: number[] = [];
  const hours: number[] = [];
  const volumes: number[] = [];
  for (const state of states) {
    const calibrators = calibratorsOf(state);
    if ((calibrators[0]?.dailyMaxima.length ?? 0) < LEAST_DAYS) continue;
    for (const [index, calibrator] of calibrators.entries()) {
      counts[index] ??= Array.from({ length: BORROWED_DAYS }, () => new Uint32Array(CODES));
      countDays(counts[index], calibrator);
    }
    const { invocations, outbound } = state.detectors;
    minutes.push(invocations.dispersion.minutes.value);
    hours.push(invocations.dispersion.hours.value);
    volumes.push(outbound.places.volume.dispersion);
  }
  if (hours.length < LEAST_FUNCTIONS) return undefined;
  return {
    days: counts.map((ofDays) => Uint8Array.from(ofDays, (ofDay) => rankOf(ofDay, 0.5))),
    minuteDispersion: medianOf(minutes),
    hourDispersion: medianOf(hours),
    volumeDispersion: medianOf(volumes),
  };
};

/** Lets a function that was just born begin with what is usual in its fleet, where it knows nothing of its own. */
export const inherit = (state: FunctionState, habits: FleetHabits): void => {
  for (const [index, calibrator] of calibratorsOf(state).entries()) {
    const days = habits.days[index];
    if (days && calibrator.dailyMaxima.length === 0) calibrator.dailyMaxima = days.slice();
  }
  const { dispersion } = state.detectors.invocations;
  const { volume } = state.detectors.outbound.places;
  if (dispersion.minutes.blocks === 0) dispersion.minutes.value = habits.minuteDispersion;
  if (dispersion.hours.blocks === 0) dispersion.hours.value = habits.hourDispersion;
  if (volume.dispersion === 1) volume.dispersion = habits.volumeDispersion;
};
