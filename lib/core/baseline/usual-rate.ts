import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import { hourOf, isClockChangeWeek, quarterOf } from './calendar.ts';
import { type ClockShift, decodeClockShift, encodeClockShift, newClockShift, weighClockShift } from './clock-shift.ts';
import {
  type CountProfile,
  decodeCountProfile,
  encodeCountProfile,
  expectedPerMinute,
  learnHour,
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
  /** Calls of the hour before, held back for an hour: an alarm that opens meanwhile takes them out. */
  heldCalls: number;
  readonly byQuarter: Float32Array;
  /** Bounds of what is usual in this hour: where two hours differ, a straight line between them is only a guess. */
  highest: number;
  lowest: number;
  readonly clockShift: ClockShift;
}

/** An hour is taught this many hours after it ended: what an alarm disturbs must not be learnt just before it opens. */
const HELD_HOURS = 1;
/** A pattern must have been seen for so long before it can be seen to move. */
const KNOWN_HOURS = 5 * 24;
const startOfHour = (hour: number): Minute => minute(hour * MINUTES_PER_HOUR);

const readOut = (usual: UsualRate, dispersion: number): void => {
  const { profile, hour } = usual;
  const rateIn = (other: number): number => expectedPerMinute(profile, other, hour - HELD_HOURS, dispersion);
  const here = rateIn(hour);
  const isShifted = isClockChangeWeek(startOfHour(hour)) && usual.clockShift.isDecided === false;
  const plausible = isShifted ? [rateIn(hour - 1), here, rateIn(hour + 1)] : [here];
  usual.byQuarter.set(quarterRates(profile, hour, dispersion, hour - HELD_HOURS));
  usual.highest = Math.fround(Math.max(...plausible));
  usual.lowest = Math.fround(Math.min(...plausible));
};

export const newUsualRate = (firstWindow: Minute): UsualRate => {
  const usual: UsualRate = {
    // The first hour is cut, and starts with a call by definition: it teaches nothing.
    profile: newCountProfile(hourOf(firstWindow) + 1),
    hour: hourOf(firstWindow),
    hourCalls: 0,
    hourDisturbed: false,
    heldCalls: 0,
    byQuarter: new Float32Array(4),
    highest: 0,
    lowest: 0,
    clockShift: newClockShift(),
  };
  readOut(usual, 1);
  return usual;
};

/** Per minute, in the quarter of an hour that `minute` falls into. */
export const usualAt = (usual: UsualRate, at: Minute): number => usual.byQuarter[quarterOf(at) % 4] ?? 0;

/** As {@link usualAt}, for any minute, as it is known now: for charts, which look back and ahead. */
export const usualRateAt = (usual: UsualRate, at: Minute, dispersion: number): number =>
  hourOf(at) === usual.hour
    ? usualAt(usual, at)
    : (quarterRates(usual.profile, hourOf(at), dispersion, usual.hour - HELD_HOURS)[quarterOf(at) % 4] ?? 0);

/** As {@link usualAt}, but the largest (smallest) that this hour, or a clock change, makes plausible. */
export const usualAtMost = (usual: UsualRate, at: Minute): number => Math.max(usualAt(usual, at), usual.highest);
export const usualAtLeast = (usual: UsualRate, at: Minute): number => Math.min(usualAt(usual, at), usual.lowest);

/** Teaches the profile the hour before last, and whether local clocks moved. */
const teachHeldHour = (usual: UsualRate, dispersion: number, learning: boolean): void => {
  const { profile, hour } = usual;
  const held = hour - HELD_HOURS;
  if (held < profile.firstHour) return;
  const expected = expectedPerMinute(profile, held, held, dispersion) * MINUTES_PER_HOUR;
  const isKnown = held - profile.firstHour >= KNOWN_HOURS;
  const isUndecided = isKnown && weighClockShift(usual.clockShift, profile, held, usual.heldCalls, dispersion);
  learnHour(
    profile,
    held,
    usual.hourDisturbed || (isUndecided && !learning) ? expected : usual.heldCalls,
    dispersion,
    learning,
  );
};

/** Completes the hours before the one of `minute`. */
export const turnHours = (usual: UsualRate, at: Minute, dispersion: number, learning: boolean): void => {
  const target = hourOf(at);
  if (target === usual.hour) return;
  while (usual.hour < target) {
    teachHeldHour(usual, dispersion, learning);
    const mean = usual.byQuarter.reduce((sum, rate) => sum + rate, 0) / usual.byQuarter.length;
    usual.heldCalls = usual.hourDisturbed ? Math.fround(mean * MINUTES_PER_HOUR) : usual.hourCalls;
    usual.hour++;
    usual.hourCalls = 0;
    usual.hourDisturbed = false;
    readOut(usual, dispersion);
  }
};

/** Jumps over a dormant time: whole weeks are not lived through, so the profile stays as it was. */
export const sleepUntil = (usual: UsualRate, at: Minute, dispersion: number): void => {
  const gap = hourOf(at) - usual.hour;
  skipHours(usual.profile, gap);
  usual.hour += gap;
  usual.hourCalls = 0;
  usual.heldCalls = Math.fround(
    expectedPerMinute(usual.profile, usual.hour - 1, usual.hour - 1, dispersion) * MINUTES_PER_HOUR,
  );
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
    .f32(usual.heldCalls);
  for (const rate of usual.byQuarter) writer.f32(rate);
  writer.f32(usual.highest).f32(usual.lowest);
  encodeClockShift(usual.clockShift, writer);
};

export const decodeUsualRate = (reader: ByteReader): UsualRate => ({
  profile: decodeCountProfile(reader),
  hour: reader.varint(),
  hourCalls: reader.f32(),
  hourDisturbed: reader.u8() === 1,
  heldCalls: reader.f32(),
  byQuarter: Float32Array.of(reader.f32(), reader.f32(), reader.f32(), reader.f32()),
  highest: reader.f32(),
  lowest: reader.f32(),
  clockShift: decodeClockShift(reader),
});
