import { dayOf } from '../baseline/calendar.ts';
import { learnDestination } from '../baseline/destination-set.ts';
import type { Window } from '../fold/window.ts';
import { NO_LISTS } from './destination-lists.ts';
import { examineDestination } from './examine-destination.ts';
import type { Moment } from './moment.ts';
import type { OutboundState } from './outbound.ts';

/** Destinations that past lines named are known from now on; how often they are called is left to learn. */
export const learnPlaces = ({ known }: OutboundState, window: Window, { minute: at, context }: Moment): void => {
  window.destinations.named.forEach((_, raw) => {
    const { destination } = examineDestination(raw, context.lists ?? NO_LISTS);
    if (destination.kind !== 'runtime') learnDestination(known, destination.hash, dayOf(at));
  });
};
