import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_HOUR, minute } from '../units.ts';
import { isClockChangeWeek } from './calendar.ts';
import { type CountProfile, expectedPerMinute } from './count-profile.ts';
import { rotateProfile } from './reshape-profile.ts';

/** Odds, in nats, from which a moved pattern is believed: 1 to 160,000. */
const DECISIVE_NATS = 12;
/** One hour may say this much: an outage in it is no proof of anything. */
const MOST_PER_HOUR = 4;

/**
 * Whether a function's pattern moved with local clocks: the log-likelihood of the calls since the change under the
 * profile moved by an hour, against the profile as it was. Decided once per change; a pattern that follows UTC stays.
 */
export interface ClockShift {
  isDecided: boolean;
  /** Evidence that everything comes an hour earlier (later) by UTC than it did. */
  earlier: number;
  later: number;
}

const IS_DECIDED = 1;
const IS_WEIGHING = 2;

export const newClockShift = (): ClockShift => ({ isDecided: false, earlier: 0, later: 0 });

const evidence = (calls: number, shifted: number, usual: number, dispersion: number): number => {
  const nats = (calls * Math.log(shifted / usual) - (shifted - usual)) / Math.max(1, dispersion);
  return Math.min(MOST_PER_HOUR, Math.max(-MOST_PER_HOUR, nats));
};

/**
 * Weighs one completed hour; moves the profile when that is decided. True while nothing is decided: such an hour should
 * teach nothing, since it is not known which cell it belongs to.
 */
export const weighClockShift = (
  shift: ClockShift,
  profile: CountProfile,
  hour: number,
  calls: number,
  dispersion: number,
): boolean => {
  if (!isClockChangeWeek(minute(hour * MINUTES_PER_HOUR))) {
    shift.isDecided = false;
    shift.earlier = 0;
    shift.later = 0;
    return false;
  }
  if (shift.isDecided) return false;
  const expectedIn = (other: number): number => expectedPerMinute(profile, other, hour, dispersion) * MINUTES_PER_HOUR;
  const usual = expectedIn(hour);
  shift.earlier = Math.fround(
    Math.max(-DECISIVE_NATS, shift.earlier + evidence(calls, expectedIn(hour + 1), usual, dispersion)),
  );
  shift.later = Math.fround(
    Math.max(-DECISIVE_NATS, shift.later + evidence(calls, expectedIn(hour - 1), usual, dispersion)),
  );
  if (shift.earlier >= DECISIVE_NATS) rotateProfile(profile, 1);
  else if (shift.later >= DECISIVE_NATS) rotateProfile(profile, -1);
  else return true;
  shift.isDecided = true;
  return false;
};

/** Outside the weeks in which clocks change there is nothing to say: one byte. */
export const encodeClockShift = (shift: ClockShift, writer: ByteWriter): void => {
  const isWeighing = shift.earlier !== 0 || shift.later !== 0;
  writer.u8((shift.isDecided ? IS_DECIDED : 0) | (isWeighing ? IS_WEIGHING : 0));
  if (isWeighing) writer.f32(shift.earlier).f32(shift.later);
};

export const decodeClockShift = (reader: ByteReader): ClockShift => {
  const flags = reader.u8();
  const isWeighing = reader.layout < 4 || (flags & IS_WEIGHING) !== 0;
  return {
    isDecided: (flags & IS_DECIDED) !== 0,
    earlier: isWeighing ? reader.f32() : 0,
    later: isWeighing ? reader.f32() : 0,
  };
};
