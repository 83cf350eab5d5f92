import { dayOf, hourOf } from '../baseline/calendar.ts';
import {
  countDistinct,
  type DistinctCounter,
  decodeDistinct,
  distinctOf,
  encodeDistinct,
  newDistinctCounter,
  resetDistinct,
} from '../baseline/distinct-counter.ts';
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
import { type Minute, minute } from '../units.ts';
import type { Moment, Phase } from './moment.ts';

/** Denied calls an hour: five are a mistake in a policy; the function's own worst hours lift the line. */
const CALIBRATION = { floor: 5, ceiling: 10_000 } as const;
/** So many different calls refused for the first time within an hour are somebody trying doors. */
const DOORS_TRIED = 3;
/** A new function may lack a permission or two; not so many. */
const DOORS_TRIED_YOUNG = 6;

/** Where only the calls are refused that always were, it takes so many times the usual: they come and go with traffic. */
const USUAL_REFUSALS = 2;

/** Calls that were refused, by the hour. */
export interface ApiDenials {
  hour: number;
  /** Of this hour. */
  denied: number;
  /** Different (action, code) of this hour that were never refused before. */
  readonly firstRefused: DistinctCounter;
  readonly calibrator: Calibrator;
  /** First refusal of the present hour. */
  since: Minute;
  /** When the last burst was seen; 0 for never. */
  burstAt: Minute;
}

export const newApiDenials = (firstWindow: Minute): ApiDenials => ({
  hour: hourOf(firstWindow),
  denied: 0,
  firstRefused: newDistinctCounter(),
  calibrator: newCalibrator(dayOf(firstWindow), CALIBRATION),
  since: firstWindow,
  burstAt: minute(0),
});

/** Begins a new hour when it is time; called for every window. */
export const turnHour = (denials: ApiDenials, moment: Moment): void => {
  turnDay(denials.calibrator, dayOf(moment.minute), CALIBRATION, moment.calibration);
  const hour = hourOf(moment.minute);
  if (hour === denials.hour) return;
  denials.hour = hour;
  denials.denied = 0;
  resetDistinct(denials.firstRefused);
};

/** `hash` of (action, code) when it was never refused before. */
export const noteDenial = (denials: ApiDenials, count: number, hash: number | undefined, at: Minute): void => {
  if (denials.denied === 0) denials.since = at;
  denials.denied = Math.min(Number.MAX_SAFE_INTEGER, denials.denied + count);
  if (hash !== undefined) countDistinct(denials.firstRefused, hash);
};

export interface DenialBurst {
  readonly denied: number;
  readonly usualPerHour: number;
  /** Different calls refused for the first time. */
  readonly doorsTried: number;
  readonly since: Minute;
  readonly score: number;
}

/** The burst that this hour is, after all refusals of a window were noted. */
export const denialBurst = (
  denials: ApiDenials,
  phase: Phase,
  at: Minute,
  isOpen: boolean,
): DenialBurst | undefined => {
  const { calibrator, denied, since } = denials;
  if (!isOpen) recordHeight(calibrator, denied, phase !== 'mature');
  if (phase === 'silent' || denied === 0) return undefined;
  const doorsTried = distinctOf(denials.firstRefused);
  const byDoors = doorsTried / (phase === 'mature' ? DOORS_TRIED : DOORS_TRIED_YOUNG);
  const line = doorsTried === 0 ? USUAL_REFUSALS * calibrator.threshold : calibrator.threshold;
  const byRate = phase === 'mature' ? denied / line : 0;
  const score = Math.max(byDoors, byRate);
  if (score < 1) return undefined;
  denials.burstAt = at;
  return { denied, usualPerHour: calibrator.threshold, doorsTried, since, score };
};

/** An alarm opened: the line rises for a while, if it was the rate that crossed it. */
export const chargeDenials = (denials: ApiDenials): void => {
  if (denials.denied >= denials.calibrator.threshold) recordAlarm(denials.calibrator);
};

/** The alarm is over: the hour's evidence was told. */
export const settleDenials = (denials: ApiDenials): void => {
  denials.denied = 0;
  resetDistinct(denials.firstRefused);
};

export const encodeApiDenials = (denials: ApiDenials, writer: ByteWriter): void => {
  writer.varint(denials.hour).varint(denials.denied);
  encodeDistinct(denials.firstRefused, writer);
  writer.varint(denials.since).varint(denials.burstAt);
  encodeCalibrator(denials.calibrator, writer);
};

export const decodeApiDenials = (reader: ByteReader): ApiDenials => ({
  hour: reader.varint(),
  denied: reader.varint(),
  firstRefused: decodeDistinct(reader),
  since: minute(reader.varint()),
  burstAt: minute(reader.varint()),
  calibrator: decodeCalibrator(reader),
});
