import { BIN_WIDTH, BINS, type LogDurationShape } from './log-duration-shape.ts';

/** Calls that the smooth prior counts against what was observed. */
const PRIOR_CALLS = 50;
/** Probability kept back for the never seen, spread over all bins. */
const UNSEEN = 0.01;
/** One call may say this many nats for a shift, and against it: no single call proves anything. */
const MOST_FOR = 2.5;
const MOST_AGAINST = 3;
/**
 * A fine shift is of all calls, and as large as it is. A coarse one may touch some calls only, as when one of two paths is
 * slow, and be anything up to its cube: a slow tail that was always there must not excuse that half of the calls are in it.
 * The shares of what a call is then: untouched, slower by the shift itself, slower by anything up to its cube.
 */
const COARSE = Math.log(2);
const IF_COARSE = { untouched: 0.38, byShift: 0.2, upToCube: 0.42 } as const;
const MOST_BY_COARSE = 3;
/** Kernel that spreads a bin over its neighbours, from the outside to the middle: what is usual is not usual to a tenth. */
const KERNEL = [0.06, 0.24, 0.4] as const;

/** Worked on every hour for every function: buffers that are made anew cost as much as what is written to them. */
const prior = new Float64Array(BINS);
const density = new Float64Array(BINS);
const below = new Float64Array(BINS + 1);

/**
 * Probabilities of the bins: observed shape, smoothed, with a normal distribution as prior while little was seen.
 * @returns the same buffer each time
 */
export const densityOf = (shape: LogDurationShape, deviation: number): Float64Array => {
  const spread = Math.max(deviation, BIN_WIDTH) / BIN_WIDTH;
  for (let bin = 0; bin <= BINS / 2; bin++) prior[bin] = Math.exp(-0.5 * ((bin - BINS / 2) / spread) ** 2);
  // What lies as far above the middle is as likely.
  for (let bin = BINS / 2 + 1; bin < BINS; bin++) prior[bin] = prior[BINS - bin] ?? 0;
  let priorTotal = 0;
  let total = 0;
  for (let bin = 0; bin < BINS; bin++) {
    priorTotal += prior[bin] ?? 0;
    total += shape[bin] ?? 0;
  }
  const [outer, inner, middle] = KERNEL;
  for (let bin = 0; bin < BINS; bin++) {
    let smooth = outer * (shape[Math.max(0, bin - 2)] ?? 0);
    smooth += inner * (shape[Math.max(0, bin - 1)] ?? 0);
    smooth += middle * (shape[bin] ?? 0);
    smooth += inner * (shape[Math.min(BINS - 1, bin + 1)] ?? 0);
    smooth += outer * (shape[Math.min(BINS - 1, bin + 2)] ?? 0);
    const mixed = (smooth + (PRIOR_CALLS * (prior[bin] ?? 0)) / priorTotal) / (total + PRIOR_CALLS);
    density[bin] = (1 - UNSEEN) * mixed + UNSEEN / BINS;
  }
  return density;
};

/**
 * For each shift: what a call whose duration falls into each bin says, in nats, for "all durations grew by it" (in ln)
 * against "as before": the log-likelihood ratio of the observed shape moved by the shift. Exact for any shape, so that a change in
 * the mix of fast and slow calls is not taken for slowness.
 * @param tables what an earlier call returned for as many shifts, to be written over
 */
export const shiftEvidence = (
  shape: LogDurationShape,
  deviation: number,
  shifts: readonly number[],
  tables: readonly Float32Array[] = shifts.map(() => new Float32Array(BINS)),
): readonly Float32Array[] => {
  densityOf(shape, deviation);
  addUpDensity();
  for (const [index, table] of tables.entries()) writeEvidence(table, shifts[index] ?? 0);
  return tables;
};

/** What is slower than all but this share of the calls was practically never seen. */
const SEEN_TAIL = 0.001;

/** The slowest bin that was seen. */
const slowestSeen = (): number => {
  let tail = 0;
  for (let bin = BINS - 1; bin > 0; bin--) {
    tail += Math.max(0, (density[bin] ?? 0) - UNSEEN / BINS);
    if (tail >= SEEN_TAIL) return bin;
  }
  return 0;
};

/** What is usual `moved` bins below. */
const movedDensity = (bin: number, moved: number): number => {
  const whole = Math.floor(moved);
  const fraction = moved - whole;
  const near = density[Math.max(0, bin - whole)] ?? 0;
  const far = density[Math.max(0, bin - whole - 1)] ?? 0;
  return (1 - fraction) * near + fraction * far;
};

/** Leaves in {@link below} the probability of everything below each bin. */
const addUpDensity = (): void => {
  for (let bin = 0; bin < BINS; bin++) below[bin + 1] = (below[bin] ?? 0) + (density[bin] ?? 0);
};

const densityUpTo = (bin: number): number => below[Math.max(0, bin + 1)] ?? 0;

/**
 * Beyond everything seen, a call speaks as loudly as the loudest one below it: the alternative is "by this shift at
 * least", and the moved shape has no calls there either, so that its own ratio would say nothing of a tenfold slowness.
 */
const writeEvidence = (evidence: Float32Array, shift: number): void => {
  const isCoarse = shift >= COARSE;
  const least = shift / BIN_WIDTH;
  const [from, width] = [Math.round(least), Math.round((MOST_BY_COARSE - 1) * least)];
  for (let bin = 0; bin < BINS; bin++) {
    const usual = density[bin] ?? 0;
    const upToCube = (densityUpTo(bin - from) - densityUpTo(bin - from - width)) / width;
    const byShift = movedDensity(bin, least);
    const ifCoarse = IF_COARSE.untouched * usual + IF_COARSE.byShift * byShift + IF_COARSE.upToCube * upToCube;
    const assumed = isCoarse ? ifCoarse : byShift;
    const nats = Math.log(assumed / usual);
    evidence[bin] = Math.min(MOST_FOR, Math.max(-MOST_AGAINST, nats));
  }
  for (let bin = slowestSeen() + 1; bin < BINS; bin++) {
    evidence[bin] = Math.max(evidence[bin] ?? 0, evidence[bin - 1] ?? 0);
  }
};
