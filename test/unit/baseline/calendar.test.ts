import { describe, expect, test } from 'vitest';
import { isClockChangeWeek } from '../../../lib/core/baseline/calendar.ts';
import { epochMs, minuteOf } from '../../../lib/core/units.ts';

const on = (date: string): boolean => isClockChangeWeek(minuteOf(epochMs(Date.parse(`${date}T12:00:00Z`))));

describe('the week after clocks change', () => {
  test.each([
    ['2026-03-08', true, 'second Sunday of March, North America'],
    ['2026-03-14', true, 'six days later'],
    ['2026-03-16', false, 'eight days later'],
    ['2026-03-29', true, 'last Sunday of March, European Union'],
    ['2026-04-06', false, 'eight days later'],
    ['2026-10-25', true, 'last Sunday of October, European Union'],
    ['2026-11-01', true, 'first Sunday of November, North America'],
    ['2026-11-09', false, 'eight days later'],
    ['2026-07-01', false, 'summer'],
    ['2027-03-28', true, 'another year'],
  ])('%s is %s: %s', (date, expected) => {
    expect(on(date)).toBe(expected);
  });
});
