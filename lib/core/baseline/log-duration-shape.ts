import type { ByteReader, ByteWriter } from '../bytes.ts';

/** Width of a bin in ln(duration): 10 %, a quarter of the smallest shift that is looked for. */
export const BIN_WIDTH = 0.1;
/** Bins reach from 1/30 of the centre to 30 times it; the outermost ones hold what lies beyond. */
export const BINS = 68;
/** The busiest bin of an hour, beyond which all of them are halved: shares stay, and one byte holds each. */
const MOST_IN_BIN = 255;
/** What a full hour may weigh, so that the busiest hours do not decide alone. */
const MOST_PER_HOUR = 960;

/** Position of a log-duration relative to the centre, as a bin number with fraction. */
export const binPosition = (relative: number): number =>
  Math.min(BINS - 1, Math.max(0, relative / BIN_WIDTH + BINS / 2));

/**
 * Shape of the distribution of log-durations around their centre: a histogram with forgetting. Keeps two humps (cache
 * hit, cache miss) apart where mean and variance would see one broad one.
 */
export type LogDurationShape = Uint32Array;

export const newLogDurationShape = (): LogDurationShape => new Uint32Array(BINS);

export const addToShape = (shape: LogDurationShape, position: number, calls: number): void => {
  const bin = Math.round(position);
  shape[bin] = (shape[bin] ?? 0) + calls;
  fitIntoBytes(shape, bin);
};

const fitIntoBytes = (shape: LogDurationShape, bin: number): void => {
  while ((shape[bin] ?? 0) > MOST_IN_BIN) halve(shape);
};

/** What was seen at all is not forgotten. */
const halve = (shape: LogDurationShape): void => {
  for (let bin = 0; bin < BINS; bin++) shape[bin] = Math.ceil((shape[bin] ?? 0) / 2);
};

/** Forgets a share of everything; what is rare and old disappears. */
export const fadeShape = (shape: LogDurationShape, kept: number): void => {
  for (let bin = 0; bin < BINS; bin++) shape[bin] = Math.floor((shape[bin] ?? 0) * kept);
};

/** Adds an hour. What was seen at all keeps a weight of one: tails are what tells a slow call from a shift. */
export const absorbHour = (shape: LogDurationShape, hour: LogDurationShape): void => {
  const total = hour.reduce((sum, calls) => sum + calls, 0);
  const scale = Math.min(1, MOST_PER_HOUR / total);
  for (let bin = 0; bin < BINS; bin++) {
    const calls = hour[bin] ?? 0;
    if (calls > 0) shape[bin] = (shape[bin] ?? 0) + Math.max(1, Math.round(calls * scale));
  }
};

/** The relative log-duration that a share `rank` of the weight lies below; 0 for an empty shape. */
export const quantileOfShape = (shape: LogDurationShape, rank: number): number => {
  const total = shape.reduce((sum, calls) => sum + calls, 0);
  let seen = 0;
  for (let bin = 0; bin < BINS; bin++) {
    seen += shape[bin] ?? 0;
    if (total > 0 && seen >= rank * total) return (bin - BINS / 2) * BIN_WIDTH;
  }
  return 0;
};

/** The shape of an hour: as other shapes, with a byte for each bin. */
export const encodeHourOfDurations = (shape: LogDurationShape, writer: ByteWriter): void => {
  for (let bin = 0; bin < BINS; ) {
    const calls = shape[bin] ?? 0;
    writer.u8(calls);
    const end = calls > 0 ? bin + 1 : endOfEmpty(shape, bin);
    if (calls === 0) writer.u8(end - bin);
    bin = end;
  }
};

export const decodeHourOfDurations = (reader: ByteReader): LogDurationShape => {
  if (reader.layout < 4) {
    const shape = decodeLogDurationShape(reader);
    for (let bin = 0; bin < BINS; bin++) fitIntoBytes(shape, bin);
    return shape;
  }
  const shape = newLogDurationShape();
  for (let bin = 0; bin < BINS; ) {
    const calls = reader.u8();
    if (calls === 0) bin += reader.u8();
    else shape[bin++] = calls;
  }
  return shape;
};

const endOfEmpty = (shape: LogDurationShape, from: number): number => {
  let end = from;
  while (end < BINS && shape[end] === 0) end++;
  return end;
};

/** Most bins of most functions are empty: runs of zeros are stored as their length. */
export const encodeLogDurationShape = (shape: LogDurationShape, writer: ByteWriter): void => {
  for (let bin = 0; bin < BINS; ) {
    const end = endOfEmpty(shape, bin);
    if (end > bin) {
      writer.varint(0).varint(end - bin);
      bin = end;
    } else {
      writer.varint(shape[bin] ?? 0);
      bin++;
    }
  }
};

export const decodeLogDurationShape = (reader: ByteReader): LogDurationShape => {
  const shape = newLogDurationShape();
  for (let bin = 0; bin < BINS; ) {
    const calls = reader.varint();
    if (calls === 0) bin += reader.varint();
    else shape[bin++] = calls;
  }
  return shape;
};
