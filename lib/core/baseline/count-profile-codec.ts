import type { ByteReader, ByteWriter } from '../bytes.ts';
import { type CountProfile, newCountProfile } from './count-profile.ts';
import { decodeHourShape, encodeHourShape } from './hour-shape.ts';
import { decodeCells, decodeSums, encodeCells, encodeSums } from './packed-counts.ts';
import { MOST_SKILL, SKILL_STEP } from './skill.ts';

export const encodeCountProfile = (profile: CountProfile, writer: ByteWriter): void => {
  writer
    .varint(profile.firstHour)
    .f32(profile.overallCalls)
    .signed(Math.round(profile.skillOfDay / SKILL_STEP));
  encodeCells(profile.byWeekHour, writer);
  encodeCells(profile.byDayHour, writer);
  encodeHourShape(profile.shape, writer);
  encodeSums(profile.byWeekday, writer);
  encodeSums(profile.expectedByWeekday, writer);
};

export const decodeCountProfile = (reader: ByteReader): CountProfile => {
  const profile = newCountProfile(reader.varint());
  profile.overallCalls = reader.f32();
  // Up to layout 5 hour of day was always believed.
  profile.skillOfDay = reader.layout < 6 ? MOST_SKILL : reader.signed() * SKILL_STEP;
  decodeCells(profile.byWeekHour, reader);
  decodeCells(profile.byDayHour, reader);
  if (reader.layout >= 5) profile.shape.set(decodeHourShape(reader));
  decodeSums(profile.byWeekday, reader);
  decodeSums(profile.expectedByWeekday, reader);
  return profile;
};
