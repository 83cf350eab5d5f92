import { mergeInto } from '../fold/merge-summary.ts';
import { SummaryTable } from '../fold/summary-table.ts';
import { addMinutes, type Minute, minute as minuteFrom } from '../units.ts';
import { OPEN_FUTURE_MINUTES } from './direct-partials.ts';
import type { PartialItem, PartialsRead } from './read-partials.ts';
import type { ShardCursor, SlotCursor } from './slot-cursor.ts';
import { blockOf } from './table-keys.ts';

/** What came too late to be judged, or claims a minute that had not begun when it arrived: counted, never learnt from. */
const isAside = (minute: Minute, { isKnown }: PartialItem, arrived: Minute, checkpoint: Minute): boolean =>
  minute > addMinutes(arrived, OPEN_FUTURE_MINUTES) || (minute <= checkpoint && !isKnown);

export interface ReplayWindows {
  /** Minutes after the checkpoint, merged. */
  readonly regular: SummaryTable;
  /** Everything else that the checkpoint did not know yet, merged. */
  readonly aside: SummaryTable;
}

/**
 * Sorts what was read for a replay from `checkpoint`, or from a minute after it: every window of every item is in exactly
 * one of
 * - counted by an earlier checkpoint (known, and not after it; or known, and set aside),
 * - {@link ReplayWindows.regular}, which this replay judges and a later checkpoint counts,
 * - {@link ReplayWindows.aside}, which the next checkpoint counts.
 */
export const replayWindows = (
  items: readonly PartialItem[],
  checkpoint: Minute,
  salt: number,
  from: Minute = checkpoint,
): ReplayWindows => {
  const regular = new SummaryTable(salt);
  const aside = new SummaryTable(salt);
  for (const item of items) {
    for (const { header, windows } of item.parts) {
      for (const { functionId, minute, summary } of windows) {
        const table = isAside(minute, item, header.arrived, checkpoint) ? aside : regular;
        const isCounted = item.isKnown && (table === aside || minute <= checkpoint);
        const isPast = table === regular && minute <= from;
        if (!isCounted && !isPast) mergeInto(table.at(functionId, minute), summary);
      }
    }
  }
  return { regular, aside };
};

/** The cursor of a checkpoint at `next` that counted all that was read. */
export const cursorAfter = (cursor: SlotCursor, { items, positions }: PartialsRead, next: Minute): SlotCursor => {
  const shards = new Map<string, ShardCursor>();
  for (const [shard, position] of positions) shards.set(shard, { readFrom: position + 1, knownUntil: position });
  let block = blockOf(addMinutes(next, 1));
  const direct = new Map<string, number>(cursor.direct);
  for (const { source, parts } of items) {
    const isOver = lastRegularMinute(parts) <= next;
    if (source.kind === 'direct') {
      direct.set(source.name, source.block);
      if (!isOver) block = Math.min(block, source.block);
      continue;
    }
    const shard = shards.get(source.shard);
    if (!isOver && shard !== undefined && source.position < shard.readFrom) {
      shards.set(source.shard, { ...shard, readFrom: source.position });
    }
  }
  // A block that is not read again needs no memory of what it held.
  for (const [name, foundUnder] of direct) if (foundUnder < block) direct.delete(name);
  return { shards, block, direct };
};

const lastRegularMinute = (parts: PartialItem['parts']): Minute => {
  let last = minuteFrom(0);
  for (const { header, windows } of parts) {
    const limit = addMinutes(header.arrived, OPEN_FUTURE_MINUTES);
    for (const { minute } of windows) if (minute > last && minute <= limit) last = minute;
  }
  return last;
};
