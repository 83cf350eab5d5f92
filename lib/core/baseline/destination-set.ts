import { decodeSeenSet, encodeSeenSet, learnSeen, newSeenSet, refreshSeen, type SeenSet } from './seen-set.ts';

/** Destinations remembered per function, least recently seen forgotten first. */
const MOST_DESTINATIONS = 512;

/** Which destinations a function is known to call, by hash, with first and last day. */
export type DestinationSet = SeenSet;

export const newDestinationSet = newSeenSet;
export const refreshDestination = refreshSeen;
export const encodeDestinationSet = encodeSeenSet;
export const decodeDestinationSet = decodeSeenSet;

export const learnDestination = (known: DestinationSet, hash: number, day: number): void =>
  learnSeen(known, hash, day, MOST_DESTINATIONS);
