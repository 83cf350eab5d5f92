import { advanceFunction, advanceIdle } from '../../lib/core/detect/advance-function.ts';
import type { AlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import type { DetectContext } from '../../lib/core/detect/detect-context.ts';
import { type FunctionState, newFunctionState } from '../../lib/core/detect/function-state.ts';
import { stateSizeOf } from '../../lib/core/detect/function-state-size.ts';
import { knownDestination } from '../../lib/core/detect/known-destination.ts';
import { DurationSketch } from '../../lib/core/fold/duration-sketch.ts';
import type { NamedCounts, Window } from '../../lib/core/fold/window.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import { advanceLedger, emptyLedger } from '../../lib/core/incident/ledger.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../../lib/core/incident/ledger-settings.ts';
import { addMinutes, type Minute, minute, startOf } from '../../lib/core/units.ts';
import type { SimulatedFleet } from '../fleet/fleet.ts';
import type { FleetWindow, LambdaFunction } from '../fleet/lambda-function.ts';

/** The tick that judges a window comes two minutes after the window began: one to close it, one to let logs settle. */
const TICK_AFTER_MINUTES = 2;
/** Ticks after an edge in which the ledger may still publish something. */
const LEDGER_AFTERMATH = 7;

export interface DetectorRun {
  readonly edges: readonly AlarmEdge[];
  readonly transitions: readonly Transition[];
  /** Judged windows with calls, idle function-minutes, and the time spent on both. */
  readonly windows: number;
  readonly idleMinutes: number;
  readonly detectorMs: number;
  /** Per function at the end: everything but the sets of destinations and API actions, and those sets. */
  readonly stateBytes: readonly number[];
  readonly outboundBytes: readonly number[];
}

/** Sees every window with calls, for the peers. */
export type Onlooker = (index: number, window: FleetWindow) => void;

const NOTHING: NamedCounts = { named: new Map(), other: 0, otherDistinct: 0 };
const named = (counts: ReadonlyMap<string, number>): NamedCounts =>
  counts.size === 0 ? NOTHING : { named: counts, other: 0, otherDistinct: 0 };

const windowOf = (record: FleetWindow): Window => {
  const durations = new DurationSketch();
  for (const durationMs of record.durationsMs) durations.add(Math.round(durationMs * 1_000));
  return {
    minute: minute(record.minute),
    invocations: record.invocations,
    errors: record.errors,
    timeouts: record.timeouts,
    coldStarts: record.coldStarts,
    errorKinds: named(record.errorKinds),
    durations,
    memoryUsedMbMax: record.memoryUsedMb,
    memorySizeMb: record.memorySizeMb,
    billedMsSum: 0,
    versions: named(new Map([[record.version, record.invocations]])),
    destinations: named(record.outbound),
  };
};

const keyOf = (lambda: LambdaFunction) => ({ account: '123456789012', region: 'eu-central-1', name: lambda.name });

/** Runs detectors and ledger over a fleet, minute by minute. */
export const runDetectors = (fleet: SimulatedFleet, onlooker?: Onlooker): DetectorRun => {
  const states: (FunctionState | undefined)[] = fleet.functions.map(() => undefined);
  const alive = (): FunctionState[] => states.filter((state) => state !== undefined);
  const context: DetectContext = {
    alertsFrom: minute(fleet.alertsFrom),
    fleetSize: fleet.functions.length,
    prevalence: (hash, at) => alive().filter((state) => knownDestination(state, hash, at)).length,
  };
  const edges: AlarmEdge[] = [];
  const transitions: Transition[] = [];
  let ledger = emptyLedger();
  let told = fleet.from - 1;
  let lastEdgeAt = Number.NEGATIVE_INFINITY;
  let [windows, idleMinutes, detectorMs] = [0, 0, 0];
  for (let at = fleet.from; at < fleet.until; at++) {
    const now = minute(at);
    const before = edges.length;
    const records = fleet.functions.map((lambda) => lambda.windowAt(at));
    const judged = records.map((record) => record && windowOf(record));
    const startedAt = performance.now();
    for (const [index, window] of judged.entries()) {
      const state = states[index];
      if (window) {
        const lambda = fleet.functions[index];
        if (!lambda) continue;
        states[index] = advanceFunction(state ?? newFunctionState(keyOf(lambda), now), window, context, edges);
        windows++;
      } else if (state) {
        idleMinutes++;
        if (state.dueAt <= now) states[index] = advanceIdle(state, now, context, edges);
      }
    }
    detectorMs += performance.now() - startedAt;
    if (onlooker) for (const [index, record] of records.entries()) if (record) onlooker(index, record);
    if (edges.length > before) lastEdgeAt = at;
    if (at - lastEdgeAt > LEDGER_AFTERMATH) continue;
    const slot = {
      slot: 0,
      finalUntil: minute(told),
      until: now,
      edges: edges.slice(before),
      activeFunctions: fleet.functions.length,
    };
    const tick = { now: startOf(addMinutes(now, TICK_AFTER_MINUTES)), slots: [slot] };
    const advanced = advanceLedger(ledger, tick, DEFAULT_LEDGER_SETTINGS);
    ledger = advanced.ledger;
    transitions.push(...advanced.transitions);
    told = at;
  }
  const sizes = alive().map(stateSizeOf);
  return {
    edges,
    transitions,
    windows,
    idleMinutes,
    detectorMs,
    stateBytes: sizes.map(({ detecting, names }) => detecting + names),
    outboundBytes: sizes.map(({ sets }) => sets),
  };
};

/** Minute at which what window `at` decided is published. */
export const publishedAt = (at: Minute): number => at + TICK_AFTER_MINUTES;
