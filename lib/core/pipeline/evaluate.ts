import type { SlotEdges } from '../incident/ledger.ts';
import { addMinutes, type EpochMs, startOf } from '../units.ts';
import { DocumentStore } from './document-store.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { evaluateSlot, type SlotPorts } from './evaluate-slot.ts';
import { type FleetStepOutcome, fleetStep } from './fleet-step.ts';
import type { AlertPublisher, Clock, Metrics, Table } from './ports.ts';
import { newestWindowAt } from './settle.ts';
import { slotsOf } from './slot-layout.ts';

export interface EvaluatePorts {
  readonly table: Table;
  readonly publisher: AlertPublisher;
  readonly metrics: Metrics;
  /** For the lag metric only. */
  readonly clock: Clock;
  readonly settings: EvaluateSettings;
}

export interface Tick {
  /** The scheduled minute, never a process's clock: a tick that runs late decides as if it had run in time. */
  readonly now: EpochMs;
  /** Differs between any two runs, repeated ones included. */
  readonly attempt: string;
}

export interface EvaluateOutcome {
  readonly told: readonly SlotEdges[];
  readonly fleet: FleetStepOutcome | undefined;
}

/**
 * One minute of evaluation: every slot, then the fleet. Everything it decides follows from stored rows and the tick, and
 * every write is conditional or repeats itself, so it may run twice at once, late, or die anywhere.
 */
export const makeEvaluate = ({ table, publisher, metrics, clock, settings }: EvaluatePorts) => {
  const documents = new DocumentStore(table);
  const slotPorts: SlotPorts = { table, documents, historyWritten: new Map(), settings };
  return async ({ now, attempt }: Tick): Promise<EvaluateOutcome> => {
    const told: SlotEdges[] = [];
    const sums = { functions: 0, lateWindows: 0, lostCommits: 0 };
    for (const slot of slotsOf(settings.slots)) {
      const outcome = await evaluateSlot(slotPorts, slot, now, attempt);
      if (outcome === undefined) continue;
      told.push(outcome.told);
      sums.functions += outcome.functions;
      sums.lateWindows += outcome.lateWindows;
      sums.lostCommits += outcome.lostCommits;
    }
    const { minimumSeverity } = settings;
    const fleet = await fleetStep({ table, documents, publisher, minimumSeverity }, told, now, attempt);
    metrics.emit(
      {
        ticks: 1,
        functionsTracked: sums.functions,
        lateMinutes: sums.lateWindows,
        evaluationLag: clock() - startOf(addMinutes(newestWindowAt(now), 1)),
        ...(fleet && {
          incidentsOpen: fleet.incidentsOpen,
          alertsPublished: fleet.delivery.published,
          publishFailures: fleet.delivery.failures.length,
        }),
      },
      { lostCommits: sums.lostCommits, publishFailures: fleet?.delivery.failures ?? [] },
    );
    return { told, fleet };
  };
};
