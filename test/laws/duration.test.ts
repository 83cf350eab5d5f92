import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText, parseDurationMs } from '../../lib/config/duration.ts';

describe('durations', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (seconds) => {
        expect(parseDurationMs(durationText(seconds * 1_000))).toEqual({ ok: true, value: seconds * 1_000 });
      }),
    );
  });

  it.each(['', '7', 'd', '7 d', '-1d', '1.5h', '7days', '1d12h', '٧d'])('refuse %j', (wrong) => {
    expect(parseDurationMs(wrong).ok).toBe(false);
  });
});
