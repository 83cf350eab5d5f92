import { isOutside } from './outside-band.ts';
import type { ChartPoint } from './signal-chart.ts';

/**
 * At most `most` of the points, evenly spaced, for a drawing that must stay small. Every value that is drawn was
 * measured; of each stretch that becomes one point, a value outside its band is preferred, so that no spike is lost.
 */
export const thinPoints = (
  points: readonly ChartPoint[],
  most: number,
): { points: readonly ChartPoint[]; every: number } => {
  const every = Math.max(1, Math.ceil(points.length / most));
  if (every === 1) return { points, every };
  const kept: ChartPoint[] = [];
  for (let index = 0; index < points.length; index += every) {
    const stretch = points.slice(index, index + every);
    const [first] = stretch;
    // At the beginning of its stretch, so that a gap stays the only thing that looks like one.
    if (first !== undefined) kept.push({ ...(stretch.find(isOutside) ?? first), minute: first.minute });
  }
  return { points: kept, every };
};
