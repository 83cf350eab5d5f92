import { describe, expect, test } from 'vitest';
import { habitsOf, inherit } from '../../../lib/core/detect/fleet-habits.ts';
import { newFunctionState } from '../../../lib/core/detect/function-state.ts';
import { minute } from '../../../lib/core/units.ts';
import { DAY, MONDAY, makeNoise, poisson, SOME_FUNCTION, tell } from '../../support/windows.ts';

/** A fortnight of a function whose rate changes every quarter of an hour, more or less wildly. */
const lived = (seed: number, wildness: number, days = 13) => {
  const noise = makeNoise(seed);
  let rate = 1;
  return tell((elapsed) => {
    if (elapsed % 15 === 0) rate = Math.exp(wildness * (2 * noise() - 1));
    const invocations = poisson(noise, rate);
    return invocations > 0 ? { invocations, durationsMs: [90 + 20 * noise()] } : undefined;
  }, days).state;
};

const newborn = () => newFunctionState(SOME_FUNCTION, minute(MONDAY + 20 * DAY));
const calm = [1, 2, 3, 4].map((seed) => lived(seed, 0.1));
const wild = [5, 6, 7].map((seed) => lived(seed, 1.5));

describe('what a function inherits from the fleet it is born into', () => {
  test('is what is usual, not what the wildest do', () => {
    const usual = habitsOf([...calm, ...wild]);
    const unruly = habitsOf([...wild, ...wild]);
    if (!usual || !unruly) throw new Error('a fleet of seven has habits');
    expect(unruly.hourDispersion).toBeGreaterThan(1.5 * usual.hourDispersion);
    expect(Math.max(...(usual.days[0] ?? []))).toBeLessThan(Math.max(...(unruly.days[0] ?? [])));
  });

  test('does not depend on the order of the functions', () => {
    expect(habitsOf([...wild, ...calm])).toEqual(habitsOf([...calm, ...wild].reverse()));
  });

  test('is nothing while too few know themselves', () => {
    expect(habitsOf(calm)).toBeUndefined();
    expect(habitsOf([...calm, lived(9, 0.1, 4), newborn()])).toBeUndefined();
  });

  test('begins its calibration with borrowed days, and replaces nothing that it learnt by itself', () => {
    const habits = habitsOf([...calm, ...wild]);
    if (!habits) throw new Error('a fleet of seven has habits');
    const state = newborn();
    inherit(state, habits);
    const { tests, dispersion } = state.detectors.invocations;
    expect([...(tests[0]?.calibrator.dailyMaxima ?? [])]).toEqual([...(habits.days[0] ?? [])]);
    expect(tests[0]?.calibrator.dailyMaxima).toHaveLength(4);
    expect(dispersion.hours.value).toBe(habits.hourDispersion);
    const [own] = wild;
    if (!own) throw new Error('there is one');
    const before = structuredClone(own.detectors.invocations);
    inherit(own, habits);
    expect(own.detectors.invocations).toEqual(before);
  });
});
