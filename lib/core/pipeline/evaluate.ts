import type { SlotEdges } from '../incident/ledger.ts';
import { DEFAULT_ALERT_POLICY } from '../order/alert-policy.ts';
import type { Orders } from '../order/orders.ts';
import { addMinutes, type EpochMs, minuteOf, startOf } from '../units.ts';
import { awaitsBackfill, slotsBegun } from './backfill-progress.ts';
import { CommitCache } from './commit-cache.ts';
import { DocumentStore } from './document-store.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';
import { evaluateSlot } from './evaluate-slot.ts';
import { type FleetStepOutcome, type FleetStepPorts, fleetStep, ledgerNow } from './fleet-step.ts';
import { beginLayout, changeLayout, generationOf, type Layout } from './layout-row.ts';
import { NetworkDirectory } from './network-directory.ts';
import type { DetailsOf } from './outbox.ts';
import { PartCache } from './part-cache.ts';
import type {
  AlertPublisher,
  Clock,
  FunctionLookup,
  Metrics,
  NetworkLookup,
  SlotInvoker,
  Table,
  TagLookup,
} from './ports.ts';
import { readOrders } from './read-orders.ts';
import { newestWindowAt } from './settle.ts';
import type { SignalTotals } from './signal-totals.ts';
import { SlotClaims } from './slot-claims.ts';
import { fittingLayout, type Slot, slotName, slotsOf } from './slot-layout.ts';
import { allReports, type ListedReport, listReports, putReport, type SlotReport } from './slot-reports.ts';
import { TagDirectory } from './tag-directory.ts';
import { WarmStarts } from './warm-start.ts';

export interface EvaluatePorts {
  readonly table: Table;
  readonly publisher: AlertPublisher;
  readonly metrics: Metrics;
  /** For the lag metric, and to refuse minutes that have not begun. Nothing that is decided depends on it. */
  readonly clock: Clock;
  readonly settings: EvaluateSettings;
  /** Starts one evaluation per slot where there are several; without it, one process evaluates them all in turn. */
  readonly invoker?: SlotInvoker;
  /** With it, an invocation for a slot evaluates the one that its process knows, and leaves its own to who knows that. */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** Asked who uses which network interface, when there is an alarm of one. */
  readonly networkLookup?: NetworkLookup;
  /** Asked whether a function that fell silent still exists, before that is told. */
  readonly functionLookup?: FunctionLookup;
  /** Asked now and then for tags that are orders; without it, tags order nothing. */
  readonly tagLookup?: TagLookup;
  /** What belongs into alerts beside what was decided. */
  readonly detailsOf?: (orders: Orders) => DetailsOf;
}

export interface Tick {
  /** The scheduled minute, never a process's clock: a tick that runs late decides as if it had run in time. */
  readonly now: EpochMs;
  /** Differs between any two runs, repeated ones included. */
  readonly attempt: string;
  /** Only this slot, or another of its layout in exchange, as the tick's dispatcher asked for. */
  readonly slot?: Slot;
}

/** A tick with what people have ordered by then. */
interface OrderedTick extends Tick {
  readonly orders: Orders;
}

export interface EvaluateOutcome {
  readonly told: readonly SlotEdges[];
  readonly fleet: FleetStepOutcome | undefined;
}

/**
 * A tick ahead of time, as of an event that somebody typed, would close minutes whose logs are yet to come, for good. A
 * minute is left to clocks that differ.
 */
const MOST_AHEAD_MS = 60_000;

/** A layout is not made smaller before it is a day old; larger at once. */
const STAYS_MS = 86_400_000;

/**
 * One minute of evaluation: every slot, then the fleet. Everything it decides follows from stored rows and the tick, and
 * every write is conditional or repeats itself, so it may run twice at once, late, or die anywhere.
 *
 * With several slots the scheduled invocation only starts one invocation per slot. Each leaves a report; whoever finds
 * that its report was the last one takes the fleet step. If a slot died, the next tick's dispatcher takes it with what
 * there is: nobody waits, and one bad slot silences no other.
 */
export const makeEvaluate = (ports: EvaluatePorts) => {
  const { table, settings, invoker, pause, networkLookup, tagLookup } = ports;
  const { policy = DEFAULT_ALERT_POLICY } = settings;
  const documents = new DocumentStore(table);
  const network = networkLookup && new NetworkDirectory(documents, networkLookup);
  const tags = tagLookup && new TagDirectory(documents, tagLookup);
  const fleetPorts = {
    table,
    documents,
    publisher: ports.publisher,
    minimumSeverity: settings.minimumSeverity,
    historyDays: settings.historyDays,
    policy,
    ...(network && { network }),
    ...(ports.functionLookup && { functions: ports.functionLookup }),
  };
  const claims = pause && new SlotClaims(table, pause);
  // What a process remembers changes what it costs, and nothing else.
  const parts = new PartCache();
  const commits = new CommitCache();
  const starts = new WarmStarts();
  const historyWritten = new Map<string, number>();
  const evaluateOne = (
    slot: Slot,
    layout: Layout,
    { now, attempt, orders }: OrderedTick,
  ): Promise<SlotReport | undefined> => {
    const layouts = { layouts: layout.history, generation: generationOf(layout) };
    const slotPorts = { table, documents, parts, commits, starts, historyWritten, settings, orders, ...layouts };
    return evaluateSlot(slotPorts, slot, now, attempt);
  };

  const evaluateHere = async (layout: Layout, tick: OrderedTick): Promise<EvaluateOutcome> => {
    const reports: SlotReport[] = [];
    for (const slot of slotsOf(layout.slots)) {
      const report = await evaluateOne(slot, layout, tick);
      if (report !== undefined) reports.push(report);
    }
    return conclude(ports, fleetPorts, layout, reports, tick, false);
  };

  const dispatch = async (layout: Layout, tick: OrderedTick, start: SlotInvoker): Promise<EvaluateOutcome> => {
    const slots = slotsOf(layout.slots);
    const last = await ledgerNow(documents);
    const isBehind = last === undefined || last < startOf(addMinutes(minuteOf(tick.now), -1));
    const left = isBehind ? await readReports(await listReports(table, slots), layout, last) : [];
    const starts = await Promise.all(slots.map((slot) => start.invoke(slot, tick.now)));
    const failures = slots.filter((_, index) => starts[index] !== 'started').map(slotName);
    if (failures.length > 0) ports.metrics.emit({}, { slotsNotStarted: failures });
    return left.length > 0 ? conclude(ports, fleetPorts, layout, left, tick, true) : { told: [], fleet: undefined };
  };

  const evaluateAlone = async (asked: Slot, layout: Layout, tick: OrderedTick): Promise<EvaluateOutcome> => {
    // Asked for under another layout: the next tick asks for the slots that there are.
    if (asked.slots !== layout.slots) return { told: [], fleet: undefined };
    const slot = claims === undefined ? asked : await claims.claim(asked, tick.now);
    if (slot === undefined) return { told: [], fleet: undefined };
    const report = await evaluateOne(slot, layout, tick);
    if (report === undefined) return { told: [], fleet: undefined };
    await putReport(table, slot, report, tick.now, tick.attempt);
    const listed = await allReports(table, slotsOf(slot.slots), minuteOf(tick.now));
    if (listed === undefined) return { told: [report.told], fleet: undefined };
    return conclude(ports, fleetPorts, layout, await readReports(listed, layout), tick, true);
  };

  const evaluated = (layout: Layout, tick: OrderedTick): Promise<EvaluateOutcome> => {
    if (tick.slot !== undefined) return evaluateAlone(tick.slot, layout, tick);
    return layout.slots > 1 && invoker !== undefined ? dispatch(layout, tick, invoker) : evaluateHere(layout, tick);
  };

  let hasBegun = settings.awaitsBackfill !== true;
  return async (given: Tick): Promise<EvaluateOutcome> => {
    if (given.now > ports.clock() + MOST_AHEAD_MS) {
      ports.metrics.emit({}, { refused: 'tick.ahead_of_time' });
      return { told: [], fleet: undefined };
    }
    if (!hasBegun && (await awaitsBackfill(table, given.now))) {
      ports.metrics.emit({ ticks: 1, functionsTracked: 0 }, { awaitsBackfill: true });
      return { told: [], fleet: undefined };
    }
    const slots = (hasBegun ? undefined : await slotsBegun(table)) ?? settings.slots;
    const [layout, orders] = await Promise.all([beginLayout(table, slots), readOrders(table, policy, tags, given.now)]);
    hasBegun = true;
    const tick = { ...given, orders };
    const outcome = await evaluated(layout, tick);
    // After the alerts, and by one evaluator: for the next ticks.
    const tagFailure = outcome.fleet && (await tags?.refresh(tick.now, tick.attempt));
    if (tagFailure !== undefined) ports.metrics.emit({}, { tagFailure });
    return outcome;
  };
};

/** Reports of a layout's slots. Those of ticks up to `counted` still tell edges; what they count was counted then. */
const readReports = async (
  listed: readonly ListedReport[],
  layout: Layout,
  counted?: EpochMs,
): Promise<SlotReport[]> => {
  const reports = await Promise.all(
    listed.map(async ({ tick, read }) => {
      const report = await read();
      const isCounted = counted !== undefined && tick <= minuteOf(counted);
      if (report === undefined || !isCounted) return report;
      const { signals: _, ...rest } = report;
      return { ...rest, lateWindows: 0, lostCommits: 0, overlaps: 0 };
    }),
  );
  return reports.flatMap((report) => (report?.generation === generationOf(layout) ? [report] : []));
};

/** The fleet step, a layout that fits the fleet, and the tick's figures. */
const conclude = async (
  { table, metrics, clock, settings, detailsOf }: EvaluatePorts,
  fleetPorts: FleetStepPorts,
  layout: Layout,
  reports: readonly SlotReport[],
  { now, attempt, orders }: OrderedTick,
  isDispatched: boolean,
): Promise<EvaluateOutcome> => {
  const told = reports.map((report) => report.told);
  const details = detailsOf && { detailsOf: detailsOf(orders) };
  const fleet = await fleetStep({ ...fleetPorts, ...details }, layout, told, orders, now, attempt);
  const sum = (figure: 'functions' | 'lateWindows' | 'lostCommits' | 'overlaps'): number =>
    reports.reduce((total, report) => total + report[figure], 0);
  const functions = sum('functions');
  const fitting = fittingLayout(layout.slots, functions, settings.slots);
  const isWanted = fitting > layout.slots || (reports.length === layout.slots && now - layout.changedAt >= STAYS_MS);
  if (fitting !== layout.slots && isWanted) await changeLayout(table, layout, fitting, now);
  // Of evaluators that saw the last report at once, one takes the step; the others say nothing.
  if (fleet === undefined && isDispatched) return { told, fleet };
  metrics.emit(
    {
      ticks: fleet === undefined ? 0 : 1,
      functionsTracked: functions,
      lateMinutes: sum('lateWindows'),
      lostCommits: sum('lostCommits'),
      overlappingDeliveries: sum('overlaps'),
      ...signalFigures(reports),
      evaluationLag: clock() - startOf(addMinutes(newestWindowAt(now), 1)),
      ...(fleet && {
        incidentsOpen: fleet.incidentsOpen,
        alertsPublished: fleet.delivery.published,
        publishFailures: fleet.delivery.failures.length,
      }),
    },
    {
      slots: layout.slots,
      publishFailures: fleet?.delivery.failures ?? [],
      ...(fleet?.networkFailure !== undefined && { networkFailure: fleet.networkFailure }),
      ...(fleet !== undefined && fleet.retiredAlarms > 0 && { retiredAlarms: fleet.retiredAlarms }),
      ...(fleet?.functionFailure !== undefined && { functionFailure: fleet.functionFailure }),
    },
  );
  return { told, fleet };
};

/** What the fleet's newest window counted of what AWS does not count. */
const signalFigures = (reports: readonly SlotReport[]): SignalTotals => {
  const sum = (figure: keyof SignalTotals): number =>
    reports.reduce((total, { signals }) => total + (signals?.[figure] ?? 0), 0);
  return {
    timeouts: sum('timeouts'),
    coldStarts: sum('coldStarts'),
    outboundCalls: sum('outboundCalls'),
    functionsNearMemoryLimit: sum('functionsNearMemoryLimit'),
  };
};
