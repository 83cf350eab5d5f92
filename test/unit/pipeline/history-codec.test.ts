import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';
import { deployBetween } from '../../../lib/core/detect/deploy-between.ts';
import { newFunctionState } from '../../../lib/core/detect/function-state.ts';
import type { HistoryPoint } from '../../../lib/core/detect/history-point.ts';
import { decodeHistoryPoint, encodeHistoryPoint } from '../../../lib/core/pipeline/history-codec.ts';
import { minute } from '../../../lib/core/units.ts';

const POINT: HistoryPoint = {
  minute: minute(29_500_005),
  invocations: 812,
  errors: 3,
  durationMsMedian: 41.5,
  invocationsBand: { lower: 700, upper: 900 },
  errorsBand: { lower: null, upper: 2 },
  durationMsBand: { lower: null, upper: null },
};

describe('a stored history point', () => {
  it.each([POINT, { ...POINT, deploy: 'version 42' }, { ...POINT, durationMsMedian: null, deploy: 'é "x"' }])(
    'comes back as it was, whoever follows it',
    (point) => {
      const writer = new ByteWriter(64);
      encodeHistoryPoint(point, writer);
      encodeHistoryPoint(POINT, writer);
      const reader = new ByteReader(writer.finish());
      expect(decodeHistoryPoint(reader)).toEqual(point);
      expect(decodeHistoryPoint(reader)).toEqual(POINT);
      expect(reader.done).toBe(true);
    },
  );
});

describe('the deploy of a quarter', () => {
  const state = newFunctionState({ account: 'a', region: 'r', name: 'n' }, minute(0));
  const deploys = { ...state.deploys, at: minute(110), current: '42' };
  const changes = { at: minute(105), action: 'UpdateFunctionCode20150331v2', by: 'alice' };

  it('is the new version, else what the audit trail recorded, within the quarter alone', () => {
    expect(deployBetween({ ...state, deploys, changes }, minute(105), minute(120))).toBe('version 42');
    expect(deployBetween({ ...state, changes }, minute(105), minute(120))).toBe('UpdateFunctionCode');
    expect(deployBetween({ ...state, deploys, changes }, minute(120), minute(135))).toBeUndefined();
    expect(deployBetween(state, minute(0), minute(15))).toBeUndefined();
  });
});
