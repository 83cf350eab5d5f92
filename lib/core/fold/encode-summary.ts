import type { ByteWriter } from '../bytes.ts';
import type { Summary } from './summary.ts';

/**
 * Of an encoded summary. Raised with every change of the layout; every version ever written stays readable. 2 added what
 * others recorded, 3 tells events of CloudTrail apart.
 */
export const SUMMARY_LAYOUT = 3;

/** What a set of marks begins with is their number. */
const NO_MARKS = 0;

/** Equal summaries give equal bytes. A minute of a quiet function takes about 40. */
export const encodeSummary = (summary: Summary, writer: ByteWriter): void => {
  writer.u8(SUMMARY_LAYOUT);
  writer.varint(summary.starts).varint(summary.reports).varint(summary.coldStarts).varint(summary.errorLines);
  if (summary.failures === undefined) writer.varint(NO_MARKS);
  else summary.failures.encode(writer);
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
  summary.outside?.encode(writer);
};
