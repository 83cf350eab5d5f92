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
import type { Minute } from '../units.ts';
import { accumulate, type Cusum, decodeCusum, encodeCusum, newCusum, resetCusum } from './cusum.ts';
import { isLearning, type Moment } from './moment.ts';

/** Twice the usual calls per invocation: finds a single destination gone wild among several; tolerates x1.44. */
const FACTOR = 2;
const LN_FACTOR = Math.log(FACTOR);
/** 15 nats, and five times the usual return period: volume varies for many good reasons. */
const CALIBRATION = { floor: 15, ceiling: 200 } as const;
const RARER = 5;
/** One window brings at most this much: a batch is one event. */
const MOST_PER_WINDOW = 8;
const MOST_EVIDENCE = 400;
/** Invocations that the running mean remembers. */
const MOST_INVOCATIONS = 20_000;
/** Before anything was seen: one call in two invocations, believed as much as two invocations. */
const PRIOR = { calls: 1, invocations: 2 } as const;
/** Nothing is claimed about volume before so many invocations. */
const LEAST_INVOCATIONS = 50;
const DISPERSION_RATE = 0.01;
const MOST_CLAIM = 9;
const TURNED_BY = 4;

/** Outbound calls per invocation: how many are usual, how far they stray, and what speaks for a multiple of it. */
export interface OutboundVolume {
  calls: number;
  invocations: number;
  dispersion: number;
  readonly cusum: Cusum;
  readonly calibrator: Calibrator;
}

export const newOutboundVolume = (firstWindow: Minute): OutboundVolume => ({
  calls: PRIOR.calls,
  invocations: PRIOR.invocations,
  dispersion: 1,
  cusum: newCusum(firstWindow),
  calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
});

export const usualCallsPerInvocation = (volume: OutboundVolume): number => volume.calls / volume.invocations;

export const volumeSurprise = (volume: OutboundVolume): number => {
  if (volume.invocations < LEAST_INVOCATIONS) return 0;
  const { value, peak } = volume.cusum;
  const surprise = value / volume.calibrator.threshold;
  return peak - value >= TURNED_BY ? Math.min(0.99, surprise) : surprise;
};

export const advanceVolume = (
  volume: OutboundVolume,
  calls: number,
  invocations: number,
  moment: Moment,
  isOpen: boolean,
): void => {
  const day = dayOf(moment.minute);
  if (day > volume.calibrator.day) {
    const { calibratesFromDay, returnPeriodDays } = moment.calibration;
    turnDay(volume.calibrator, day, CALIBRATION, { calibratesFromDay, returnPeriodDays: RARER * returnPeriodDays });
  }
  const expected = usualCallsPerInvocation(volume) * invocations;
  const evidence = (calls * LN_FACTOR - (FACTOR - 1) * expected) / Math.max(1, volume.dispersion);
  accumulate(volume.cusum, Math.min(MOST_PER_WINDOW, evidence), MOST_EVIDENCE, moment.minute, calls, expected);
  const learning = isLearning(moment);
  if (isOpen) return;
  recordHeight(volume.calibrator, volume.cusum.value, learning);
  if (learning && volume.cusum.peak - volume.cusum.value >= TURNED_BY) resetCusum(volume.cusum, moment.minute);
  if (!learning && volume.cusum.value >= volume.calibrator.threshold) return;
  if (expected <= 0) return;
  const claim = Math.min((calls - expected) ** 2 / expected, MOST_CLAIM * volume.dispersion + 1);
  volume.dispersion = Math.fround(volume.dispersion + DISPERSION_RATE * (claim - volume.dispersion));
  const kept = Math.min(1, MOST_INVOCATIONS / (volume.invocations + invocations));
  volume.calls = Math.fround(kept * (volume.calls + calls));
  volume.invocations = Math.fround(kept * (volume.invocations + invocations));
};

export const chargeVolume = (volume: OutboundVolume): void => {
  if (volumeSurprise(volume) >= 1) recordAlarm(volume.calibrator);
};

export const resetVolume = (volume: OutboundVolume, at: Minute): void => resetCusum(volume.cusum, at);

/** Takes the calls per invocation of the present episode as usual. */
export const acceptVolume = (volume: OutboundVolume, at: Minute): void => {
  const { observed, expected } = volume.cusum;
  if (volumeSurprise(volume) >= 1 && expected > 0) volume.calls = Math.fround((volume.calls * observed) / expected);
  resetVolume(volume, at);
};

export const encodeVolume = (volume: OutboundVolume, writer: ByteWriter): void => {
  writer.f32(volume.calls).f32(volume.invocations).f32(volume.dispersion);
  encodeCusum(volume.cusum, writer);
  encodeCalibrator(volume.calibrator, writer);
};

export const decodeVolume = (reader: ByteReader): OutboundVolume => ({
  calls: reader.f32(),
  invocations: reader.f32(),
  dispersion: reader.f32(),
  cusum: decodeCusum(reader),
  calibrator: decodeCalibrator(reader),
});
