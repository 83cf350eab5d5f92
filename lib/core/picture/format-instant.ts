import { type EpochMs, isoOf } from '../units.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `16:04`, UTC. */
export const clockOf = (at: EpochMs): string => isoOf(at).slice(11, 16);

/** `Mon 16 Mar`, UTC. */
export const dayOf = (at: EpochMs): string => {
  const date = new Date(at);
  return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
};

/** A `<time>` element that reads `Mon 16 Mar 16:04 UTC`. */
export const timeElement = (at: EpochMs): string =>
  `<time datetime="${isoOf(at)}">${dayOf(at)} ${clockOf(at)}\u00a0UTC</time>`;
