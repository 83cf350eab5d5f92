import { isRiskyDestination } from '../parse/risky-destination.ts';
import type { Summary } from './summary.ts';

/** Counts a call under the cap that its destination belongs to. */
export const countDestination = (destination: string, summary: Summary): void => {
  const counts = isRiskyDestination(destination) ? summary.riskyDestinations : summary.destinations;
  counts.add(destination);
};
