import type { Entry } from '../input/entry.ts';

/**
 * The order in which entries enter the replay: by time, then by stream and event id, and only where these say nothing by
 * the place in the input. So it does not matter which file an event came in, nor in which order lines stood.
 */
export const compareEntries = (a: Entry, b: Entry): number => {
  if (a.at !== b.at) return a.at - b.at;
  if (a.kind === 'window' || b.kind === 'window') return a.kind === b.kind ? 0 : a.kind === 'window' ? -1 : 1;
  return (
    (a.origin === b.origin ? 0 : compareText(a.origin.key, b.origin.key)) ||
    compareIds(a.event.id, b.event.id) ||
    a.file - b.file ||
    a.place - b.place
  );
};

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ids are decimal: the longer one is the larger. */
const compareIds = (a: string, b: string): number => a.length - b.length || compareText(a, b);
