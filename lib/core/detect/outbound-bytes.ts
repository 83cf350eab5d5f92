import { dayOf } from '../baseline/calendar.ts';
import {
  type Calibrator,
  decodeCalibrator,
  encodeCalibrator,
  newCalibrator,
  recordAlarm,
  recordHeight,
  turnDay,
} from '../baseline/extreme-value-calibrator.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';
import type { NamedCounts } from '../fold/window.ts';
import type { Minute } from '../units.ts';
import { accumulate, type Cusum, decodeCusum, encodeCusum, newCusum, resetCusum } from './cusum.ts';
import { destinationOf } from './destination.ts';
import { isLearning, type Moment } from './moment.ts';

/** Evidence speaks for four times the usual bytes; a little more than twice is tolerated. */
const SHIFT = Math.log(4);
const SUM_CALIBRATION = { floor: 15, ceiling: 200 } as const;
/**
 * One window with fifty times the usual bytes is enough; a nightly export lifts its own line. In roots of the multiple: the
 * calibrator remembers up to 2,900, and an export may be a million times an idle minute.
 */
const PEAK_CALIBRATION = { floor: Math.sqrt(50), ceiling: 2_500 } as const;
const MOST_PER_WINDOW = 8;
const MOST_EVIDENCE = 400;
/** Windows that mean and spread remember. */
const MEMORY_WINDOWS = 2_000;
/** Before so many windows with bytes nothing is claimed; what peaks are usual is learnt a little earlier. */
const LEAST_WINDOWS = 60;
const LEAST_WINDOWS_FOR_PEAKS = 20;
/** Spread of ln(bytes) that is believed at the least: requests differ in size. */
const LEAST_VARIANCE = 0.25;
/** What one window may say about mean and spread, in standard deviations. */
const MOST_CLAIM = 3;
/** Fewer bytes than this in a window are no exfiltration, whatever is usual. */
const LEAST_BYTES = 1_000_000;

/** Bytes sent to one class of destinations, in windows that sent any, on a logarithmic scale. */
interface ByteTrack {
  windows: number;
  /** Of ln(bytes). */
  mean: number;
  variance: number;
  readonly cusum: Cusum;
  readonly sumLine: Calibrator;
  readonly peakLine: Calibrator;
  /** The latest window's bytes over the usual ones. */
  peak: number;
}

/** `total` all of it; `outside` what neither AWS services nor the own network took. */
export const BYTE_CLASSES = ['total', 'outside'] as const;
export type ByteClass = (typeof BYTE_CLASSES)[number];

/** How much a function sends, and what speaks for a multiple of it. */
export type OutboundBytes = { readonly [C in ByteClass]: ByteTrack };

const newTrack = (at: Minute): ByteTrack => ({
  windows: 0,
  mean: 0,
  variance: 1,
  cusum: newCusum(at),
  sumLine: newCalibrator(dayOf(at), SUM_CALIBRATION),
  peakLine: newCalibrator(dayOf(at), PEAK_CALIBRATION),
  peak: 0,
});

export const newOutboundBytes = (at: Minute): OutboundBytes => ({ total: newTrack(at), outside: newTrack(at) });

const bytesOf = ({ named, other }: NamedCounts): { readonly [C in ByteClass]: number } => {
  let total = other;
  let outside = 0;
  for (const [name, bytes] of named) {
    const { kind } = destinationOf(name);
    total += bytes;
    if (kind !== 'aws-service' && kind !== 'bucket' && kind !== 'internal' && kind !== 'runtime') outside += bytes;
  }
  return { total, outside };
};

/** Expected bytes of a window that sends any: the mean of the log-normal. */
const usualBytes = ({ mean, variance }: ByteTrack): number => Math.exp(mean + Math.min(variance, 2) / 2);

const learnBytes = (track: ByteTrack, logBytes: number): void => {
  const rate = 1 / Math.min(track.windows + 1, MEMORY_WINDOWS);
  const spread = MOST_CLAIM * Math.sqrt(Math.max(LEAST_VARIANCE, track.variance));
  const claim =
    track.windows < LEAST_WINDOWS ? logBytes - track.mean : Math.max(-spread, Math.min(spread, logBytes - track.mean));
  track.windows = Math.min(track.windows + 1, MEMORY_WINDOWS);
  track.mean = Math.fround(track.mean + rate * claim);
  track.variance = Math.fround(track.variance + rate * (claim * claim - track.variance));
};

const advanceTrack = (track: ByteTrack, bytes: number, moment: Moment, isOpen: boolean): void => {
  turnDay(track.sumLine, dayOf(moment.minute), SUM_CALIBRATION, moment.calibration);
  turnDay(track.peakLine, dayOf(moment.minute), PEAK_CALIBRATION, moment.calibration);
  track.peak = 0;
  if (bytes <= 0) return;
  const logBytes = Math.log(bytes);
  if (track.windows >= LEAST_WINDOWS_FOR_PEAKS) {
    const variance = Math.max(LEAST_VARIANCE, track.variance);
    const evidence = (SHIFT * (logBytes - track.mean) - (SHIFT * SHIFT) / 2) / variance;
    const usual = usualBytes(track);
    const bounded = Math.max(-MOST_PER_WINDOW, Math.min(MOST_PER_WINDOW, evidence));
    accumulate(track.cusum, bounded, MOST_EVIDENCE, moment.minute, bytes, usual);
    track.peak = Math.fround(bytes < LEAST_BYTES ? 0 : bytes / usual);
    if (isOpen) return;
    recordHeight(track.sumLine, track.cusum.value, isLearning(moment));
    recordHeight(track.peakLine, Math.sqrt(track.peak), isLearning(moment));
    if (!isLearning(moment) && surpriseOf(track) >= 1) return;
  }
  learnBytes(track, logBytes);
};

const surpriseOfSum = ({ cusum, sumLine }: ByteTrack): number =>
  cusum.observed >= LEAST_BYTES ? cusum.value / sumLine.threshold : 0;

const surpriseOfPeak = ({ peak, peakLine }: ByteTrack): number => Math.sqrt(peak) / peakLine.threshold;

const surpriseOf = (track: ByteTrack): number => Math.max(surpriseOfSum(track), surpriseOfPeak(track));

export const advanceBytes = (bytes: OutboundBytes, sent: NamedCounts, moment: Moment, isOpen: boolean): void => {
  const now = bytesOf(sent);
  for (const name of BYTE_CLASSES) advanceTrack(bytes[name], now[name], moment, isOpen);
};

/** How much more is sent than usual. */
export interface ByteSurge {
  readonly byteClass: ByteClass;
  /** Evidence over its alert line. */
  readonly surprise: number;
  /** Bytes over the usual ones, of the episode or of its latest window, whichever is more. */
  readonly multiple: number;
  readonly bytesPerWindow: number;
  readonly usualBytes: number;
  readonly since: Minute;
}

const surgeOf = (byteClass: ByteClass, track: ByteTrack): ByteSurge => {
  const usual = usualBytes(track);
  const { observed, expected, since } = track.cusum;
  // Of what crossed its line: an export that is usual says nothing for a rise that is not.
  const ofPeak = surpriseOfPeak(track) >= 1 ? track.peak : 0;
  const multiple = Math.max(ofPeak, surpriseOfSum(track) >= 1 && expected > 0 ? observed / expected : 0);
  const surprise = surpriseOf(track);
  return { byteClass, surprise, multiple, bytesPerWindow: multiple * usual, usualBytes: usual, since };
};

/** The surge that a window with bytes shows, if it is one. */
export const byteSurge = (bytes: OutboundBytes): ByteSurge | undefined => {
  const grown = BYTE_CLASSES.filter((name) => bytes[name].windows >= LEAST_WINDOWS);
  const surges = grown.map((name) => surgeOf(name, bytes[name])).filter(({ surprise }) => surprise >= 1);
  return surges.sort((a, b) => b.multiple - a.multiple)[0];
};

export const chargeBytes = (bytes: OutboundBytes): void => {
  for (const name of BYTE_CLASSES) {
    const { cusum, sumLine, peak, peakLine } = bytes[name];
    const height = Math.sqrt(peak);
    if (cusum.value >= sumLine.threshold) recordAlarm(sumLine);
    // As high as it was: an export that begins is told twice or so, not until a line that rises by a third reaches it.
    if (height >= peakLine.threshold) recordHeight(peakLine, height, true);
  }
};

export const resetBytes = (bytes: OutboundBytes, at: Minute): void => {
  for (const name of BYTE_CLASSES) resetCusum(bytes[name].cusum, at);
};

/** Takes the level of the present episode as usual. */
export const acceptBytes = (bytes: OutboundBytes, at: Minute): void => {
  for (const name of BYTE_CLASSES) {
    const track = bytes[name];
    const { observed, expected } = track.cusum;
    if (surpriseOf(track) >= 1 && expected > 0 && observed > 0) {
      track.mean = Math.fround(track.mean + Math.log(observed / expected));
    }
  }
  resetBytes(bytes, at);
};

export const encodeBytes = (bytes: OutboundBytes, writer: ByteWriter): void => {
  for (const name of BYTE_CLASSES) {
    const track = bytes[name];
    writer.varint(track.windows).f32(track.mean).f32(track.variance).f32(track.peak);
    encodeCusum(track.cusum, writer);
    encodeCalibrator(track.sumLine, writer);
    encodeCalibrator(track.peakLine, writer);
  }
};

const decodeTrack = (reader: ByteReader): ByteTrack => ({
  windows: reader.varint(),
  mean: reader.f32(),
  variance: reader.f32(),
  peak: reader.f32(),
  cusum: decodeCusum(reader),
  sumLine: decodeCalibrator(reader),
  peakLine: decodeCalibrator(reader),
});

export const decodeBytes = (reader: ByteReader): OutboundBytes => {
  const total = decodeTrack(reader);
  return { total, outside: decodeTrack(reader) };
};
