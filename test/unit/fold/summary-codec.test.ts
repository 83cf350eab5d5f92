import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import { decodeSummary, encodeSummary } from '../../../lib/core/fold/summary-codec.ts';

const SALT = 5;
const LAYOUT_1 = new URL('../../fixtures/summaries/layout-1.hex', import.meta.url);
const bytesOfLayout1 = (): Uint8Array => Buffer.from(readFileSync(LAYOUT_1, 'utf8').trim(), 'hex');

describe('stored summaries', () => {
  it('of layout 1, before other sources were read, are still understood', () => {
    const summary = decodeSummary(new ByteReader(bytesOfLayout1()), SALT);
    expect(summary).toMatchObject({ starts: 12, reports: 11, coldStarts: 2, errorLines: 3, countedErrors: 1 });
    expect(summary.durationUsSum).toBe(3_092_340);
    expect(
      summary.failures
        .marks()
        .map(({ errorKind }) => errorKind)
        .sort(),
    ).toEqual(['KeyError', 'TypeError']);
    expect([...summary.destinations.named]).toEqual([['api.example.com', 4]]);
    expect([...summary.riskyDestinations.named]).toEqual([['203.0.113.9:4444', 1]]);
    expect(summary.outside).toBeUndefined();
  });

  it('of layout 1 are written again with one byte more: nothing recorded elsewhere', () => {
    const writer = new ByteWriter();
    encodeSummary(decodeSummary(new ByteReader(bytesOfLayout1()), SALT), writer);
    const written = writer.finish();
    expect(written[0]).toBe(2);
    expect([...written.slice(1, -1)]).toEqual([...bytesOfLayout1().slice(1)]);
    expect(written.at(-1)).toBe(0);
  });

  it('of a layout that is not known are refused', () => {
    expect(() => decodeSummary(new ByteReader(Uint8Array.of(3, 0)), SALT)).toThrow(RangeError);
    expect(() => decodeSummary(new ByteReader(Uint8Array.of(0, 0)), SALT)).toThrow(RangeError);
  });
});
