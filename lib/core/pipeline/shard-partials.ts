import type { SummaryCell } from '../fold/summary-table.ts';
import { type EpochMs, epochMs } from '../units.ts';
import { type PartialHeader, packPartials } from './pack-partials.ts';
import { MAX_ROW_BYTES, type Row } from './ports.ts';
import { slotOf } from './slot-layout.ts';
import { orderedNumber, shardPartsPartition } from './table-keys.ts';

/** As long as evaluation may be down without losing counts. */
export const PARTIAL_LIFE_MS = 3 * 86_400_000;

/** Windows by the slot of their function. */
export const bySlot = (windows: Iterable<SummaryCell>, slots: number): Map<number, SummaryCell[]> => {
  const shared = new Map<number, SummaryCell[]>();
  for (const window of windows) {
    const slot = slotOf(window.functionId, slots);
    const own = shared.get(slot);
    if (own === undefined) shared.set(slot, [window]);
    else own.push(window);
  }
  return shared;
};

/** The parts of one attempt to commit `position`; they count for nothing until the commit names the attempt. */
export const shardPartRows = (
  shard: string,
  position: number,
  attempt: string,
  slots: number,
  header: PartialHeader,
  windows: Iterable<SummaryCell>,
  /** Parts live from now on, as what is redriven arrived days ago. */
  now: EpochMs,
): { rows: Row[]; parts: Record<string, number> } => {
  const rows: Row[] = [];
  const parts: Record<string, number> = {};
  for (const [slot, own] of bySlot(windows, slots)) {
    const packed = packPartials(header, own, MAX_ROW_BYTES);
    parts[slot] = packed.length;
    packed.forEach((data, part) => {
      rows.push({
        partition: shardPartsPartition(shard, { slots, slot }),
        sort: partSortKey(position, attempt, part),
        revision: position,
        data,
        expiresAt: epochMs(now + PARTIAL_LIFE_MS),
      });
    });
  }
  return { rows, parts };
};

export const partSortKey = (position: number, attempt: string, part: number): string =>
  `${orderedNumber(position)}|${attempt}|${part}`;
