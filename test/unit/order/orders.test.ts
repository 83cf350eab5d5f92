import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { functionIdOf } from '../../../lib/core/function-key.ts';
import { overridesOfTags } from '../../../lib/core/order/function-tags.ts';
import { isRunbookUrl } from '../../../lib/core/order/is-runbook-url.ts';
import { decodeMark, encodeMark, type Mark } from '../../../lib/core/order/mark.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import { LINE_FACTORS, matchesPattern } from '../../../lib/core/order/override.ts';
import { isQuietAt } from '../../../lib/core/order/quiet-hours.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { aFunction, at } from '../../support/alarm-edges.ts';

const checkout = functionIdOf(aFunction('checkout'));
const aMark = (change: Partial<Mark> = {}): Mark => ({
  id: '2026-01-06T20:00:00.000Z|1',
  kind: 'mute',
  function: 'checkout',
  from: at(0),
  until: at(60),
  reason: 'load test',
  by: 'arn:aws:iam::123456789012:user/kim',
  at: 1_767_729_600_000,
  ...change,
});

describe('patterns of function names', () => {
  it.each([
    ['checkout', 'checkout', true],
    ['checkout', 'checkout2', false],
    ['test-*', 'test-a', true],
    ['test-*', 'atest-a', false],
    ['*-dev', 'shop-dev', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'acb', false],
    ['*', 'anything', true],
    ['a*a', 'a', false],
  ])('%s names %s: %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected);
  });

  it('agree with the regular expression of the same meaning', () => {
    const text = fc.stringMatching(/^[ab*]{1,8}$/);
    fc.assert(
      fc.property(text, fc.stringMatching(/^[ab]{0,8}$/), (pattern, name) => {
        const meant = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matchesPattern(pattern, name)).toBe(meant.test(name));
      }),
    );
  });
});

describe('orders about a function', () => {
  it('are none when nobody said anything', () => {
    const orders = new Orders().of(checkout);
    expect([orders.isOff('errors'), orders.lineFactor('errors'), orders.severity('errors')]).toEqual([
      false,
      1,
      undefined,
    ]);
    expect(orders.isSilenced('errors', at(1))).toBe(false);
  });

  it('are the last that was said, one for the signal before one for all', () => {
    const orders = new Orders({
      overrides: [
        { function: '*', severity: 'low', owner: 'platform' },
        { function: 'checkout', signal: 'errors', severity: 'critical' },
        { function: 'check*', severity: 'medium', sensitivity: 'low' },
        { function: 'cart', off: true },
      ],
    }).of(checkout);
    expect([orders.severity('errors'), orders.severity('duration')]).toEqual(['critical', 'medium']);
    expect(orders.owner('errors')).toBe('platform');
    expect(orders.lineFactor('memory')).toBe(LINE_FACTORS.low);
    expect(orders.isOff('errors')).toBe(false);
  });

  it('count the configuration before tags', () => {
    const tagged = overridesOfTags('checkout', [
      { key: 'nightjar:off', value: 'true' },
      { key: 'nightjar:owner', value: 'team-shop' },
    ]);
    const orders = new Orders({ tagged, overrides: [{ function: 'checkout', off: false }] }).of(checkout);
    expect([orders.isOff('errors'), orders.owner('errors')]).toEqual([false, 'team-shop']);
  });

  it('hold marks from their first window to their last, for their signal', () => {
    const orders = new Orders({ marks: [aMark({ signal: 'errors' })] }).of(checkout);
    const silenced = [-1, 0, 59, 60].map((minute) => orders.isSilenced('errors', at(minute)));
    expect(silenced).toEqual([false, true, true, false]);
    expect(orders.isSilenced('duration', at(1))).toBe(false);
    expect(orders.isExpected('errors', at(1))).toBe(false);
    const expected = new Orders({ marks: [aMark({ kind: 'expect' })] });
    expect(expected.of(checkout).isExpected('memory', at(1))).toBe(true);
    expect([expected.beginsExpecting(at(0)), expected.beginsExpecting(at(1))]).toEqual([true, false]);
  });

  it('silence what is off', () => {
    const orders = new Orders({ overrides: [{ function: 'checkout', signal: 'memory', off: true }] }).of(checkout);
    expect([orders.isSilenced('memory', at(1)), orders.isSilenced('errors', at(1))]).toEqual([true, false]);
  });
});

describe('tags as orders', () => {
  it('are read per signal and for all', () => {
    expect(
      overridesOfTags('f', [
        { key: 'nightjar:off', value: 'duration memory' },
        { key: 'nightjar:sensitivity', value: 'errors=high' },
        { key: 'nightjar:severity', value: 'low' },
        { key: 'nightjar:runbook', value: 'https://wiki.example/f' },
      ]),
    ).toEqual([
      { function: 'f', signal: 'duration', off: true },
      { function: 'f', signal: 'memory', off: true },
      { function: 'f', signal: 'errors', sensitivity: 'high' },
      { function: 'f', severity: 'low' },
      { function: 'f', runbookUrl: 'https://wiki.example/f' },
    ]);
  });

  it.each(['yes', 'TRUE', 'erors', '', 'errors=loud', '='])('that say %j order nothing', (value) => {
    const tags = ['off', 'sensitivity', 'severity', 'runbook', 'else'].map((name) => ({
      key: `nightjar:${name}`,
      value,
    }));
    expect(overridesOfTags('f', tags)).toEqual([]);
  });
});

describe('runbook addresses', () => {
  it.each(['https://wiki.example.com/a/b?c=d#e', 'https://wiki.example:8443'])('may be %s', (url) => {
    expect(isRunbookUrl(url)).toBe(true);
  });

  it.each([
    'http://wiki.example/',
    'javascript:alert(1)',
    'https://a b',
    'https://x/<y>',
    'https://x/|y',
    'https:///x',
  ])('may not be %s', (url) => {
    expect(isRunbookUrl(url)).toBe(false);
  });
});

describe('stored marks', () => {
  it('come back as they were', () => {
    const mark = aMark({ signal: 'new-error' });
    expect(decodeMark(encodeMark(mark))).toEqual({ ok: true, value: mark });
  });

  it.each(['', '{}', '{"v":2}', '{"v":1,"mark":{"kind":"forget"}}'])('that are none are a problem: %s', (text) => {
    expect(decodeMark(text).ok).toBe(false);
  });
});

describe('quiet hours', () => {
  const night = { fromMinute: 22 * 60, toMinute: 7 * 60, timeZone: 'Europe/Berlin' };
  it.each([
    ['2026-01-06T20:59:00Z', false],
    ['2026-01-06T21:00:00Z', true],
    ['2026-01-07T05:59:00Z', true],
    ['2026-01-07T06:00:00Z', false],
    // Summer time moves them by an hour of UTC.
    ['2026-07-06T20:00:00Z', true],
    ['2026-07-07T05:00:00Z', false],
  ])('by the clock of the place: %s is quiet: %s', (instant, expected) => {
    expect(isQuietAt(night, epochMs(Date.parse(instant)))).toBe(expected);
  });

  it('may lie within a day, and are none from a time to the same time', () => {
    const noon = epochMs(Date.UTC(2026, 0, 6, 12));
    expect(isQuietAt({ fromMinute: 720, toMinute: 780, timeZone: 'UTC' }, noon)).toBe(true);
    expect(isQuietAt({ fromMinute: 720, toMinute: 720, timeZone: 'UTC' }, noon)).toBe(false);
  });
});
