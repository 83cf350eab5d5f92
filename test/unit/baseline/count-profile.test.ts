import { describe, expect, test } from 'vitest';
import {
  type CountProfile,
  expectedPerMinute,
  hourRates,
  learnHour,
  newCountProfile,
  quarterRates,
} from '../../../lib/core/baseline/count-profile.ts';
import { decodeCountProfile, encodeCountProfile } from '../../../lib/core/baseline/count-profile-codec.ts';
import { rotateProfile, scaleProfile } from '../../../lib/core/baseline/reshape-profile.ts';
import { ByteReader, ByteWriter } from '../../../lib/core/bytes.ts';

const FIRST = 168 * 3_000;

const learnt = (weeks: number, callsAt: (hour: number) => number): CountProfile => {
  const profile = newCountProfile(FIRST);
  for (let hour = 0; hour < weeks * 168; hour++) learnHour(profile, FIRST + hour, callsAt(hour), 1, true);
  return profile;
};
const rate = (profile: CountProfile, weeks: number, hour: number): number =>
  expectedPerMinute(profile, FIRST + weeks * 168 + hour, FIRST + weeks * 168 + hour, 1);

describe('the usual number of calls', () => {
  test('of a steady function is the same at every hour', () => {
    const profile = learnt(2, () => 120);
    expect(rate(profile, 2, 5)).toBeCloseTo(2, 1);
    expect(rate(profile, 2, 100)).toBeCloseTo(2, 1);
  });

  test('of a scheduled function stays in its hour', () => {
    const profile = learnt(2, (hour) => (hour % 24 === 3 ? 60 : 0));
    expect(rate(profile, 2, 3)).toBeGreaterThan(0.8);
    expect(rate(profile, 2, 4)).toBeLessThan(0.02);
  });

  test('of a quiet function knows its week-end after two weeks', () => {
    const profile = learnt(2, (hour) => (Math.floor(hour / 24) % 7 >= 5 ? 0 : 2));
    expect(rate(profile, 2, 5 * 24 + 12)).toBeLessThan(0.5 * rate(profile, 2, 24 + 12));
  });

  test('is not doubled by one hour far above it after learning', () => {
    const profile = learnt(3, () => 60);
    learnHour(profile, FIRST + 3 * 168, 6_000, 1, false);
    expect(expectedPerMinute(profile, FIRST + 4 * 168, FIRST + 4 * 168, 1)).toBeLessThan(1.6);
  });

  test('takes the more plausible of two weeks that disagree', () => {
    const profile = learnt(2, (hour) => (hour < 168 && hour % 168 === 30 ? 1_200 : 60));
    expect(rate(profile, 2, 30)).toBeLessThan(1.5);
  });

  test('is a straight line between close hours and a step between far ones', () => {
    const at = FIRST + 2 * 168 + 10;
    const quarters = (profile: CountProfile): readonly number[] =>
      quarterRates(profile, at, 1, hourRates(profile, at, 1));
    const slope = quarters(learnt(2, (hour) => 60 + 5 * (hour % 24)));
    expect(slope[3]).toBeGreaterThan(slope[0] ?? Number.POSITIVE_INFINITY);
    const step = quarters(learnt(2, (hour) => (hour % 24 === 10 ? 600 : 6)));
    expect(step[0]).toBe(step[3]);
  });

  test('moves by an hour when told to', () => {
    const profile = learnt(2, (hour) => (hour % 24 === 9 ? 600 : 6));
    rotateProfile(profile, 1);
    expect(rate(profile, 2, 8)).toBeGreaterThan(5);
    expect(rate(profile, 2, 9)).toBeLessThan(1);
  });

  test('scales as a whole', () => {
    const profile = learnt(2, () => 120);
    scaleProfile(profile, 3);
    expect(rate(profile, 2, 50)).toBeCloseTo(6, 0);
  });

  test('survives a round trip', () => {
    const profile = learnt(2, (hour) => hour % 37);
    const writer = new ByteWriter();
    encodeCountProfile(profile, writer);
    expect(decodeCountProfile(new ByteReader(writer.finish()))).toEqual(profile);
  });
});
