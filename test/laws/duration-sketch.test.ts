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

  it('is the same whether durations come one by one or all at once', () => {
    fc.assert(
      fc.property(durationsUs, fc.array(fc.nat(99), { maxLength: 99 }), (before, all) => {
        for (const first of [[], before]) {
          const atOnce = sketchOf(first);
          atOnce.addAll(all, all.length);
          expect(atOnce).toEqual(sketchOf([...first, ...all]));
          expect(atOnce.buckets).toEqual(sketchOf([...first, ...all]).buckets);
          expect(atOnce.counts).toEqual(sketchOf([...first, ...all]).counts);
        }
      }),
    );
  });

  it('puts a whole number into the bucket that the bits of its double say', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 2 ** 40, noNaN: true }), (us) => {
        const whole = Math.floor(us);
        const octave = Math.floor(Math.log2(whole));
        const exact = 2 ** octave > whole ? octave - 1 : 2 ** (octave + 1) <= whole ? octave + 1 : octave;
        expect(bucketOf(whole)).toBe(Math.min(640, 16 * exact + Math.floor(16 * (whole / 2 ** exact - 1))));
      }),
    );
  });
});
