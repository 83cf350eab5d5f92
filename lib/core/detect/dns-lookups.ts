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
import type { WindowOutside } from '../fold/window.ts';
import type { Minute } from '../units.ts';
import { accumulate, type Cusum, decodeCusum, encodeCusum, newCusum, resetCusum } from './cusum.ts';
import { destinationOf } from './destination.ts';
import { isLearning, type Moment } from './moment.ts';

/** Names beyond the allowance, added up: thirty more than usual within minutes are data in disguise. */
const CALIBRATION = { floor: 30, ceiling: 3_000 } as const;
/** Different names a minute under one domain that nobody minds, besides twice the usual number. */
const ALLOWED_NAMES = 3;
const ALLOWED_MULTIPLE = 2;
const LEARNING_RATE = 0.02;
/** What one window may say about the usual number: this multiple of it, and a little. */
const MOST_CLAIM = 4;
const MOST_EVIDENCE = 10_000;

/**
 * How many different names a function looks up a minute under one registered domain. Tunnels write data into names, so
 * that each is different; browsers of many tenants do that too, but always have.
 */
export interface DnsLookups {
  /** Of the domain with the most names in a window. */
  usual: number;
  readonly cusum: Cusum;
  readonly calibrator: Calibrator;
}

export const newDnsLookups = (at: Minute): DnsLookups => ({
  usual: 0,
  cusum: newCusum(at),
  calibrator: newCalibrator(dayOf(at), CALIBRATION),
});

/** The domain under which most names were looked up. */
export interface TopDomain {
  readonly domain: string;
  readonly names: number;
  readonly queries: number;
}

/** AWS's own names differ by bucket, cluster and queue; names of the own network lead nowhere outside. */
const topDomain = ({ domains }: WindowOutside): TopDomain | undefined => {
  let top: TopDomain | undefined;
  for (const [domain, { count, distinct }] of domains.named) {
    const { kind } = destinationOf(domain);
    if (kind === 'aws-service' || kind === 'bucket' || kind === 'internal' || domain === 'amazonaws.com') continue;
    const isMore = top === undefined || distinct > top.names || (distinct === top.names && domain < top.domain);
    if (isMore) top = { domain, names: distinct, queries: count };
  }
  return top;
};

/** A surge of names under one domain. */
export interface NameSurge extends TopDomain {
  /** Since the climb began. */
  readonly names: number;
  readonly usualPerMinute: number;
  readonly surprise: number;
  readonly since: Minute;
}

/** Takes in the lookups of a window; gives the surge that they are, if they are one. */
export const advanceLookups = (
  lookups: DnsLookups,
  outside: WindowOutside,
  moment: Moment,
  isOpen: boolean,
): NameSurge | undefined => {
  turnDay(lookups.calibrator, dayOf(moment.minute), CALIBRATION, moment.calibration);
  const top = topDomain(outside);
  if (top === undefined) return undefined;
  const allowed = ALLOWED_NAMES + ALLOWED_MULTIPLE * lookups.usual;
  accumulate(lookups.cusum, top.names - allowed, MOST_EVIDENCE, moment.minute, top.names, allowed);
  const surprise = lookups.cusum.value / lookups.calibrator.threshold;
  const isSurge = !isLearning(moment) && surprise >= 1 && top.names > allowed;
  if (isOpen) return isSurge ? surgeOf(lookups, top, surprise) : undefined;
  recordHeight(lookups.calibrator, lookups.cusum.value, isLearning(moment));
  if (isSurge) return surgeOf(lookups, top, surprise);
  const claim = isLearning(moment) ? top.names : Math.min(top.names, MOST_CLAIM * lookups.usual + ALLOWED_NAMES);
  lookups.usual = Math.fround(lookups.usual + LEARNING_RATE * (claim - lookups.usual));
  return undefined;
};

const surgeOf = ({ cusum, usual }: DnsLookups, top: TopDomain, surprise: number): NameSurge => ({
  ...top,
  names: cusum.observed,
  usualPerMinute: usual,
  surprise,
  since: cusum.since,
});

export const chargeLookups = ({ cusum, calibrator }: DnsLookups): void => {
  if (cusum.value >= calibrator.threshold) recordAlarm(calibrator);
};

export const resetLookups = ({ cusum }: DnsLookups, at: Minute): void => resetCusum(cusum, at);

export const encodeLookups = ({ usual, cusum, calibrator }: DnsLookups, writer: ByteWriter): void => {
  writer.f32(usual);
  encodeCusum(cusum, writer);
  encodeCalibrator(calibrator, writer);
};

export const decodeLookups = (reader: ByteReader): DnsLookups => ({
  usual: reader.f32(),
  cusum: decodeCusum(reader),
  calibrator: decodeCalibrator(reader),
});
