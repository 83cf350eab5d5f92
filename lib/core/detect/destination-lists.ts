import type { Destination } from './destination.ts';
import type { DestinationList } from './destination-list.ts';

/** The lists that an owner configured. */
export interface DestinationLists {
  readonly lists: readonly DestinationList[];
}

export const NO_LISTS: DestinationLists = { lists: [] };

/** The list that a destination is on. An allow list goes before any block list: it corrects them. */
export const listOf = ({ lists }: DestinationLists, { host }: Destination): DestinationList | undefined => {
  let blocking: DestinationList | undefined;
  for (const list of lists) {
    if (list.kind === 'block' && blocking) continue;
    if (!list.has(host)) continue;
    if (list.kind === 'allow') return list;
    blocking = list;
  }
  return blocking;
};
