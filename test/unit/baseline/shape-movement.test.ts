import { describe, expect, test } from 'vitest';
import {
  addToShape,
  binPosition,
  type LogDurationShape,
  newLogDurationShape,
} from '../../../lib/core/baseline/log-duration-shape.ts';
import { movementOf } from '../../../lib/core/baseline/shape-movement.ts';

/** Calls around two centres, of which the slow one has this share; all moved by so much. */
const shapeOf = (calls: number, slowShare: number, moved = 0): LogDurationShape => {
  const shape = newLogDurationShape();
  for (let index = 0; index < calls; index++) {
    const [phase, isSlow] = [(index * 0.618) % 1, (index * 0.382) % 1 < slowShare];
    addToShape(shape, binPosition((isSlow ? 1.5 : -0.5) + 0.8 * (phase - 0.5) + moved), 1);
  }
  return shape;
};

const usual = shapeOf(600, 0.3);

describe('by how much an hour is moved', () => {
  test.each([-0.3, -0.15, 0, 0.15, 0.3])('is found where everything is moved by %d', (moved) => {
    expect(movementOf(shapeOf(200, 0.3, moved), usual, 0.9)).toBeCloseTo(moved, 0.8);
  });

  test.each([0.05, 0.6, 0.9])('is little where only the mix changes, to %d slow ones', (slowShare) => {
    const ofMeans = 2 * Math.abs(slowShare - 0.3);
    expect(Math.abs(movementOf(shapeOf(200, slowShare), usual, 0.9))).toBeLessThan(ofMeans / 4);
  });

  test('is bounded by one call, wherever it lies', () => {
    for (const at of [-0.5, 0.3, 1.5, 3]) {
      const hour = newLogDurationShape();
      addToShape(hour, binPosition(at), 1);
      expect(Math.abs(movementOf(hour, usual, 0.9))).toBeLessThan(0.2);
    }
  });

  test('is the difference of means for a shape with one hump', () => {
    expect(movementOf(shapeOf(100, 0, 0.2), shapeOf(600, 0), 0.25)).toBeCloseTo(0.2, 1);
  });
});
