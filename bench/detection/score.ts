import type { Severity, Signal } from '../../lib/core/signal.ts';
import type { SimulatedFleet } from '../fleet/fleet.ts';
import { leastCallsOf } from '../fleet/hide-troubles.ts';
import { INCIDENT_KINDS, type IncidentKind, type Label } from '../fleet/label.ts';
import type { LambdaFunction } from '../fleet/lambda-function.ts';

/** One alert: which functions and signals, when published. */
export interface Alert {
  readonly at: number;
  readonly functions: readonly number[];
  readonly signals: readonly Signal[];
  readonly severity: Severity;
  /** False for what only joins a published incident: it can find an incident, but is no alert of its own. */
  readonly isNew: boolean;
}

export interface KindScore {
  readonly hidden: number;
  readonly found: number;
  /** From the first minute in which the data differ from what they would have been … */
  readonly minutesToDetect: readonly number[];
  /** … and from the planned start: on a function that is rarely called the first call touched comes later. */
  readonly minutesFromStart: readonly number[];
}

export interface Score {
  readonly byKind: ReadonlyMap<IncidentKind, KindScore>;
  readonly alerts: number;
  readonly falseAlerts: readonly Alert[];
  readonly functionMonths: number;
  readonly functionsWithoutFalseAlert: number;
  readonly functions: number;
}

/** An alert may come this long after the trouble ended and still be about it. */
const LATE_MINUTES = 30;
/** What follows from a trouble within this time is no false alert: backlogs, recoveries. */
const AFTERMATH_MINUTES = 60;
const MINUTES_PER_MONTH = 30 * 1_440;

/** A trouble that touched less than this share of the calls it was planned to touch hid from everybody. */
const LEAST_SHARE_OF_PLAN = 0.5;
/** What a change of rate must bring in nats, noise of the function considered, before it counts as detectable. */
const LEAST_NATS = 20;

const FACTORS: Partial<Readonly<Record<IncidentKind, number>>> = {
  'rate-x10': 10,
  'rate-x3': 3,
  'bursty-sustained': 10,
  'rate-drop': 0.3,
};

/**
 * Information about a changed rate: what Poisson clumps give, limited by how far the rate strays by itself. Nobody can
 * tell a threefold rate for an hour from a wander of that size and length.
 */
export const natsOf = (lambda: LambdaFunction, label: Label, factor: number): number => {
  const usualCalls = (lambda.callsDuring.get(label) ?? 0) / Math.max(1, factor);
  const fromCounts = (usualCalls / lambda.traffic.clump) * (factor * Math.log(factor) - factor + 1);
  const { deviation, memoryMinutes } = lambda.traffic.wander;
  const looks = Math.max(1, (label.end - label.start) / (2 * memoryMinutes));
  const fromWander = (looks * Math.log(factor) ** 2) / (2 * Math.max(0.01, deviation) ** 2);
  return 1 / (1 / fromCounts + 1 / fromWander);
};

export const wasVisible = (fleet: SimulatedFleet, functionIndex: number, label: Label): boolean => {
  const lambda = fleet.functions[functionIndex];
  if (!lambda) return false;
  const factor = FACTORS[label.kind];
  if (factor !== undefined && natsOf(lambda, label, factor) < LEAST_NATS) return false;
  const touched = (lambda.callsDuring.get(label) ?? 0) / Math.max(1, factor ?? 1);
  return touched >= LEAST_SHARE_OF_PLAN * leastCallsOf(label.kind);
};

export const finds = (alert: Alert, functionIndex: number, label: Label): boolean => {
  const signals: readonly Signal[] = INCIDENT_KINDS[label.kind];
  return (
    alert.at > label.start &&
    alert.at <= label.end + LATE_MINUTES &&
    alert.functions.includes(functionIndex) &&
    alert.signals.some((signal) => signals.includes(signal))
  );
};

const isExplained = (alert: Alert, fleet: SimulatedFleet): boolean =>
  alert.functions.some((index) =>
    fleet.functions[index]?.labels.some((label) => alert.at > label.start && alert.at <= label.end + AFTERMATH_MINUTES),
  );

const NOTHING_HIDDEN: KindScore = { hidden: 0, found: 0, minutesToDetect: [], minutesFromStart: [] };

export const score = (fleet: SimulatedFleet, alerts: readonly Alert[]): Score => {
  const byKind = new Map<IncidentKind, KindScore>();
  for (const [index, lambda] of fleet.functions.entries()) {
    for (const label of lambda.labels) {
      if (!wasVisible(fleet, index, label)) continue;
      const before = byKind.get(label.kind) ?? NOTHING_HIDDEN;
      const first = alerts
        .filter((alert) => finds(alert, index, label))
        .reduce((at, alert) => Math.min(at, alert.at), Number.POSITIVE_INFINITY);
      const isFound = Number.isFinite(first);
      const differsFrom = Math.min(first, lambda.differsFrom.get(label) ?? label.start);
      byKind.set(label.kind, {
        hidden: before.hidden + 1,
        found: before.found + (isFound ? 1 : 0),
        minutesToDetect: isFound ? [...before.minutesToDetect, first - differsFrom] : before.minutesToDetect,
        minutesFromStart: isFound ? [...before.minutesFromStart, first - label.start] : before.minutesFromStart,
      });
    }
  }
  const opened = alerts.filter(({ isNew }) => isNew);
  const falseAlerts = opened.filter((alert) => !isExplained(alert, fleet));
  const blamed = new Set(falseAlerts.flatMap(({ functions }) => functions));
  return {
    byKind,
    alerts: opened.length,
    falseAlerts,
    functionMonths: (fleet.functions.length * (fleet.until - fleet.alertsFrom)) / MINUTES_PER_MONTH,
    functionsWithoutFalseAlert: fleet.functions.length - blamed.size,
    functions: fleet.functions.length,
  };
};

/** Several fleets as one. */
export const mergeScores = (scores: readonly Score[]): Score => {
  const byKind = new Map<IncidentKind, KindScore>();
  for (const { byKind: kinds } of scores) {
    for (const [kind, next] of kinds) {
      const before = byKind.get(kind) ?? NOTHING_HIDDEN;
      byKind.set(kind, {
        hidden: before.hidden + next.hidden,
        found: before.found + next.found,
        minutesToDetect: [...before.minutesToDetect, ...next.minutesToDetect],
        minutesFromStart: [...before.minutesFromStart, ...next.minutesFromStart],
      });
    }
  }
  const sum = (pick: (one: Score) => number): number => scores.reduce((total, one) => total + pick(one), 0);
  return {
    byKind,
    alerts: sum((one) => one.alerts),
    falseAlerts: scores.flatMap((one) => one.falseAlerts),
    functionMonths: sum((one) => one.functionMonths),
    functionsWithoutFalseAlert: sum((one) => one.functionsWithoutFalseAlert),
    functions: sum((one) => one.functions),
  };
};
