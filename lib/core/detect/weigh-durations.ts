import { binPosition } from '../baseline/log-duration-shape.ts';
import { bucketMiddleMs } from '../fold/duration-quantile.ts';
import type { DurationSketch } from '../fold/duration-sketch.ts';

/** ln(ms) of the sketch's buckets; there are 641 of them. */
const LOG_MIDDLES = Float64Array.from({ length: 641 }, (_, bucket) => Math.log(bucketMiddleMs(bucket)));
const logMiddle = (bucket: number): number => LOG_MIDDLES[bucket] ?? 0;

/** Mean ln(ms). */
export const meanLog = ({ buckets, counts, count: total }: DurationSketch): number => {
  let sum = 0;
  for (let place = 0; place < buckets.length; place++) sum += (counts[place] ?? 0) * logMiddle(buckets[place] ?? 0);
  return sum / total;
};

/** Between a bin's value and the next one's. */
const lookUp = (table: Float32Array, bin: number, fraction: number): number => {
  const below = table[bin] ?? 0;
  return below + fraction * ((table[bin + 1] ?? below) - below);
};

/** What {@link weighDurations} found last, and nothing else: buffers made anew would cost as much as what is written. */
export const weighed = {
  /** In nats, for the fine shift and the coarse one. */
  evidence: new Float64Array(2),
  /** How far each bucket lies above the usual, in ln units, and where among the bins. */
  residuals: new Float64Array(LOG_MIDDLES.length),
  positions: new Float64Array(LOG_MIDDLES.length),
} as const;

/**
 * Leaves in {@link weighed} what one window's calls say for each shift, all calls in full; returns how far they lie above
 * the usual in sum. One pass with index loops and nothing made: this is the innermost work of every window.
 */
export const weighDurations = (
  { buckets, counts }: DurationSketch,
  usual: number,
  fine: Float32Array,
  coarse: Float32Array,
): number => {
  const { evidence, residuals, positions } = weighed;
  let [forFine, forCoarse, sum] = [0, 0, 0];
  for (let place = 0; place < buckets.length; place++) {
    const count = counts[place] ?? 0;
    const residual = logMiddle(buckets[place] ?? 0) - usual;
    const position = binPosition(residual);
    const bin = Math.floor(position);
    residuals[place] = residual;
    positions[place] = position;
    sum += count * residual;
    forFine += count * lookUp(fine, bin, position - bin);
    forCoarse += count * lookUp(coarse, bin, position - bin);
  }
  evidence[0] = forFine;
  evidence[1] = forCoarse;
  return sum;
};
