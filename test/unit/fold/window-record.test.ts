import { describe, expect, it } from 'vitest';
import { resolveWindow } from '../../../lib/core/fold/resolve-window.ts';
import { looksLikeWindowRecord, summaryOfRecord } from '../../../lib/core/fold/window-record.ts';

const RECORD = {
  t: '2026-01-06T21:00:00.000Z',
  function: 'shop',
  version: '42',
  invocations: 120,
  errors: 5,
  errorKinds: { TypeError: 3, Timeout: 2 },
  timeouts: 2,
  coldStarts: 1,
  durations: [10, 20.5, 30],
  outbound: { 'API.example.com': 7, '203.0.113.9:4444': 1 },
};

describe('summaryOfRecord', () => {
  it('gives a window that says what the record says', () => {
    const read = summaryOfRecord(RECORD, 1);
    if (!read.ok) throw new Error(read.problem.field);
    const { functionId, minute, summary } = read.value;
    const window = resolveWindow(minute, summary, undefined, true);
    expect(functionId).toBe('unknown/unknown/shop');
    expect(minute).toBe(Date.UTC(2026, 0, 6, 21, 0) / 60_000);
    expect(window).toMatchObject({ invocations: 120, errors: 5, timeouts: 2, coldStarts: 1 });
    expect(window.durations.count).toBe(3);
    expect(summary.durationUsSum).toBe(60_500);
    expect(new Map(window.errorKinds.named)).toEqual(
      new Map([
        ['TypeError', 3],
        ['Timeout', 2],
      ]),
    );
    expect(new Map(window.versions.named)).toEqual(new Map([['42', 120]]));
    expect(new Map(window.destinations.named)).toEqual(
      new Map([
        ['api.example.com', 7],
        ['203.0.113.9:4444', 1],
      ]),
    );
  });

  it('reads the least that a record may say', () => {
    const read = summaryOfRecord({ t: '2026-01-06T21:00Z', function: 'shop', invocations: 0 }, 1);
    expect(read.ok).toBe(true);
  });

  it('counts the same without START lines', () => {
    const read = summaryOfRecord(RECORD, 1);
    expect(read.ok && resolveWindow(read.value.minute, read.value.summary, undefined, false).invocations).toBe(120);
  });

  it.each([
    ['', 'text'],
    ['', null],
    ['t', { ...RECORD, t: 'yesterday' }],
    ['t', { ...RECORD, t: 1_767_733_200 }],
    ['function', { ...RECORD, function: 'a/b' }],
    ['invocations', { ...RECORD, invocations: '120' }],
    ['invocations', { ...RECORD, invocations: -1 }],
    ['invocations', { ...RECORD, invocations: 1e300 }],
    ['invocations', { t: RECORD.t, function: 'shop' }],
    ['errors', { ...RECORD, errors: 1.5 }],
    ['version', { ...RECORD, version: 42 }],
    ['errorKinds', { ...RECORD, errorKinds: [] }],
    ['errorKinds.TypeError', { ...RECORD, errorKinds: { TypeError: null } }],
    ['outbound.a.example.com', { ...RECORD, outbound: { 'a.example.com': 'x' } }],
    ['durations', { ...RECORD, durations: [-1] }],
    ['durations', { ...RECORD, durations: 'x' }],
    ['account', { ...RECORD, account: 'a/b' }],
  ])('names the field that cannot be read: %s', (field, record) => {
    expect(summaryOfRecord(record, 1)).toMatchObject({
      ok: false,
      problem: { code: 'window_record.bad_field', field },
    });
  });

  it('takes names from a log as names', () => {
    const outbound: unknown = JSON.parse('{"__proto__":3,"constructor":4}');
    const read = summaryOfRecord({ ...RECORD, function: '__proto__', outbound }, 1);
    expect(read.ok && [...read.value.summary.destinations.named]).toEqual([
      ['__proto__', 3],
      ['constructor', 4],
    ]);
  });

  it('tells a window record from other JSON', () => {
    expect(looksLikeWindowRecord(RECORD)).toBe(true);
    expect(looksLikeWindowRecord({ timestamp: 1, message: 'x' })).toBe(false);
  });
});
