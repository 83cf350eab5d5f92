import type { Orders } from '../order/orders.ts';
import { addMinutes, type EpochMs, type Minute, minute as minuteFrom, minuteOf, startOf } from '../units.ts';
import type { CommitCache } from './commit-cache.ts';
import type { DocumentStore, StoredDocument } from './document-store.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { Fleet } from './fleet.ts';
import { commonCursor, handedOver, type Legacy, sealed, united } from './hand-over.ts';
import { HISTORY_MINUTES } from './history-recorder.ts';
import { historyRows, packHistory, unpackHistory } from './history-rows.ts';
import type { PartCache } from './part-cache.ts';
import type { Table } from './ports.ts';
import { type PartialsSource, readPartials } from './read-partials.ts';
import { replaySlot } from './replay-slot.ts';
import { decodeCheckpoint, encodeCheckpoint, encodeFleet, NO_TOTALS, type SlotCheckpoint } from './slot-checkpoint.ts';
import { counterparts, type Slot, slotName } from './slot-layout.ts';
import { blockOf } from './table-keys.ts';
import type { WarmStarts } from './warm-start.ts';

/** Minutes that stay open to late logs: a checkpoint is at least this old when it is made. */
export const HORIZON_MINUTES = 20;

/** After a standstill no more than this is held in memory at a time. */
const MOST_REPLAYED_MINUTES = 120;

const MS_PER_DAY = 86_400_000;

/** What evaluating a slot needs. */
export interface SlotPorts {
  readonly table: Table;
  readonly documents: DocumentStore;
  readonly parts: PartCache;
  readonly commits: CommitCache;
  readonly starts: WarmStarts;
  /** Whose history this process has already put out. */
  readonly historyWritten: Map<string, number>;
  readonly settings: EvaluateSettings;
  /** What people ordered about functions, as of this tick. */
  readonly orders: Orders;
  /** Slots of each layout so far, the present one last: see {@link Layout}. */
  readonly layouts: readonly number[];
  /** Of the present layout. */
  readonly generation: number;
}

export const partialsOf = ({ table, settings: { salt }, parts: cache, commits }: SlotPorts): PartialsSource => ({
  table,
  salt,
  cache,
  commits,
});

/** A slot's document is the same in every layout that has the slot: it sleeps, sealed, until the slot comes again. */
export const slotDocument = (slot: Slot): string => `slot|${slotName(slot)}`;

export interface CurrentCheckpoint {
  readonly stored: StoredDocument;
  readonly checkpoint: SlotCheckpoint;
}

/**
 * The checkpoint of a slot in a layout: read, inherited, or begun, and from then on the slot learns. `undefined` when a
 * later layout has the slot already, or somebody else took what was to be inherited.
 */
export const newestCheckpoint = async (
  ports: SlotPorts,
  slot: Slot,
  generation: number,
  now: EpochMs,
  attempt: string,
): Promise<CurrentCheckpoint | undefined> => {
  const name = slotDocument(slot);
  const stored = await ports.documents.read(name);
  const known = currentOf(stored);
  if (known !== undefined && known.checkpoint.generation >= generation) return inGeneration(known, generation);
  const isFirst = generation === 1 || (stored !== undefined && known === undefined);
  const checkpoint = isFirst
    ? begun(now, ports.settings, generation)
    : await inherited(ports, slot, generation, now, attempt);
  if (checkpoint === undefined) return undefined;
  // A slot that comes again is a descendant of itself, so sealing may have written this very document.
  const before = isFirst ? stored : await ports.documents.read(name);
  const made = currentOf(before);
  if (made !== undefined && made.checkpoint.generation >= generation) return inGeneration(made, generation);
  const written = await writeCheckpoint(ports, slot, before?.version ?? 0, checkpoint, now, attempt);
  return written ?? inGeneration(currentOf(await ports.documents.read(name)), generation);
};

/** `undefined` when its parts expired. */
const currentOf = (stored: StoredDocument | undefined): CurrentCheckpoint | undefined =>
  stored !== undefined && stored.bytes.length > 0 ? { stored, checkpoint: decodeCheckpoint(stored.bytes) } : undefined;

const inGeneration = (current: CurrentCheckpoint | undefined, generation: number): CurrentCheckpoint | undefined =>
  current?.checkpoint.generation === generation ? current : undefined;

const begun = (now: EpochMs, settings: EvaluateSettings, generation: number): SlotCheckpoint => {
  const horizon = addMinutes(minuteOf(now), -HORIZON_MINUTES);
  return beginCheckpoint(minuteFrom(horizon - (horizon % HISTORY_MINUTES) - 1), settings, generation);
};

export const beginCheckpoint = (
  evaluatedUntil: Minute,
  { learningMinutes }: EvaluateSettings,
  generation = 1,
): SlotCheckpoint => ({
  generation,
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

/**
 * Seals the slots of the layout before that had this one's functions, so that no evaluator of it moves them on, and
 * takes over from there. Sealing is one conditional write each: before it the old slot counts, after it the new one
 * does, and no minute is counted by both.
 */
const inherited = async (
  ports: SlotPorts,
  slot: Slot,
  generation: number,
  now: EpochMs,
  attempt: string,
): Promise<SlotCheckpoint | undefined> => {
  const before = generation - 1;
  const legacies: Legacy[] = [];
  for (const former of counterparts(slot, ports.layouts[before - 1] ?? 1)) {
    const checkpoint = await sealedCheckpoint(ports, former, before, now, attempt);
    if (checkpoint === undefined) return undefined;
    legacies.push({ slot: former, checkpoint });
  }
  const [only] = legacies;
  if (only !== undefined && legacies.length === 1) return handedOver(only, slot);
  const level = await leveled(ports, legacies, now);
  const until = readUntil(level[0]?.checkpoint, now);
  const read = await readPartials(partialsOf(ports), { slot, cursor: commonCursor(level), until, isFinal: true });
  const checkpoint = united(level, read, ports.settings.salt);
  return checkpoint && { ...checkpoint, generation };
};

const sealedCheckpoint = async (
  ports: SlotPorts,
  slot: Slot,
  generation: number,
  now: EpochMs,
  attempt: string,
): Promise<SlotCheckpoint | undefined> => {
  const current = await newestCheckpoint(ports, slot, generation, now, attempt);
  if (current === undefined || current.checkpoint.isSealed) return current?.checkpoint;
  const moved = await moveCheckpoint(ports, slot, current, sealed(current.checkpoint), now, attempt);
  // Several heirs begin at the same time, as a rule, and one of them seals.
  const after = moved ?? (await newestCheckpoint(ports, slot, generation, now, attempt));
  return after?.checkpoint.isSealed ? after.checkpoint : undefined;
};

/** Replays those that lag up to the minute that the furthest has reached. */
const leveled = async (ports: SlotPorts, legacies: readonly Legacy[], now: EpochMs): Promise<Legacy[]> => {
  const target = Math.max(...legacies.map(({ checkpoint }) => checkpoint.evaluatedUntil));
  const level: Legacy[] = [];
  for (const legacy of legacies) {
    const { slot } = legacy;
    let { checkpoint } = legacy;
    while (checkpoint.evaluatedUntil < target) {
      const wanted = { slot, cursor: checkpoint.cursor, until: readUntil(checkpoint, now), isFinal: true };
      const to = minuteFrom(Math.min(target, checkpoint.evaluatedUntil + MOST_REPLAYED_MINUTES - HORIZON_MINUTES));
      const read = await readPartials(partialsOf(ports), wanted);
      const settings = { ...ports.settings, slots: slot.slots };
      const { next } = replaySlot(checkpoint, read, { until: to, checkpointAt: to, settings, orders: ports.orders });
      if (next === undefined) throw new RangeError('a replay up to a checkpoint makes it');
      const history = packHistory([...unpackHistory(checkpoint.history), ...unpackHistory(next.history)]);
      checkpoint = { ...next, history };
    }
    level.push({ slot, checkpoint });
  }
  return level;
};

/** How far a replay reads, so that it fits into memory after a standstill. */
export const readUntil = (checkpoint: SlotCheckpoint | undefined, now: EpochMs): EpochMs =>
  checkpoint === undefined
    ? now
    : (Math.min(now, startOf(addMinutes(checkpoint.evaluatedUntil, MOST_REPLAYED_MINUTES))) as EpochMs);

/**
 * History goes out after the checkpoint that carries it, so that only the winner of a race writes any; and before the
 * next one, so that none is left out when a process died in between.
 */
export const moveCheckpoint = async (
  ports: SlotPorts,
  slot: Slot,
  { stored, checkpoint }: CurrentCheckpoint,
  next: SlotCheckpoint,
  now: EpochMs,
  attempt: string,
): Promise<CurrentCheckpoint | undefined> => {
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
): Promise<CurrentCheckpoint | undefined> => {
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
