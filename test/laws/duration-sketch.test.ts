import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, DurationSketch } from '../../lib/core/fold/duration-sketch.ts';
import { PlainDraft } from '../../lib/core/fold/plain-draft.ts';
import { wholeSummary } from '../../lib/core/fold/plain-summary.ts';

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

  it('is what a record drafts of its durations, few or many', () => {
    const draft = new PlainDraft(200);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(99), fc.nat(900_000_000)), { maxLength: 150, size: 'max' }), (all) => {
        draft.begin();
        for (const us of all) draft.addDuration(us);
        const { durations } = wholeSummary(draft.finish(), 1);
        expect(durations.buckets).toEqual(sketchOf(all).buckets);
        expect(durations.counts).toEqual(sketchOf(all).counts);
        expect(durations.count).toBe(all.length);
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
