import type { ByteReader } from '../bytes.ts';
import { decodeCounts } from './decode-counts.ts';
import { DurationSketch } from './duration-sketch.ts';
import { SUMMARY_LAYOUT } from './encode-summary.ts';
import { FailureMarks } from './failure-marks.ts';
import { OutsideFacts } from './outside-facts.ts';
import { SUMMARY_CAPS, type Summary } from './summary.ts';

/** Reads what `encodeSummary` wrote. `salt` is that of the installation, for merges to come. */
export const decodeSummary = (reader: ByteReader, salt: number): Summary => {
  const version = reader.u8();
  if (version < 1 || version > SUMMARY_LAYOUT)
    throw new RangeError(`summary layout ${version}, this program reads 1 to ${SUMMARY_LAYOUT}`);
  const summary = decodeOwn(reader, salt);
  if (version >= 2 && reader.u8() === 1) summary.outside = OutsideFacts.decode(reader, salt, version);
  return summary;
};

/** What the function's own log said: all of layout 1. */
const decodeOwn = (reader: ByteReader, salt: number): Summary => {
  // Properties are evaluated in the order written, which is the order of the bytes.
  return {
    starts: reader.varint(),
    reports: reader.varint(),
    coldStarts: reader.varint(),
    errorLines: reader.varint(),
    failures: someOf(FailureMarks.decode(reader)),
    countedErrors: reader.varint(),
    countedTimeouts: reader.varint(),
    countedErrorKinds: decodeCounts(reader, SUMMARY_CAPS.errorKinds, salt),
    durations: decodeDurations(reader),
    durationUsSum: reader.varint(),
    durationUsMax: reader.varint(),
    billedMsSum: reader.varint(),
    initUsSum: reader.varint(),
    memoryUsedMbMax: reader.varint(),
    memorySizeMb: reader.varint(),
    versions: decodeCounts(reader, SUMMARY_CAPS.versions, salt),
    destinations: decodeCounts(reader, SUMMARY_CAPS.destinations, salt),
    riskyDestinations: decodeCounts(reader, SUMMARY_CAPS.riskyDestinations, salt),
  };
};

const decodeDurations = (reader: ByteReader): DurationSketch => {
  const buckets: number[] = [];
  const counts: number[] = [];
  let bucket = 0;
  let total = 0;
  for (let left = reader.varint(); left > 0; left--) {
    bucket += reader.varint();
    const count = reader.varint();
    buckets.push(bucket);
    counts.push(count);
    total += count;
  }
  const durations = new DurationSketch();
  durations.restore(buckets, counts, total);
  return durations;
};

const someOf = (marks: FailureMarks): FailureMarks | undefined => (marks.size > 0 ? marks : undefined);
