import type { SummaryCell } from '../fold/summary-table.ts';
import { hash53 } from '../hash.ts';
import { addMinutes, type EpochMs, epochMs, type Minute, minuteOf } from '../units.ts';
import { directItemSort, directMarkerSort } from './direct-keys.ts';
import { type DirectOrigin, packPartials } from './pack-partials.ts';
import { MAX_ROW_BYTES, type Row, type Table } from './ports.ts';
import { bySlot } from './shard-partials.ts';
import { LANES } from './slot-layout.ts';
import { blockOf, directPartition } from './table-keys.ts';

/** What identifies one direct delivery, however often it is retried. */
export interface DirectDelivery {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly firstEventId: string;
  readonly lastEventId: string;
  readonly firstEventAt: EpochMs;
  readonly events: number;
}

/**
 * A delivery is found by the block of its first event while evaluation is sure to read that block again. It stops 20
 * minutes after the block's end. Two of them are here; a minute each is for the run of an invocation, for the lag of a
 * read and for a tick ahead of time; 15 are as long as AWS takes a request after it was signed, so that neither a write
 * in flight nor a clock that is wrong can come too late. Anything older, or from the future, needs a marker.
 */
const OPEN_PAST_MINUTES = 2;
export const OPEN_FUTURE_MINUTES = 2;

/**
 * An item is also what tells that its delivery was counted. So it outlives the queue of failed deliveries, which keeps for
 * 14 days what an invocation may have stored all the same before it died.
 */
export const DIRECT_LIFE_MS = 15 * 86_400_000;

const isOpenBlock = (block: number, now: Minute): boolean =>
  block >= blockOf(addMinutes(now, -OPEN_PAST_MINUTES)) && block <= blockOf(addMinutes(now, OPEN_FUTURE_MINUTES));

/**
 * Stores the windows of one delivery exactly once, without reading. The key is made of the delivery alone and the put is
 * conditional, so a retry changes nothing. A delivery that grew (more events behind the same first one) replaces itself.
 *
 * A late item carries the block of the marker that names it, and only that marker counts. So the marker can come first
 * (a crash in between leaves a marker of nothing) and a second one, written by a retry hours later, is without effect.
 *
 * Windows are split by lane, which no layout changes, so that a retry finds its item under every layout. A stream of
 * Lambda is one function, hence one item.
 */
export const putDirect = async (
  table: Table,
  delivery: DirectDelivery,
  windows: readonly SummaryCell[],
  now: EpochMs,
): Promise<'stored' | 'duplicate'> => {
  const arrived = minuteOf(now);
  const block = blockOf(minuteOf(delivery.firstEventAt));
  const isOpen = isOpenBlock(block, arrived);
  const origin: DirectOrigin = {
    markerBlock: isOpen ? 0 : blockOf(arrived),
    stream: hash53(streamText(delivery)),
    firstEventId: delivery.firstEventId,
    lastEventId: delivery.lastEventId,
  };
  const expiresAt = epochMs(now + DIRECT_LIFE_MS);
  let outcome: 'stored' | 'duplicate' = 'duplicate';
  for (const [lane, own] of bySlot(windows, LANES)) {
    const parts = packPartials({ arrived, origin }, own, MAX_ROW_BYTES);
    for (const [part, data] of parts.entries()) {
      const row: Row = {
        partition: directPartition(block),
        sort: directItemSort({ block, lane, name: deliveryName(delivery), part, parts: parts.length }),
        revision: delivery.events,
        data,
        expiresAt,
      };
      if (!isOpen) await table.put(markerOf(row, lane, origin.markerBlock, expiresAt));
      const stored = await table.put(row, { kind: isOpen ? 'absent-or-lower' : 'absent' });
      if (stored === 'stored') outcome = 'stored';
    }
  }
  return outcome;
};

/** The item's own key is the marker's content. */
const markerOf = ({ partition, sort }: Row, lane: number, block: number, expiresAt: EpochMs): Row => ({
  partition: directPartition(block),
  sort: directMarkerSort(block, lane, sort),
  revision: block,
  data: JSON.stringify({ v: 1, partition, sort }),
  expiresAt,
});

const streamText = ({ owner, logGroup, logStream }: DirectDelivery): string =>
  JSON.stringify([owner, logGroup, logStream]);

/** 106 bits of hash: names from logs are of any length and any characters. */
const deliveryName = (delivery: DirectDelivery): string => {
  const text = `${streamText(delivery)}${delivery.firstEventId}`;
  return `${hash53(text).toString(36)}.${hash53(text, 0x5bd1e995).toString(36)}`;
};
