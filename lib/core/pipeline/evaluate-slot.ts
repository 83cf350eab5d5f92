import { addMinutes, type EpochMs, type Minute, minuteOf } from '../units.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { HISTORY_MINUTES } from './history-recorder.ts';
import { type PartialsRead, readPartials } from './read-partials.ts';
import { replaySlot, type SlotReplay } from './replay-slot.ts';
import { newestWindowAt } from './settle.ts';
import type { SlotCheckpoint } from './slot-checkpoint.ts';
import {
  type CurrentCheckpoint,
  HORIZON_MINUTES,
  moveCheckpoint,
  newestCheckpoint,
  partialsOf,
  readUntil,
  type SlotPorts,
} from './slot-checkpoints.ts';
import { type Slot, slotNumber } from './slot-layout.ts';
import type { SlotReport } from './slot-reports.ts';
import { nextStartAt } from './warm-start.ts';

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
  let current = await newestCheckpoint(ports, slot, ports.generation, now, attempt);
  // Its heirs have taken over: an evaluator of a layout that is no more.
  if (current?.checkpoint.isSealed) return undefined;
  let lateWindows = 0;
  let lostCommits = 0;
  let overlaps = 0;
  while (current !== undefined && current.checkpoint.evaluatedUntil < newestWindowAt(now)) {
    const { checkpoint } = current;
    const at = readUntil(checkpoint, now);
    const { read, replay } = await readAndReplay(ports, slot, current, at);
    const moved = replay.next && (await moveCheckpoint(ports, slot, current, replay.next, now, attempt));
    if (moved !== undefined) {
      lateWindows += replay.lateWindows;
      lostCommits += read.lostCommits;
      overlaps += read.overlaps;
    }
    if (at >= now) {
      const told = toldBy(slot, checkpoint, replay, newestWindowAt(at));
      return { ...told, generation: ports.generation, lateWindows, lostCommits, overlaps };
    }
    current = moved;
  }
  return undefined;
};

/**
 * From where this process was a few ticks ago, if it was, and else from the checkpoint. The next checkpoint is made of the
 * minutes up to it alone.
 */
const readAndReplay = async (
  ports: SlotPorts,
  slot: Slot,
  { stored, checkpoint }: CurrentCheckpoint,
  at: EpochMs,
): Promise<{ readonly read: PartialsRead; readonly replay: SlotReplay }> => {
  const { starts, orders } = ports;
  const settings = { ...ports.settings, slots: slot.slots };
  const checkpointAt = checkpointDue(slot, checkpoint.evaluatedUntil, at, settings);
  const isFinal = checkpointAt !== undefined;
  const read = await readPartials(partialsOf(ports), { slot, cursor: checkpoint.cursor, until: at, isFinal });
  const until = newestWindowAt(at);
  const from = starts.find(slot, stored.bytes, read, orders, until);
  if (from === undefined && isFinal) {
    return { read, replay: replaySlot(checkpoint, read, { until, checkpointAt, settings, orders }) };
  }
  const startAt = nextStartAt((from ?? checkpoint).evaluatedUntil, until);
  const replay = replaySlot(checkpoint, read, { until, startAt, from, settings, orders });
  if (replay.start !== undefined) starts.keep(slot, stored.bytes, read, orders, replay.start);
  if (!isFinal) return { read, replay };
  const { next, lateWindows } = replaySlot(checkpoint, read, { until: checkpointAt, checkpointAt, settings, orders });
  return { read, replay: { ...replay, ...(next && { next }), lateWindows } };
};

/** Slots make their checkpoints, which is the dearest thing they do, in so many different minutes. */
const STAGGERED_MINUTES = 5;

/** The latest window beyond the horizon at whose end a checkpoint may be made, if there is one after the last. */
const checkpointDue = (
  { slot }: Slot,
  last: Minute,
  now: EpochMs,
  { isCheckpoint }: EvaluateSettings,
): Minute | undefined => {
  const allows = isCheckpoint ?? ((window: Minute) => (window + 1) % HISTORY_MINUTES === 0);
  const horizon = HORIZON_MINUTES + (slot % STAGGERED_MINUTES);
  for (let window = addMinutes(minuteOf(now), -horizon); window > last; window = addMinutes(window, -1)) {
    if (allows(window)) return window;
  }
  return undefined;
};

const toldBy = (
  slot: Slot,
  checkpoint: SlotCheckpoint,
  { edges, activeFunctions, functions, signals }: SlotReplay,
  until: Minute,
): Pick<SlotReport, 'told' | 'functions' | 'signals'> => ({
  told: {
    slot: slotNumber(slot),
    finalUntil: checkpoint.edgesFrom,
    until,
    edges: [...checkpoint.edges, ...edges],
    activeFunctions,
  },
  functions,
  signals,
});
