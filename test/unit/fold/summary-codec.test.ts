import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import { decodeSummary } from '../../../lib/core/fold/decode-summary.ts';
import { encodeSummary } from '../../../lib/core/fold/encode-summary.ts';

const SALT = 5;
const bytesOf = (layout: string): Uint8Array => {
  const file = new URL(`../../fixtures/summaries/${layout}.hex`, import.meta.url);
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
};

describe('stored summaries', () => {
  it('of layout 1, before other sources were read, are still understood', () => {
    const summary = decodeSummary(new ByteReader(bytesOf('layout-1')), SALT);
    expect(summary).toMatchObject({ starts: 12, reports: 11, coldStarts: 2, errorLines: 3, countedErrors: 1 });
    expect(summary.durationUsSum).toBe(3_092_340);
    expect(
      summary.failures
        ?.marks()
        .map(({ errorKind }) => errorKind)
        .sort(),
    ).toEqual(['KeyError', 'TypeError']);
    expect([...summary.destinations.named]).toEqual([['api.example.com', 4]]);
    expect([...summary.riskyDestinations.named]).toEqual([['203.0.113.9:4444', 1]]);
    expect(summary.outside).toBeUndefined();
  });

  it('of layout 2, when deliveries of CloudTrail were counted and not events, are still understood', () => {
    const { starts, outside } = decodeSummary(new ByteReader(bytesOf('layout-2')), SALT);
    if (outside === undefined) throw new Error('nothing was recorded elsewhere');
    expect(starts).toBe(2);
    expect([...outside.outboundBytes.named]).toEqual([['203.0.113.9', 8_400]]);
    expect([...outside.apiCalls.counts().named]).toEqual([['s3:GetObject', 2]]);
    expect([...outside.sensitiveApiCalls.counts().named]).toEqual([['iam:CreateUser', 1]]);
    expect([...outside.apiErrors.counts().named]).toEqual([['s3:GetObject AccessDenied', 1]]);
    expect([...outside.lambdaUses.counts().named.keys()]).toEqual([expect.stringMatching(/^18\.202\.10\.4 boto3 /)]);
    expect([...outside.foreignUses.counts().named.keys()]).toEqual([expect.stringMatching(/^203\.0\.113\.9 aws-cli /)]);
    expect([...outside.deploys.counts().named]).toEqual([['UpdateFunctionCode user/alice', 1]]);
    expect([...outside.firewallHits.named]).toEqual([['BLOCK example.com', 1]]);
    expect(outside.namesNotFound).toBe(1);
  });

  it('of layout 1 are written again with one byte more: nothing recorded elsewhere', () => {
    const writer = new ByteWriter();
    encodeSummary(decodeSummary(new ByteReader(bytesOf('layout-1')), SALT), writer);
    const written = writer.finish();
    expect(written[0]).toBe(3);
    expect([...written.slice(1, -1)]).toEqual([...bytesOf('layout-1').slice(1)]);
    expect(written.at(-1)).toBe(0);
  });

  it('of a layout that is not known are refused', () => {
    expect(() => decodeSummary(new ByteReader(Uint8Array.of(4, 0)), SALT)).toThrow(RangeError);
    expect(() => decodeSummary(new ByteReader(Uint8Array.of(0, 0)), SALT)).toThrow(RangeError);
  });
});
