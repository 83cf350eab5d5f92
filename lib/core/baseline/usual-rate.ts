import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_HOUR, type Minute, minute } from '../units.ts';
import { hourOf, isClockChangeWeek, QUARTERS_PER_HOUR, quarterOf } from './calendar.ts';
import { type ClockShift, decodeClockShift, encodeClockShift, newClockShift, weighClockShift } from './clock-shift.ts';
import {
  type CountProfile,
  expectedPerMinute,
  hourRates,
  learnHour,
  learnQuarters,
  newCountProfile,
  overallPerMinute,
  quarterRates,
  shapeTrust,
} from './count-profile.ts';
import { decodeCountProfile, encodeCountProfile } from './count-profile-codec.ts';
import { scaleProfile, skipHours } from './reshape-profile.ts';

/**
 * The calls per minute that are usual now: the weekly profile read out hour by hour, and the hour that is being gathered
 * for it. Rates are worked out when an hour begins and stored, so that a reload cannot change them.
 */
export interface UsualRate {
  readonly profile: CountProfile;
  hour: number;
  /** Calls of the present hour so far, by quarter. */
  readonly quarterCalls: Float32Array;
  /** An alarm was open during this hour: it teaches nothing. */
  hourDisturbed: boolean;
  /** Calls of the hour before, held back for an hour: an alarm that opens meanwhile takes them out. */
  heldCalls: number;
  readonly byQuarter: Float32Array;
  /** How far `byQuarter` rests on the shape learnt for this hour, 0..1. */
  trust: number;
  /** Local clocks may have moved lately, and the pattern with them. */
  mayHaveMoved: boolean;
  /** Calls per minute in the hours before and after, if so; else in this hour, as a whole. */
  before: number;
  after: number;
  /** Calls per minute, all hours alike. */
  mean: number;
  readonly clockShift: ClockShift;
}

/** An hour is taught this many hours after it ended: what an alarm disturbs must not be learnt just before it opens. */
const HELD_HOURS = 1;
/** A pattern must have been seen for so long before it can be seen to move. */
const KNOWN_HOURS = 5 * 24;
const startOfHour = (hour: number): Minute => minute(hour * MINUTES_PER_HOUR);

const readOut = (usual: UsualRate, dispersion: number): void => {
  const { profile, hour } = usual;
  const rates = hourRates(profile, hour, dispersion, hour - HELD_HOURS);
  const isShifted = isClockChangeWeek(startOfHour(hour)) && usual.clockShift.isDecided === false;
  usual.mean = Math.fround(overallPerMinute(profile, hour - HELD_HOURS));
  usual.byQuarter.set(quarterRates(profile, hour, dispersion, rates));
  usual.trust = isShifted ? 0 : Math.fround(shapeTrust(profile, hour, dispersion));
  usual.mayHaveMoved = isShifted;
  usual.before = Math.fround(isShifted ? rates.before : rates.here);
  usual.after = Math.fround(isShifted ? rates.after : rates.here);
};

export const newUsualRate = (firstWindow: Minute): UsualRate => {
  const usual: UsualRate = {
    // The first hour is cut, and starts with a call by definition: it teaches nothing.
    profile: newCountProfile(hourOf(firstWindow) + 1),
    hour: hourOf(firstWindow),
    quarterCalls: new Float32Array(QUARTERS_PER_HOUR),
    hourDisturbed: false,
    heldCalls: 0,
    byQuarter: new Float32Array(QUARTERS_PER_HOUR),
    trust: 0,
    mayHaveMoved: false,
    before: 0,
    after: 0,
    mean: 0,
    clockShift: newClockShift(),
  };
  readOut(usual, 1);
  return usual;
};

/** Per minute, in the quarter of an hour that `minute` falls into. */
export const usualAt = (usual: UsualRate, at: Minute): number =>
  usual.byQuarter[quarterOf(at) % QUARTERS_PER_HOUR] ?? 0;

/** As {@link usualAt}, for any minute, as it is known now: for charts, which look back and ahead. */
export const usualRateAt = (usual: UsualRate, at: Minute, dispersion: number): number => {
  const hour = hourOf(at);
  if (hour === usual.hour) return usualAt(usual, at);
  const rates = hourRates(usual.profile, hour, dispersion, usual.hour - HELD_HOURS);
  return quarterRates(usual.profile, hour, dispersion, rates)[quarterOf(at) % QUARTERS_PER_HOUR] ?? 0;
};

/**
 * As {@link usualAt}, but the largest (smallest) that this hour, or a clock change, makes plausible: where two hours differ,
 * a straight line between them is only a guess.
 */
export const usualAtMost = (usual: UsualRate, at: Minute): number => {
  const here = usualAt(usual, at);
  return here + (1 - usual.trust) * Math.max(0, Math.max(usual.before, usual.after) - here);
};
export const usualAtLeast = (usual: UsualRate, at: Minute): number => {
  const here = usualAt(usual, at);
  return here - (1 - usual.trust) * Math.max(0, here - Math.min(usual.before, usual.after));
};

/** Calls per minute as ever, and if local clocks moved so that everything comes an hour earlier, or an hour later. */
export interface UsualByClock {
  readonly now: number;
  readonly earlier: number;
  readonly later: number;
}

export const usualByClock = (usual: UsualRate, at: Minute): UsualByClock => {
  if (usual.mayHaveMoved) return { now: usualAt(usual, at), earlier: usual.after, later: usual.before };
  const least = usualAtLeast(usual, at);
  return { now: least, earlier: least, later: least };
};

/** Counts calls of the present hour, for teaching. */
export const gatherCalls = (usual: UsualRate, at: Minute, calls: number): void => {
  const quarter = quarterOf(at) % QUARTERS_PER_HOUR;
  usual.quarterCalls[quarter] = (usual.quarterCalls[quarter] ?? 0) + calls;
};

const sumOf = (quarters: Float32Array): number => quarters.reduce((sum, each) => sum + each, 0);

/** Teaches the profile the hour before last, and whether local clocks moved. */
const teachHeldHour = (usual: UsualRate, dispersion: number, learning: boolean): void => {
  const { profile, hour } = usual;
  const held = hour - HELD_HOURS;
  if (held < profile.firstHour) return;
  const expected = (): number => expectedPerMinute(profile, held, held, dispersion) * MINUTES_PER_HOUR;
  // By the profile as it is before clocks may move it.
  const ofDisturbed = usual.hourDisturbed ? expected() : undefined;
  const isKnown = held - profile.firstHour >= KNOWN_HOURS;
  const isUndecided = isKnown && weighClockShift(usual.clockShift, profile, held, usual.heldCalls, dispersion);
  const taught = ofDisturbed ?? (isUndecided && !learning ? expected() : usual.heldCalls);
  learnHour(profile, held, taught, dispersion, learning);
};

/** Completes the hours before the one of `minute`. */
export const turnHours = (usual: UsualRate, at: Minute, dispersion: number, learning: boolean): void => {
  const target = hourOf(at);
  if (target === usual.hour) return;
  while (usual.hour < target) {
    teachHeldHour(usual, dispersion, learning);
    const isTaught = !usual.hourDisturbed && usual.hour >= usual.profile.firstHour;
    if (isTaught) learnQuarters(usual.profile, usual.hour, usual.quarterCalls);
    const mean = sumOf(usual.byQuarter) / QUARTERS_PER_HOUR;
    usual.heldCalls = Math.fround(usual.hourDisturbed ? mean * MINUTES_PER_HOUR : sumOf(usual.quarterCalls));
    usual.hour++;
    usual.quarterCalls.fill(0);
    usual.hourDisturbed = false;
    readOut(usual, dispersion);
  }
};

/** Jumps over a dormant time: whole weeks are not lived through, so the profile stays as it was. */
export const sleepUntil = (usual: UsualRate, at: Minute, dispersion: number): void => {
  const gap = hourOf(at) - usual.hour;
  skipHours(usual.profile, gap);
  usual.hour += gap;
  usual.quarterCalls.fill(0);
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

/** Bits of a stored byte. */
const HOUR_DISTURBED = 1;
const MAY_HAVE_MOVED = 2;

export const encodeUsualRate = (usual: UsualRate, writer: ByteWriter): void => {
  encodeCountProfile(usual.profile, writer);
  writer
    .signed(hourOf(minute(writer.origin)) - usual.hour)
    .u8((usual.hourDisturbed ? HOUR_DISTURBED : 0) | (usual.mayHaveMoved ? MAY_HAVE_MOVED : 0))
    .f32(usual.heldCalls);
  for (const calls of usual.quarterCalls) writer.varint(calls);
  for (const rate of usual.byQuarter) writer.f32(rate);
  writer.f32(usual.trust).f32(usual.before).f32(usual.after).f32(usual.mean);
  encodeClockShift(usual.clockShift, writer);
};

const decodeQuarters = (reader: ByteReader): Float32Array =>
  Float32Array.from({ length: QUARTERS_PER_HOUR }, () => reader.f32());

/** Up to layout 4 the calls of the hour were one number, and nothing was known of its shape. */
const decodeWithoutShape = (reader: ByteReader): UsualRate => {
  const profile = decodeCountProfile(reader);
  const hour = reader.varint();
  return {
    profile,
    hour,
    quarterCalls: Float32Array.of(Math.round(reader.f32()), 0, 0, 0),
    hourDisturbed: reader.u8() === 1,
    heldCalls: reader.f32(),
    mayHaveMoved: false,
    byQuarter: decodeQuarters(reader),
    trust: 0,
    before: reader.f32(),
    after: reader.f32(),
    mean: Math.fround(overallPerMinute(profile, hour - HELD_HOURS)),
    clockShift: decodeClockShift(reader),
  };
};

export const decodeUsualRate = (reader: ByteReader): UsualRate => {
  if (reader.layout < 5) return decodeWithoutShape(reader);
  const profile = decodeCountProfile(reader);
  const hour = reader.layout < 6 ? reader.varint() : hourOf(minute(reader.origin)) - reader.signed();
  const flags = reader.u8();
  return {
    profile,
    hour,
    hourDisturbed: (flags & HOUR_DISTURBED) !== 0,
    mayHaveMoved: (flags & MAY_HAVE_MOVED) !== 0,
    heldCalls: reader.f32(),
    quarterCalls: Float32Array.from({ length: QUARTERS_PER_HOUR }, () => reader.varint()),
    byQuarter: decodeQuarters(reader),
    trust: reader.f32(),
    before: reader.f32(),
    after: reader.f32(),
    mean: reader.f32(),
    clockShift: decodeClockShift(reader),
  };
};
