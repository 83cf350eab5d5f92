import type { Slot } from './slot-layout.ts';
import { directPartition, LAST_SORT_KEY, orderedNumber } from './table-keys.ts';

/** Sort keys of direct deliveries: a day's partition in order of blocks, so that one range read covers a replay. */

export interface DirectItemKey {
  readonly kind: 'item';
  readonly block: number;
  readonly name: string;
  readonly part: number;
  /** Of all items under this name. */
  readonly parts: number;
}

export interface DirectMarkerKey {
  readonly kind: 'marker';
  /** When the late item came, not when its events were. */
  readonly block: number;
}

/** @param name without `|` */
export const directItemSort = ({ block, name, part, parts }: Omit<DirectItemKey, 'kind'>): string =>
  `${orderedNumber(block)}|i|${name}|${part}|${parts}`;

/** One marker per item and block, however often it is written. */
export const directMarkerSort = (block: number, itemSort: string): string => `${orderedNumber(block)}|m|${itemSort}`;

export const readDirectSort = (sort: string): DirectItemKey | DirectMarkerKey => {
  const [block, kind, name = '', part, parts] = sort.split('|');
  if (kind === 'm') return { kind: 'marker', block: Number(block) };
  return { kind: 'item', block: Number(block), name, part: Number(part), parts: Number(parts) };
};

/** Ranges that hold the blocks from `first` to `last`: one, or two across midnight. */
export const directRanges = (
  slot: Slot,
  first: number,
  last: number,
): { readonly partition: string; readonly from: string; readonly to: string }[] => {
  const partitions = new Set<string>();
  for (let block = first; block <= last; block++) partitions.add(directPartition(slot, block));
  const from = orderedNumber(first);
  return [...partitions].map((partition) => ({ partition, from, to: `${orderedNumber(last)}${LAST_SORT_KEY}` }));
};
