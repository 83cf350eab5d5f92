import type { ByteReader, ByteWriter } from '../bytes.ts';
import { BoundedCounts } from './bounded-counts.ts';
import { DurationSketch } from './duration-sketch.ts';
import { FailureMarks } from './failure-marks.ts';
import { decodeOutside, encodeOutside } from './outside-facts.ts';
import { SUMMARY_CAPS, type Summary } from './summary.ts';

/**
 * Raised with every change of the layout; every version ever written stays readable. 2 added what others recorded, 3
 * tells events of CloudTrail apart.
 */
const LAYOUT_VERSION = 3;

/** Equal summaries give equal bytes. A minute of a quiet function takes about 40. */
export const encodeSummary = (summary: Summary, writer: ByteWriter): void => {
  writer.u8(LAYOUT_VERSION);
  writer.varint(summary.starts).varint(summary.reports).varint(summary.coldStarts).varint(summary.errorLines);
  summary.failures.encode(writer);
  writer.varint(summary.countedErrors).varint(summary.countedTimeouts);
  summary.countedErrorKinds.encode(writer);
  summary.durations.encode(writer);
  writer.varint(summary.durationUsSum).varint(summary.durationUsMax);
  writer.varint(summary.billedMsSum).varint(summary.initUsSum);
  writer.varint(summary.memoryUsedMbMax).varint(summary.memorySizeMb);
  summary.versions.encode(writer);
  summary.destinations.encode(writer);
  summary.riskyDestinations.encode(writer);
  writer.u8(summary.outside === undefined ? 0 : 1);
  if (summary.outside !== undefined) encodeOutside(summary.outside, writer);
};

/** Reads what {@link encodeSummary} wrote. `salt` is that of the installation, for merges to come. */
export const decodeSummary = (reader: ByteReader, salt: number): Summary => {
  const version = reader.u8();
  if (version < 1 || version > LAYOUT_VERSION)
    throw new RangeError(`summary layout ${version}, this program reads 1 to ${LAYOUT_VERSION}`);
  const summary = decodeOwn(reader, salt);
  if (version >= 2 && reader.u8() === 1) summary.outside = decodeOutside(reader, salt, version);
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
    failures: FailureMarks.decode(reader),
    countedErrors: reader.varint(),
    countedTimeouts: reader.varint(),
    countedErrorKinds: BoundedCounts.decode(reader, SUMMARY_CAPS.errorKinds, salt),
    durations: DurationSketch.decode(reader),
    durationUsSum: reader.varint(),
    durationUsMax: reader.varint(),
    billedMsSum: reader.varint(),
    initUsSum: reader.varint(),
    memoryUsedMbMax: reader.varint(),
    memorySizeMb: reader.varint(),
    versions: BoundedCounts.decode(reader, SUMMARY_CAPS.versions, salt),
    destinations: BoundedCounts.decode(reader, SUMMARY_CAPS.destinations, salt),
    riskyDestinations: BoundedCounts.decode(reader, SUMMARY_CAPS.riskyDestinations, salt),
  };
};
