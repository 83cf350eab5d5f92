import type { AlarmEdge } from '../detect/alarm-edge.ts';
import type { FunctionId } from '../function-key.ts';
import type { Orders } from '../order/orders.ts';
import { isFunctionId } from '../subject.ts';
import { addMinutes, type Minute, minute as minuteFrom } from '../units.ts';
import { attributeSessions } from './attribute-edges.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import type { WindowObserver } from './fleet.ts';
import { HISTORY_MINUTES, HistoryRecorder, quarterOf } from './history-recorder.ts';
import { type HistoryEntry, packHistory } from './history-rows.ts';
import { keptEdges } from './kept-edges.ts';
import { lateEntries } from './late-history.ts';
import type { PartialsRead } from './read-partials.ts';
import { cursorAfter, replayWindows } from './replay-window.ts';
import { SignalCounter, type SignalTotals } from './signal-totals.ts';
import { addTotals, encodeFleet, fleetOf, type SlotCheckpoint } from './slot-checkpoint.ts';
import type { ReplayStart } from './warm-start.ts';

/** How long final edges are told again: far longer than a fleet step is ever missed. */
const KEPT_EDGES_MINUTES = 60;

export interface SlotReplay {
  /** Every edge of the windows after the checkpoint, ascending. */
  readonly edges: readonly AlarmEdge[];
  /** The checkpoint at `checkpointAt`, when one was asked for. */
  readonly next?: SlotCheckpoint;
  /** The state at `startAt`, when that was asked for. */
  readonly start?: ReplayStart;
  readonly functions: number;
  /** Functions with a log line in the replayed minutes. */
  readonly activeFunctions: number;
  readonly lateWindows: number;
  /** Of the newest window. */
  readonly signals: SignalTotals;
}

export interface ReplayWanted {
  readonly until: Minute;
  readonly checkpointAt?: Minute | undefined;
  readonly startAt?: Minute | undefined;
  /** Where to begin when it is not at the checkpoint; then no checkpoint can be made. */
  readonly from?: ReplayStart | undefined;
  readonly settings: EvaluateSettings;
  readonly orders?: Orders;
}

/**
 * Judges the windows from a checkpoint up to `until`, and makes the checkpoint of `checkpointAt` on the way. A function
 * of its arguments alone: whoever runs it again, after a crash or beside another, comes to the same result.
 */
export const replaySlot = (
  checkpoint: SlotCheckpoint,
  read: PartialsRead,
  { until, checkpointAt, startAt, from, settings, orders }: ReplayWanted,
): SlotReplay => {
  const begin: ReplayStart = from ?? { ...checkpoint, edges: [], active: new Set() };
  const { slots, lists, salt } = settings;
  const { regular, aside } = replayWindows(read.items, checkpoint.evaluatedUntil, salt, begin.evaluatedUntil);
  const fleet = fleetOf(begin);
  const fleetSettings = {
    alertsFrom: checkpoint.alertsFrom,
    slots,
    ...(lists && { lists }),
    ...(orders && { orders }),
  };
  const edges: AlarmEdge[] = [...begin.edges];
  const active = new Set<FunctionId>(begin.active);
  const recorder = new HistoryRecorder();
  const newest = new SignalCounter();
  const history: HistoryEntry[] = [];
  let totals = checkpoint.totals;
  let next: SlotCheckpoint | undefined;
  let start: ReplayStart | undefined;
  for (let minute = addMinutes(begin.evaluatedUntil, 1); minute <= until; minute = addMinutes(minute, 1)) {
    const summaries = regular.row(minute);
    for (const id of summaries.keys()) if (isFunctionId(id)) active.add(id);
    const isClosing = checkpointAt !== undefined && minute <= checkpointAt;
    if (isClosing) totals = addTotals(totals, summaries.values());
    const observe: WindowObserver = (id, window) => {
      if (isClosing) recorder.observe(id, window);
      if (minute === until) newest.observe(id, window);
    };
    const raised = fleet.advance(summaries, fleetSettings, isClosing || minute === until ? observe : undefined);
    edges.push(...attributeSessions(raised, fleet));
    if (isClosing && (minute + 1) % HISTORY_MINUTES === 0) {
      for (const [id, point] of recorder.take(quarterOf(minute), fleet)) history.push({ id, point, late: false });
    }
    if (minute === startAt) {
      start = { evaluatedUntil: minute, fleet: encodeFleet(fleet), edges: [...edges], active: new Set(active) };
    }
    if (minute !== checkpointAt) continue;
    const edgesFrom = minuteFrom(Math.max(checkpoint.edgesFrom, minute - KEPT_EDGES_MINUTES));
    const late = [...aside].map(({ summary }) => summary);
    totals = addTotals(totals, late);
    next = {
      generation: checkpoint.generation,
      evaluatedUntil: minute,
      isSealed: false,
      alertsFrom: checkpoint.alertsFrom,
      cursor: cursorAfter(checkpoint.cursor, read, minute),
      totals: { ...totals, lateWindows: totals.lateWindows + late.length },
      edgesFrom,
      edges: keptEdges([...checkpoint.edges, ...edges], edgesFrom),
      history: packHistory([...history, ...lateEntries(aside, fleet)]),
      fleet: encodeFleet(fleet),
    };
  }
  const counts = { functions: fleet.size, activeFunctions: active.size, lateWindows: next ? aside.size : 0 };
  return { edges, ...(next && { next }), ...(start && { start }), ...counts, signals: newest.totals };
};
