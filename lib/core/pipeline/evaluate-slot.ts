import { addMinutes, type EpochMs, type Minute, minute as minuteFrom, minuteOf, startOf } from '../units.ts';
import type { DocumentStore, StoredDocument } from './document-store.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { Fleet } from './fleet.ts';
import { handedOver, sealed } from './hand-over.ts';
import { HISTORY_MINUTES } from './history-recorder.ts';
import { historyRows, packHistory, unpackHistory } from './history-rows.ts';
import type { PartCache } from './part-cache.ts';
import type { Table } from './ports.ts';
import { readPartials } from './read-partials.ts';
import { replaySlot, type SlotReplay } from './replay-slot.ts';
import { newestWindowAt } from './settle.ts';
import { decodeCheckpoint, encodeCheckpoint, encodeFleet, NO_TOTALS, type SlotCheckpoint } from './slot-checkpoint.ts';
import { parentOf, type Slot, slotName, slotNumber } from './slot-layout.ts';
import type { SlotReport } from './slot-reports.ts';
import { blockOf } from './table-keys.ts';

/** Minutes that stay open to late logs: a checkpoint is at least this old when it is made. */
export const HORIZON_MINUTES = 20;

/** After a standstill no more than this is held in memory at a time. */
const MOST_REPLAYED_MINUTES = 120;

const MS_PER_DAY = 86_400_000;

/** What evaluating a slot needs; `written` remembers whose history this process has already put out. */
export interface SlotPorts {
  readonly table: Table;
  readonly documents: DocumentStore;
  readonly parts: PartCache;
  readonly historyWritten: Map<string, number>;
  readonly settings: EvaluateSettings;
  /** Slots of the first layout: theirs began with nothing, all others with what their parent knew. */
  readonly firstSlots: number;
}

export const slotDocument = (slot: Slot): string => `slot|${slotName(slot)}`;

/**
 * Evaluates one slot as of `now` and moves its checkpoint on when it is due. `undefined`: another evaluator is further,
 * or began at the same time and was first; nothing was lost and nothing needs to be done again.
 */
export const evaluateSlot = async (
  ports: SlotPorts,
  slot: Slot,
  now: EpochMs,
  attempt: string,
): Promise<SlotReport | undefined> => {
  let current = await currentCheckpoint(ports, slot, now, attempt);
  let lateWindows = 0;
  let lostCommits = 0;
  let overlaps = 0;
  while (current !== undefined && current.checkpoint.evaluatedUntil < newestWindowAt(now)) {
    const { checkpoint } = current;
    const at = Math.min(now, startOf(addMinutes(checkpoint.evaluatedUntil, MOST_REPLAYED_MINUTES))) as EpochMs;
    const read = await readPartials(ports.table, slot, checkpoint.cursor, at, ports.settings.salt, ports.parts);
    const due = checkpointDue(checkpoint.evaluatedUntil, at, ports.settings);
    const replay = replaySlot(checkpoint, read, newestWindowAt(at), due, { ...ports.settings, slots: slot.slots });
    const moved = replay.next && (await moveCheckpoint(ports, slot, current, replay.next, now, attempt));
    if (moved !== undefined) {
      lateWindows += replay.lateWindows;
      lostCommits += read.lostCommits;
      overlaps += read.overlaps;
    }
    if (at >= now)
      return { ...toldBy(slot, checkpoint, replay, newestWindowAt(at)), lateWindows, lostCommits, overlaps };
    current = moved;
  }
  return undefined;
};

interface Current {
  readonly stored: StoredDocument;
  readonly checkpoint: SlotCheckpoint;
}

/** The checkpoint to go on from; `undefined` when another evaluator is making it, or the slot has handed over. */
const currentCheckpoint = async (
  ports: SlotPorts,
  slot: Slot,
  now: EpochMs,
  attempt: string,
): Promise<Current | undefined> => {
  const current = await newestCheckpoint(ports, slot, now, attempt);
  return current?.checkpoint.isSealed ? undefined : current;
};

/** Reads the checkpoint, inherits one, or begins one: from then on the slot learns. */
const newestCheckpoint = async (
  ports: SlotPorts,
  slot: Slot,
  now: EpochMs,
  attempt: string,
): Promise<Current | undefined> => {
  const stored = await ports.documents.read(slotDocument(slot));
  if (stored !== undefined && stored.bytes.length > 0) return { stored, checkpoint: decodeCheckpoint(stored.bytes) };
  const isHeir = stored === undefined && slot.slots > ports.firstSlots;
  const checkpoint = isHeir ? await inherited(ports, slot, now, attempt) : begun(now, ports.settings);
  return checkpoint && writeCheckpoint(ports, slot, stored?.version ?? 0, checkpoint, now, attempt);
};

const begun = (now: EpochMs, settings: EvaluateSettings): SlotCheckpoint => {
  const horizon = addMinutes(minuteOf(now), -HORIZON_MINUTES);
  return beginCheckpoint(minuteFrom(horizon - (horizon % HISTORY_MINUTES) - 1), settings);
};

/**
 * Seals the parent, so that no evaluator of the old layout moves it on, and takes over from there. Sealing is one
 * conditional write: before it the parent counts, after it its halves do, and no minute is counted by both.
 */
const inherited = async (
  ports: SlotPorts,
  slot: Slot,
  now: EpochMs,
  attempt: string,
): Promise<SlotCheckpoint | undefined> => {
  const parent = parentOf(slot);
  const current = await newestCheckpoint(ports, parent, now, attempt);
  if (current === undefined) return undefined;
  if (current.checkpoint.isSealed) return handedOver(current.checkpoint, slot);
  const moved = await moveCheckpoint(ports, parent, current, sealed(current.checkpoint), now, attempt);
  // Both halves begin at the same time, as a rule, and one of them seals.
  const after = moved ?? (await newestCheckpoint(ports, parent, now, attempt));
  return after?.checkpoint.isSealed ? handedOver(after.checkpoint, slot) : undefined;
};

export const beginCheckpoint = (evaluatedUntil: Minute, { learningMinutes }: EvaluateSettings): SlotCheckpoint => ({
  evaluatedUntil,
  isSealed: false,
  alertsFrom: addMinutes(evaluatedUntil, 1 + learningMinutes),
  cursor: { shards: new Map(), block: blockOf(addMinutes(evaluatedUntil, 1)), direct: new Map() },
  totals: NO_TOTALS,
  edgesFrom: evaluatedUntil,
  edges: [],
  history: packHistory([]),
  fleet: encodeFleet(Fleet.empty(evaluatedUntil)),
});

/** The latest window beyond the horizon at whose end a checkpoint may be made, if there is one after the last. */
const checkpointDue = (last: Minute, now: EpochMs, { isCheckpoint }: EvaluateSettings): Minute | undefined => {
  const allows = isCheckpoint ?? ((window: Minute) => (window + 1) % HISTORY_MINUTES === 0);
  for (let window = addMinutes(minuteOf(now), -HORIZON_MINUTES); window > last; window = addMinutes(window, -1)) {
    if (allows(window)) return window;
  }
  return undefined;
};

/**
 * History goes out after the checkpoint that carries it, so that only the winner of a race writes any; and before the
 * next one, so that none is left out when a process died in between.
 */
const moveCheckpoint = async (
  ports: SlotPorts,
  slot: Slot,
  { stored, checkpoint }: Current,
  next: SlotCheckpoint,
  now: EpochMs,
  attempt: string,
): Promise<Current | undefined> => {
  await writeHistory(ports, slot, stored.version, checkpoint);
  const written = await writeCheckpoint(ports, slot, stored.version, next, now, attempt);
  if (written !== undefined) await writeHistory(ports, slot, written.stored.version, next);
  return written;
};

const writeCheckpoint = async (
  { documents }: SlotPorts,
  slot: Slot,
  after: number,
  checkpoint: SlotCheckpoint,
  now: EpochMs,
  attempt: string,
): Promise<Current | undefined> => {
  const bytes = encodeCheckpoint(checkpoint);
  const outcome = await documents.write(slotDocument(slot), after, bytes, attempt, now);
  return outcome === 'written' ? { stored: { version: after + 1, bytes }, checkpoint } : undefined;
};

const writeHistory = async (
  { table, historyWritten, settings }: SlotPorts,
  slot: Slot,
  version: number,
  checkpoint: SlotCheckpoint,
): Promise<void> => {
  const name = slotDocument(slot);
  if (historyWritten.get(name) === version) return;
  await table.putAll(historyRows(slot, version, unpackHistory(checkpoint.history), settings.historyDays * MS_PER_DAY));
  historyWritten.set(name, version);
};

const toldBy = (
  slot: Slot,
  checkpoint: SlotCheckpoint,
  { edges, activeFunctions, functions }: SlotReplay,
  until: Minute,
): Pick<SlotReport, 'told' | 'functions'> => ({
  told: {
    slot: slotNumber(slot),
    finalUntil: checkpoint.edgesFrom,
    until,
    edges: [...checkpoint.edges, ...edges],
    activeFunctions,
  },
  functions,
});
