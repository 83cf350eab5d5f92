import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWithin } from '../../lib/core/text-within.ts';

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

describe('textWithin', () => {
  it('keeps the longest beginning that fits, and whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (text, most) => {
        const kept = textWithin(text, most);
        expect(text.startsWith(kept)).toBe(true);
        expect(bytesOf(kept)).toBeLessThanOrEqual(most);
        const [next] = text.slice(kept.length);
        if (next !== undefined) expect(bytesOf(kept + next)).toBeGreaterThan(most);
      }),
    );
  });

  it('takes half a pair for what it is stored as', () => {
    expect(textWithin(`${'\ud800'.repeat(9)}`, 10)).toBe('\ud800'.repeat(3));
  });
});
