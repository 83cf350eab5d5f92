import { describe, expect, it } from 'vitest';
import {
  decodeHourShape,
  encodeHourShape,
  learnHourShape,
  newHourShape,
  rotateHourShape,
  shapeAt,
} from '../../../lib/core/baseline/hour-shape.ts';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';

const NINE = 9;
const ramp = Float32Array.of(0, 20, 80, 100);
const taught = (days: number) => {
  const shape = newHourShape();
  for (let day = 0; day < days; day++) learnHourShape(shape, NINE + 24 * day, ramp, day, 200);
  return shape;
};

describe('the shape of an hour', () => {
  it('is even before anything was seen', () => {
    expect([0, 1, 2, 3].map((quarter) => shapeAt(newHourShape(), NINE, quarter))).toEqual([1, 1, 1, 1]);
  });

  it('is that of the days it saw, within a twentieth', () => {
    const shape = taught(10);
    for (const [quarter, expected] of [0, 0.4, 1.6, 2].entries()) {
      expect(Math.abs(shapeAt(shape, NINE, quarter) - expected)).toBeLessThan(0.05);
    }
    expect(shapeAt(shape, NINE + 1, 0)).toBe(1);
  });

  it('is moved little by a day with few calls', () => {
    const shape = taught(10);
    const before = shapeAt(shape, NINE, 0);
    learnHourShape(shape, NINE + 240, Float32Array.of(3, 0, 0, 0), 10, 200);
    expect(Math.abs(shapeAt(shape, NINE, 0) - before)).toBeLessThan(0.05);
  });

  it('moves with the clock', () => {
    const shape = taught(10);
    const last = shapeAt(shape, NINE, 3);
    rotateHourShape(shape, 1);
    expect(shapeAt(shape, NINE - 1, 3)).toBe(last);
  });

  it('is the same after a round trip', () => {
    const writer = new ByteWriter();
    encodeHourShape(taught(5), writer);
    expect(decodeHourShape(new ByteReader(writer.finish()))).toEqual(taught(5));
  });
});
