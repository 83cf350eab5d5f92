import { BUCKETS_PER_OCTAVE, type DurationSketch } from './duration-sketch.ts';

/** Arithmetic middle of a bucket, in milliseconds. */
export const bucketMiddleMs = (bucket: number): number => {
  const octave = Math.floor(bucket / BUCKETS_PER_OCTAVE);
  const within = bucket % BUCKETS_PER_OCTAVE;
  return (2 ** octave * (1 + (within + 0.5) / BUCKETS_PER_OCTAVE)) / 1_000;
};

/** The duration that a share `rank` (0..1) of the recorded ones do not exceed, in ms, within 2.2 %; `null` when empty. */
export const quantileMs = ({ buckets, counts, count }: DurationSketch, rank: number): number | null => {
  const target = Math.max(1, Math.ceil(rank * count));
  let seen = 0;
  for (const [place, bucket] of buckets.entries()) {
    seen += counts[place] ?? 0;
    if (seen >= target) return bucketMiddleMs(bucket);
  }
  return null;
};
