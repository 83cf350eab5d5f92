import type { ByteReader, ByteWriter } from '../bytes.ts';
import { minute } from '../units.ts';
import { dayOf } from './calendar.ts';

/** What yesterday's busiest minute weighs against the days before. */
const WEIGHT_OF_NEW_DAY = 0.2;

/** The busiest minute of a usual day: what a batch function is allowed before its counts are clipped for learning. */
export interface UsualPeak {
  day: number;
  highestToday: number;
  usual: number;
}

export const newUsualPeak = (day: number): UsualPeak => ({ day, highestToday: 0, usual: 0 });

export const learnPeak = (peak: UsualPeak, day: number, calls: number): void => {
  if (day > peak.day) {
    const weight = peak.usual === 0 ? 1 : WEIGHT_OF_NEW_DAY;
    peak.usual = Math.fround(peak.usual + weight * (peak.highestToday - peak.usual));
    peak.highestToday = 0;
    peak.day = day;
  }
  if (calls > peak.highestToday) peak.highestToday = Math.fround(calls);
};

export const encodeUsualPeak = (peak: UsualPeak, writer: ByteWriter): void => {
  writer
    .signed(dayOf(minute(writer.origin)) - peak.day)
    .f32(peak.highestToday)
    .f32(peak.usual);
};

export const decodeUsualPeak = (reader: ByteReader): UsualPeak => ({
  day: reader.layout < 6 ? reader.varint() : dayOf(minute(reader.origin)) - reader.signed(),
  highestToday: reader.f32(),
  usual: reader.f32(),
});
