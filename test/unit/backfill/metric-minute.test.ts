import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MetricHistory } from '../../../lib/core/backfill/metric-history.ts';
import { summaryOfMetrics } from '../../../lib/core/backfill/metric-minute.ts';
import { bucketMiddleMs } from '../../../lib/core/fold/duration-quantile.ts';
import { minute } from '../../../lib/core/units.ts';

const AT = minute(29_459_520);
const duration = fc.double({ min: 0.01, max: 900_000, noNaN: true });
const statistics = fc
  .array(duration, { minLength: 5, maxLength: 5 })
  .map((values) => values.toSorted((a, b) => a - b))
  .map(([min = 0, p25 = 0, p50 = 0, p75 = 0, max = 0]) => ({ min, p25, p50, p75, max }));

it('keeps counts as they are, and durations between the extremes with the median where it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(6_000), statistics, (invocations, errors, durationMs) => {
      const summary = summaryOfMetrics({ minute: AT, invocations, errors, durationMs }, 3);
      expect(summary.starts).toBe(invocations);
      expect(summary.countedErrors).toBe(Math.min(errors, invocations));
      const { buckets, counts } = summary.durations;
      const middles = buckets.flatMap((bucket, place) =>
        Array.from({ length: counts[place] ?? 0 }, () => bucketMiddleMs(bucket)),
      );
      expect(middles).toHaveLength(Math.min(invocations, 40));
      // A bucket's middle is within 2.2 % of what it holds, and below a microsecond all is one bucket.
      expect(middles[0]).toBeGreaterThan(durationMs.min * 0.95 - 0.002);
      expect(middles.at(-1)).toBeLessThan(durationMs.max * 1.05 + 0.002);
      if (invocations < 20) return;
      expect(middles.filter((ms) => ms <= durationMs.p50 * 1.05 + 0.002).length).toBeGreaterThanOrEqual(
        middles.length / 2 - 1,
      );
    }),
  );
});

it('is held and given back minute by minute, whatever the gaps', () => {
  const history = new MetricHistory();
  const durationMs = { min: 1, p25: 2, p50: 3, p75: 4, max: 5 };
  history.append([
    { minute: AT, invocations: 4, errors: 1, durationMs },
    { minute: minute(AT + 3), invocations: 2, errors: 0 },
  ]);
  history.append([{ minute: minute(AT + 9), invocations: 1, errors: 0, durationMs }]);
  expect(history.take(minute(AT - 5))).toBeUndefined();
  expect(history.take(AT)).toEqual({ minute: AT, invocations: 4, errors: 1, durationMs });
  expect(history.take(minute(AT + 1))).toBeUndefined();
  expect(history.take(minute(AT + 3))).toEqual({ minute: AT + 3, invocations: 2, errors: 0 });
  expect(history.take(minute(AT + 9))).toEqual({ minute: AT + 9, invocations: 1, errors: 0, durationMs });
  expect(history.take(minute(AT + 10))).toBeUndefined();
});
