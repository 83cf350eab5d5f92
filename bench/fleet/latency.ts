import type { Random } from './random.ts';

/** How long calls take, ms. */
export interface Latency {
  readonly durationMs: (factor: number) => number;
  /** Draws what the calls of one minute share. */
  readonly beginMinute: (minute: number) => void;
  readonly isBimodal: boolean;
}

/** Log-normal with a tail; a third of the functions have two humps whose mix wanders (cache hit and miss). */
export const makeLatency = (random: Random): Latency => {
  const typicalMs = random.logBetween(5, 8_000);
  const spread = random.between(0.08, 0.7);
  const isBimodal = random.chance(0.33);
  const slowFactor = random.logBetween(3, 15);
  const slowShare = random.between(0.1, 0.6);
  const mixWander = random.between(0, 0.6);
  const sharedNoise = random.chance(0.5) ? random.between(0.02, 0.12) : 0;
  const tailShare = random.chance(0.6) ? random.between(0.002, 0.03) : 0;
  const tailFactor = random.between(4, 20);
  const daily = random.between(0, 0.12);
  const phase = random.between(0, 2 * Math.PI);
  let minuteFactor = 1;
  let share = slowShare;
  let mix = 0;
  return {
    isBimodal,
    beginMinute: (minute) => {
      const angle = (2 * Math.PI * (minute % 1_440)) / 1_440;
      minuteFactor = Math.exp(daily * Math.sin(angle + phase) + sharedNoise * random.normal());
      mix = 0.97 * mix + 0.243 * random.normal();
      const odds = (slowShare / (1 - slowShare)) * Math.exp(mixWander * mix);
      share = odds / (1 + odds);
    },
    durationMs: (factor) => {
      const hump = isBimodal && random.chance(share) ? slowFactor : 1;
      const tail = random.chance(tailShare) ? random.between(2, tailFactor) : 1;
      return Math.min(
        900_000,
        Math.max(0.5, typicalMs * hump * tail * minuteFactor * factor * Math.exp(spread * random.normal())),
      );
    },
  };
};
