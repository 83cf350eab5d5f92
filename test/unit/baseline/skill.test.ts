import { describe, expect, test } from 'vitest';
import { skillShown, weigh } from '../../../lib/core/baseline/skill.ts';

const weightAfter = (
  hours: number,
  first: (hour: number) => number,
  second: (hour: number) => number,
  calls: (hour: number) => number,
  dispersion = 1,
): number => {
  let skill = 0;
  for (let hour = 0; hour < hours; hour++)
    skill = skillShown(skill, first(hour), second(hour), calls(hour), dispersion);
  return weigh(skill);
};

describe('the weight of a guess', () => {
  test('is a half before anything was foretold, and stays so where two guesses agree', () => {
    expect(
      weightAfter(
        0,
        () => 5,
        () => 5,
        () => 5,
      ),
    ).toBe(0.5);
    expect(
      weightAfter(
        100,
        () => 5,
        () => 5,
        () => 7,
      ),
    ).toBe(0.5);
  });

  test('goes to the one that foretells a schedule', () => {
    const isDue = (hour: number): boolean => hour % 24 === 3;
    const byDay = (hour: number): number => (isDue(hour) ? 60 : 0.1);
    expect(
      weightAfter(
        72,
        () => 2.5,
        byDay,
        (hour) => (isDue(hour) ? 60 : 0),
      ),
    ).toBeGreaterThan(0.99);
  });

  test('leaves one that bursts at other hours have proved wrong, though no single burst does', () => {
    const byDay = (hour: number): number => (hour % 24 === 3 ? 60 : 0.1);
    const bursts = (hour: number): number => (hour % 10 === 7 ? 60 : 0);
    const weight = (hours: number): number => weightAfter(hours, () => 6, byDay, bursts, 60);
    expect(weight(8)).toBeGreaterThan(0.05);
    expect(weight(240)).toBeLessThan(0.01);
  });

  test('moves less where counts stray by themselves', () => {
    const calls = (hour: number): number => (hour % 2 === 0 ? 8 : 2);
    const [quick, slow] = [1, 10].map((dispersion) =>
      weightAfter(
        6,
        () => 5,
        (hour) => (hour % 2 === 0 ? 7 : 3),
        calls,
        dispersion,
      ),
    );
    expect(quick).toBeGreaterThan(slow ?? 1);
  });
});
