import { dayOf } from '../baseline/calendar.ts';
import type { Minute } from '../units.ts';
import type { FunctionState } from './function-state.ts';

/**
 * Whether `state`'s function knew a destination (by `destinationOf(…).hash`) before the UTC day of `minute`. By the day
 * it was first called, so the answer is the same whenever during that day it is asked, and in whatever order.
 */
export const knownDestination = (state: FunctionState, destinationHash: number, minute: Minute): boolean => {
  const seen = state.detectors.outbound.places.known.get(destinationHash);
  return seen !== undefined && seen.firstDay < dayOf(minute);
};
