import { lanesOf, type Slot } from './slot-layout.ts';
import { directPartition, LAST_SORT_KEY, orderedNumber } from './table-keys.ts';

/** Sort keys of direct deliveries: a day's partition in order of blocks, so that one range read covers a replay. */

export interface DirectItemKey {
  readonly kind: 'item';
  readonly block: number;
  readonly lane: number;
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
export const directItemSort = ({ block, lane, name, part, parts }: Omit<DirectItemKey, 'kind'>): string =>
  `${orderedNumber(block)}|${orderedLane(lane)}|i|${name}|${part}|${parts}`;

/** One marker per item and block, however often it is written. */
export const directMarkerSort = (block: number, lane: number, itemSort: string): string =>
  `${orderedNumber(block)}|${orderedLane(lane)}|m|${itemSort}`;

const orderedLane = (lane: number): string => String(lane).padStart(2, '0');

export const readDirectSort = (sort: string): DirectItemKey | DirectMarkerKey => {
  const [block, lane, kind, name = '', part, parts] = sort.split('|');
  if (kind === 'm') return { kind: 'marker', block: Number(block) };
  return { kind: 'item', block: Number(block), lane: Number(lane), name, part: Number(part), parts: Number(parts) };
};

/** Ranges that hold a slot's blocks from `first` to `last`: one or two when it holds all lanes, else one a block. */
export const directRanges = (
  slot: Slot,
  first: number,
  last: number,
): { readonly partition: string; readonly from: string; readonly to: string }[] => {
  const blocks = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  if (slot.slots === 1) {
    const partitions = new Set(blocks.map(directPartition));
    const to = `${orderedNumber(last)}${LAST_SORT_KEY}`;
    return [...partitions].map((partition) => ({ partition, from: orderedNumber(first), to }));
  }
  const lanes = lanesOf(slot);
  return blocks.map((block) => ({
    partition: directPartition(block),
    from: `${orderedNumber(block)}|${orderedLane(lanes.first)}`,
    to: `${orderedNumber(block)}|${orderedLane(lanes.last)}${LAST_SORT_KEY}`,
  }));
};
