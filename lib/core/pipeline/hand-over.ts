import { subjectIdOf } from '../detect/alarm-edge.ts';
import { minute as minuteFrom } from '../units.ts';
import type { Fleet } from './fleet.ts';
import { type HistoryEntry, packHistory, unpackHistory } from './history-rows.ts';
import { lateEntries } from './late-history.ts';
import type { PartialItem, PartialsRead } from './read-partials.ts';
import { cursorAfter, replayWindows } from './replay-window.ts';
import { addTotals, encodeFleet, fleetOf, NO_TOTALS, type SlotCheckpoint, uniteFleets } from './slot-checkpoint.ts';
import type { SlotCursor } from './slot-cursor.ts';
import { counterparts, type Slot, slotOf } from './slot-layout.ts';

/** The last version of a slot's checkpoint in its layout: nobody moves it on any more, but an heir of it. */
export const sealed = (checkpoint: SlotCheckpoint): SlotCheckpoint => ({
  ...checkpoint,
  isSealed: true,
  history: packHistory([]),
});

/** A slot that has handed over, with everything that it knew. */
export interface Legacy {
  readonly slot: Slot;
  readonly checkpoint: SlotCheckpoint;
}

/**
 * What a part of a slot begins with: its own functions as they were, the same cursor (what was read was read for all
 * parts), and the totals in the first part. A function of its arguments, so whoever derives it comes to the same.
 */
export const handedOver = ({ slot, checkpoint }: Legacy, to: Slot): SlotCheckpoint => ({
  ...checkpoint,
  generation: checkpoint.generation + 1,
  isSealed: false,
  totals: counterparts(slot, to.slots)[0]?.slot === to.slot ? checkpoint.totals : NO_TOTALS,
  edges: checkpoint.edges.filter((edge) => slotOf(subjectIdOf(edge.id), to.slots) === to.slot),
  history: packHistory([]),
  fleet: encodeFleet(fleetOf(checkpoint), (id) => slotOf(id, to.slots) === to.slot),
});

/** From where on to read so that nothing is missed that any of them has yet to count. */
export const commonCursor = (legacies: readonly Legacy[]): SlotCursor => {
  const cursors = legacies.map(({ checkpoint }) => checkpoint.cursor);
  const shards = new Map(
    cursors
      .flatMap((cursor) => [...cursor.shards.keys()])
      .map((shard) => {
        const all = cursors.map((cursor) => cursor.shards.get(shard));
        const readFrom = Math.min(...all.map((one) => one?.readFrom ?? 0));
        return [shard, { readFrom, knownUntil: Math.min(...all.map((one) => one?.knownUntil ?? 0)) }] as const;
      }),
  );
  const block = Math.min(...cursors.map((cursor) => cursor.block));
  return { shards, block, direct: new Map(cursors.flatMap((cursor) => [...cursor.direct])) };
};

/**
 * What several slots of one minute become together. Each had read to another point; so what the furthest of them knew is
 * counted for all, late windows at once and the others later, and one cursor is left.
 *
 * @param read from {@link commonCursor} on, for the slot that they become
 * @returns `undefined` when less was read than one of them knew: a newer tick will do
 */
export const united = (
  legacies: readonly Legacy[],
  read: PartialsRead,
  salt: number,
): Omit<SlotCheckpoint, 'generation'> | undefined => {
  const [first] = legacies;
  if (first === undefined || legacies.some(({ checkpoint }) => knowsMore(checkpoint.cursor, read))) return undefined;
  const { evaluatedUntil } = first.checkpoint;
  let totals = NO_TOTALS;
  const history: HistoryEntry[] = [];
  for (const { slot, checkpoint } of legacies) {
    const { aside } = replayWindows(itemsFor(slot, checkpoint.cursor, read), evaluatedUntil, salt);
    const late = [...aside].map(({ summary }) => summary);
    const { lateWindows } = checkpoint.totals;
    totals = addTotals(addTotals(totals, [checkpoint.totals]), late);
    totals = { ...totals, lateWindows: totals.lateWindows + lateWindows + late.length };
    const fleet: Fleet = fleetOf(checkpoint);
    history.push(...unpackHistory(checkpoint.history), ...lateEntries(aside, fleet));
  }
  const checkpoints = legacies.map(({ checkpoint }) => checkpoint);
  const edgesFrom = minuteFrom(Math.max(...checkpoints.map((one) => one.edgesFrom)));
  return {
    evaluatedUntil,
    isSealed: false,
    alertsFrom: minuteFrom(Math.max(...checkpoints.map((one) => one.alertsFrom))),
    cursor: cursorAfter(commonCursor(legacies), read, evaluatedUntil),
    totals,
    edgesFrom,
    edges: checkpoints
      .flatMap(({ edges }) => edges.filter(({ minute }) => minute > edgesFrom))
      .sort((a, b) => a.minute - b.minute || (a.id < b.id ? -1 : 1)),
    history: packHistory(history),
    fleet: uniteFleets(checkpoints),
  };
};

const knowsMore = ({ shards }: SlotCursor, { positions }: PartialsRead): boolean =>
  [...shards].some(([shard, { knownUntil }]) => knownUntil > (positions.get(shard) ?? 0));

/** What was read, as one slot sees it. A block that it has left holds nothing that is new to it. */
const itemsFor = ({ slots, slot }: Slot, cursor: SlotCursor, { items }: PartialsRead): PartialItem[] =>
  items.map(({ source, parts }) => ({
    source,
    isKnown:
      source.kind === 'shard'
        ? source.position <= (cursor.shards.get(source.shard)?.knownUntil ?? 0)
        : source.block < cursor.block || cursor.direct.has(source.name),
    parts: parts.map(({ header, windows }) => ({
      header,
      windows: windows.filter(({ functionId }) => slotOf(functionId, slots) === slot),
    })),
  }));
