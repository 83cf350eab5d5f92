import type { ByteReader, ByteWriter } from '../bytes.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';

/** For so long what was usual before an accepted change is remembered: one weekly cycle, and a day to be sure of it. */
const REMEMBERED_MINUTES = 8 * MINUTES_PER_DAY;
/** What comes back comes back within this factor: hours differ, and the profile was scaled as a whole. */
const TOLERANCE = 1.6;
/** Changes that cancel each other to less than this leave nothing to come back to. */
const LEAST_CHANGE = 1.3;

/** Factors are whole multiples of this in ln, so that they are stored in two bytes. */
const LN_STEP = 1 / 1_000;
const ofSteps = (steps: number): number => Math.exp(steps * LN_STEP);
const stepsOf = (factor: number): number => Math.round(Math.log(factor) / LN_STEP);

/** What was usual before a lasting change was accepted: that it comes back is the end of a change, and no news. */
export interface FormerLevel {
  /** How many times the former level is usual now; 1 when nothing is remembered. */
  factor: number;
  until: Minute;
}

export const newFormerLevel = (): FormerLevel => ({ factor: 1, until: minute(0) });

export const forgetFormer = (former: FormerLevel): void => {
  former.factor = 1;
  former.until = minute(0);
};

/** What was usual changed to `factor` times itself. */
export const rememberFormer = (former: FormerLevel, factor: number, at: Minute): void => {
  const total = ofSteps(stepsOf((at < former.until ? former.factor : 1) * factor));
  const isChanged = Math.max(total, 1 / total) >= LEAST_CHANGE;
  former.factor = isChanged ? total : 1;
  former.until = minute(isChanged ? at + REMEMBERED_MINUTES : 0);
};

/** How many times the former level is usual now; 1 when that is no longer remembered. */
export const aboveFormer = (former: FormerLevel, at: Minute): number => (at < former.until ? former.factor : 1);

/** Whether counts of `ratio` times what is usual now lie between the former level and the present one. */
export const isReturn = (former: FormerLevel, ratio: number, at: Minute): boolean => {
  const factor = aboveFormer(former, at);
  if (factor > 1) return ratio < 1 && ratio * factor >= 1 / TOLERANCE;
  return factor < 1 && ratio > 1 && ratio * factor <= TOLERANCE;
};

export const encodeFormer = (former: FormerLevel, writer: ByteWriter): void => {
  writer.near(former.until).signed(stepsOf(former.factor));
};

export const decodeFormer = (reader: ByteReader): FormerLevel => {
  const until = minute(reader.near());
  return { until, factor: ofSteps(reader.signed()) };
};
