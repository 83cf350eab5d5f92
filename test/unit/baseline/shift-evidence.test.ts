import { describe, expect, test } from 'vitest';
import {
  addToShape,
  BINS,
  binPosition,
  type LogDurationShape,
  newLogDurationShape,
} from '../../../lib/core/baseline/log-duration-shape.ts';
import { shiftEvidence } from '../../../lib/core/baseline/shift-evidence.ts';

const at = (table: Float32Array, relative: number): number => table[Math.round(binPosition(relative))] ?? Number.NaN;
const SHIFT = Math.log(2.5);
const evidenceFor = (shape: LogDurationShape, deviation: number): Float32Array => {
  const [table] = shiftEvidence(shape, deviation, [SHIFT]);
  return table ?? new Float32Array();
};

describe('evidence for a shift of durations', () => {
  const narrow = newLogDurationShape();
  for (const offset of [-0.1, 0, 0, 0, 0.1]) addToShape(narrow, binPosition(offset), 400);

  test('speaks for it where the moved shape is, against it where the usual one is', () => {
    const table = evidenceFor(narrow, 0.1);
    expect(at(table, SHIFT)).toBeGreaterThan(2);
    expect(at(table, 0)).toBeLessThan(-0.8);
  });

  test('speaks for it as loudly beyond everything seen, however far', () => {
    const table = evidenceFor(narrow, 0.1);
    for (const times of [3, 6, 11, 25]) expect(at(table, Math.log(times))).toBeGreaterThan(2);
    for (const times of [1 / 3, 1 / 11]) expect(at(table, Math.log(times))).toBeLessThan(0.1);
  });

  test('of a fine shift speaks against it as clearly where the usual one is: it touches every call', () => {
    const [table = new Float32Array()] = shiftEvidence(narrow, 0.1, [Math.log(1.5)]);
    expect(at(table, Math.log(1.5))).toBeGreaterThan(2);
    expect(at(table, 0)).toBeLessThan(-2);
  });

  test('finds that half of the calls became slow, a slow tail or not', () => {
    const tailed = newLogDurationShape();
    for (const offset of [-0.2, -0.1, 0, 0, 0.1, 0.2]) addToShape(tailed, binPosition(offset), 400);
    for (let offset = 0.5; offset < 2.5; offset += 0.1) addToShape(tailed, binPosition(offset), 3);
    for (const shape of [narrow, tailed]) {
      const table = evidenceFor(shape, 0.1);
      for (const times of [3, 6, 11]) expect(at(table, 0) + at(table, Math.log(times))).toBeGreaterThan(0.3);
    }
  });

  test('does not take a change of mix for slowness', () => {
    const bimodal = newLogDurationShape();
    addToShape(bimodal, binPosition(-0.5), 1_400);
    addToShape(bimodal, binPosition(1.6), 600);
    const table = evidenceFor(bimodal, 1);
    expect(at(table, 1.6)).toBeLessThan(0);
  });

  test('is bounded, so that no single call decides', () => {
    const table = evidenceFor(narrow, 0.1);
    expect(Math.max(...table)).toBeLessThanOrEqual(2.5);
    expect(Math.min(...table)).toBeGreaterThanOrEqual(-3);
    expect(table).toHaveLength(BINS);
  });

  test('of an empty shape is that of a normal distribution', () => {
    const table = evidenceFor(newLogDurationShape(), 0.5);
    expect(at(table, -0.5)).toBeLessThan(at(table, 0.5));
  });
});
