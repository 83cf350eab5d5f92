import { BIN_WIDTH, BINS, type LogDurationShape } from './log-duration-shape.ts';
import { densityOf } from './shift-evidence.ts';

/** An hour may be faster or slower than others by so many bins: a factor of 1.65. */
const REACH = 5;
/** Calls of an hour share causes, so that no more than this many count in full … */
const MOST_CALLS = 60;
/** … and most hours differ by less than this, in ln units. */
const USUAL_MOVE = 0.2;

/** Means nothing between calls. */
const logDensity = new Float64Array(BINS);

/** The top of the parabola through three equally spaced heights, as a distance from the middle one. */
const topOf = (left: number, middle: number, right: number): number => {
  const curve = left - 2 * middle + right;
  return curve < 0 ? Math.min(0.5, Math.max(-0.5, (left - right) / (2 * curve))) : 0;
};

/**
 * By how much, in ln units, the durations of an hour are moved against the usual shape: the most likely shift. Unlike the
 * difference of means it stays where it is when only the mix of fast and slow calls changes.
 */
export const movementOf = (hour: LogDurationShape, shape: LogDurationShape, deviation: number): number => {
  const density = densityOf(shape, deviation);
  for (let bin = 0; bin < BINS; bin++) logDensity[bin] = Math.log(density[bin] ?? 0);
  let calls = 0;
  for (let bin = 0; bin < BINS; bin++) calls += hour[bin] ?? 0;
  const weight = Math.min(1, MOST_CALLS / calls);
  const likelihood = (moved: number): number => {
    let sum = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const count = hour[bin] ?? 0;
      if (count > 0) sum += count * (logDensity[Math.min(BINS - 1, Math.max(0, bin - moved))] ?? 0);
    }
    return weight * sum - (moved * BIN_WIDTH) ** 2 / (2 * USUAL_MOVE ** 2);
  };
  const heights = Array.from({ length: 2 * REACH + 1 }, (_, index) => likelihood(index - REACH));
  const best = heights.indexOf(Math.max(...heights));
  const middle = heights[best] ?? 0;
  return (best - REACH + topOf(heights[best - 1] ?? middle, middle, heights[best + 1] ?? middle)) * BIN_WIDTH;
};
