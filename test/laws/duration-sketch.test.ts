import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, DurationSketch } from '../../lib/core/fold/duration-sketch.ts';

const durationsUs = fc.array(fc.integer({ min: 0, max: 900_000_000 }), { maxLength: 60 });

const sketchOf = (all: readonly number[]): DurationSketch => {
  const sketch = new DurationSketch();
  for (const durationUs of all) sketch.add(durationUs);
  return sketch;
};

describe('a duration sketch', () => {
  it('holds the same in the same order, however the durations came and were merged', () => {
    fc.assert(
      fc.property(durationsUs, durationsUs, (some, others) => {
        const merged = sketchOf(some);
        merged.merge(sketchOf(others));
        const atOnce = sketchOf([...others, ...some].reverse());
        expect(merged.buckets).toEqual(atOnce.buckets);
        expect(merged.counts).toEqual(atOnce.counts);
        expect(merged.count).toBe(some.length + others.length);
      }),
    );
  });

  it('counts each duration in its bucket, ascending', () => {
    fc.assert(
      fc.property(durationsUs, (all) => {
        const expected = new Map<number, number>();
        for (const bucket of all.map(bucketOf).sort((a, b) => a - b)) {
          expected.set(bucket, (expected.get(bucket) ?? 0) + 1);
        }
        const { buckets, counts } = sketchOf(all);
        expect(buckets.map((bucket, place) => [bucket, counts[place]])).toEqual([...expected]);
      }),
    );
  });
});
