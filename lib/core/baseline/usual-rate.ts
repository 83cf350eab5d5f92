import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_HOUR, type Minute } from '../units.ts';
import { hourOf, isClockChangeWeek, quarterOf } from './calendar.ts';
import {
  type CountProfile,
  decodeCountProfile,
  encodeCountProfile,
  learnHour,
  neighbouringRate,
  newCountProfile,
  quarterRates,
  scaleProfile,
  skipHours,
} from './count-profile.ts';

/**
 * The calls per minute that are usual now: the weekly profile read out hour by hour, and the hour that is being gathered
 * for it. Rates are worked out when an hour begins and stored, so that a reload cannot change them.
 */
export interface UsualRate {
  readonly profile: CountProfile;
  hour: number;
  /** Calls of the present hour so far. */
  hourCalls: number;
  /** An alarm was open during this hour: it teaches nothing. */
  hourDisturbed: boolean;
  /** Minute of the hour from which the function was watched: the first hour is usually cut. */
  hourFrom: number;
  readonly byQuarter: Float32Array;
  /** Bounds of what is usual while clocks have just changed; equal to 0 otherwise. */
  highest: number;
  lowest: number;
}

const readOut = (usual: UsualRate, dispersion: number): void => {
  usual.byQuarter.set(quarterRates(usual.profile, usual.hour, dispersion));
  const firstMinute = (usual.hour * MINUTES_PER_HOUR) as Minute;
  const isShifted = isClockChangeWeek(firstMinute);
  usual.highest = isShifted ? Math.fround(neighbouringRate(usual.profile, usual.hour, dispersion, Math.max)) : 0;
  usual.lowest = isShifted ? Math.fround(neighbouringRate(usual.profile, usual.hour, dispersion, Math.min)) : 0;
};

export const newUsualRate = (firstWindow: Minute): UsualRate => {
  const usual: UsualRate = {
    profile: newCountProfile(hourOf(firstWindow)),
    hour: hourOf(firstWindow),
    hourCalls: 0,
    hourDisturbed: false,
    hourFrom: firstWindow % MINUTES_PER_HOUR,
    byQuarter: new Float32Array(4),
    highest: 0,
    lowest: 0,
  };
  readOut(usual, 1);
  return usual;
};

/** Per minute, in the quarter of an hour that `minute` falls into. */
export const usualAt = (usual: UsualRate, minute: Minute): number => usual.byQuarter[quarterOf(minute) % 4] ?? 0;

/** As {@link usualAt}, for any minute, as it is known now: for charts, which look back and ahead. */
export const usualRateAt = (usual: UsualRate, minute: Minute, dispersion: number): number =>
  hourOf(minute) === usual.hour
    ? usualAt(usual, minute)
    : (quarterRates(usual.profile, hourOf(minute), dispersion, usual.hour)[quarterOf(minute) % 4] ?? 0);

/** As {@link usualAt}, but the largest (smallest) that a clock change makes plausible. */
export const usualAtMost = (usual: UsualRate, minute: Minute): number =>
  Math.max(usualAt(usual, minute), usual.highest);
export const usualAtLeast = (usual: UsualRate, minute: Minute): number =>
  usual.lowest > 0 ? Math.min(usualAt(usual, minute), usual.lowest) : usualAt(usual, minute);

/** Completes the hours before the one of `minute`. */
export const turnHours = (usual: UsualRate, minute: Minute, dispersion: number, learning: boolean): void => {
  const target = hourOf(minute);
  if (target === usual.hour) return;
  while (usual.hour < target) {
    const watched = MINUTES_PER_HOUR - usual.hourFrom;
    const mean = usual.byQuarter.reduce((sum, rate) => sum + rate, 0) / usual.byQuarter.length;
    const calls = usual.hourDisturbed ? mean * MINUTES_PER_HOUR : (usual.hourCalls * MINUTES_PER_HOUR) / watched;
    learnHour(usual.profile, usual.hour, calls, dispersion, learning);
    usual.hour++;
    usual.hourCalls = 0;
    usual.hourDisturbed = false;
    usual.hourFrom = 0;
    readOut(usual, dispersion);
  }
};

/** Jumps over a dormant time: whole weeks are not lived through, so the profile stays as it was. */
export const sleepUntil = (usual: UsualRate, minute: Minute, dispersion: number): void => {
  const gap = hourOf(minute) - usual.hour;
  skipHours(usual.profile, gap);
  usual.hour += gap;
  usual.hourCalls = 0;
  usual.hourDisturbed = true;
  readOut(usual, dispersion);
};

export const rescale = (usual: UsualRate, factor: number, dispersion: number): void => {
  scaleProfile(usual.profile, factor);
  usual.hourDisturbed = true;
  readOut(usual, dispersion);
};

export const encodeUsualRate = (usual: UsualRate, writer: ByteWriter): void => {
  encodeCountProfile(usual.profile, writer);
  writer
    .varint(usual.hour)
    .f32(usual.hourCalls)
    .u8(usual.hourDisturbed ? 1 : 0)
    .u8(usual.hourFrom);
  for (const rate of usual.byQuarter) writer.f32(rate);
  writer.f32(usual.highest).f32(usual.lowest);
};

export const decodeUsualRate = (reader: ByteReader): UsualRate => ({
  profile: decodeCountProfile(reader),
  hour: reader.varint(),
  hourCalls: reader.f32(),
  hourDisturbed: reader.u8() === 1,
  hourFrom: reader.u8(),
  byQuarter: Float32Array.of(reader.f32(), reader.f32(), reader.f32(), reader.f32()),
  highest: reader.f32(),
  lowest: reader.f32(),
});
