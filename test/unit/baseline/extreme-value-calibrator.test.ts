import { describe, expect, test } from 'vitest';
import {
  type CalibrationContext,
  newCalibrator,
  raiseAfterAlarm,
  recordAlarm,
  recordHeight,
  turnDay,
} from '../../../lib/core/baseline/extreme-value-calibrator.ts';

const SETTINGS = { floor: 10, ceiling: 200 };
const CONTEXT: CalibrationContext = { calibratesFromDay: 0, returnPeriodDays: 400 };

const lineAfter = (maxima: readonly number[], context = CONTEXT): number => {
  const calibrator = newCalibrator(0, SETTINGS);
  for (const [day, height] of maxima.entries()) {
    recordHeight(calibrator, height, true);
    turnDay(calibrator, day + 1, SETTINGS, context);
  }
  return calibrator.threshold;
};

const quiet = Array.from({ length: 14 }, () => 0.5);
const wild = [20, 35, 28, 41, 22, 30, 26, 38, 24, 33, 29, 27, 36, 31];

describe('the alert line of a statistic', () => {
  test('is the floor for a function that is quiet by nature', () => {
    expect(lineAfter(quiet)).toBe(10);
  });

  test('lies above every day of a function that is wild by nature', () => {
    expect(lineAfter(wild)).toBeGreaterThan(41 * 1.5);
  });

  test('never passes the ceiling', () => {
    expect(lineAfter(wild.map((height) => height * 50))).toBe(200);
  });

  test('is moved little by one bad day', () => {
    expect(lineAfter([...wild.slice(0, 13), 900])).toBeLessThan(1.3 * lineAfter(wild));
  });

  test('lies above the floor while there are too few days to fit', () => {
    expect(lineAfter([1])).toBeCloseTo(14, 5);
  });

  test('rises with the return period, so that a large fleet stays as quiet as a small one', () => {
    expect(lineAfter(wild, { ...CONTEXT, returnPeriodDays: 20_000 })).toBeGreaterThan(lineAfter(wild));
  });

  test('ignores the days in which the profile forms', () => {
    const late = { ...CONTEXT, calibratesFromDay: 3 };
    expect(lineAfter([500, 500, 500, ...quiet], late)).toBe(10);
  });

  test('rises after an alarm, and after two of them in a fortnight stays up', () => {
    const calibrator = newCalibrator(0, SETTINGS);
    for (let day = 0; day < 14; day++) {
      if (day === 5 || day === 9) recordAlarm(calibrator);
      turnDay(calibrator, day + 1, SETTINGS, CONTEXT);
    }
    expect(calibrator.threshold).toBeGreaterThan(13);
    const before = calibrator.threshold;
    raiseAfterAlarm(calibrator, SETTINGS);
    expect(calibrator.threshold).toBeCloseTo(1.3 * before, 3);
  });
});
