import { addMinutes, type EpochMs, type Minute, minuteOf } from '../units.ts';

/** Full minutes to wait after a window closed before it is judged: most logs are delivered within that time. */
export const SETTLE_MINUTES = 1;

/** The newest window that the tick at `now` judges. */
export const newestWindowAt = (now: EpochMs): Minute => addMinutes(minuteOf(now), -1 - SETTLE_MINUTES);

/** The tick that judges a window first: the earliest moment at which anything about it can be published. */
export const tickOf = (window: Minute): Minute => addMinutes(window, 1 + SETTLE_MINUTES);
