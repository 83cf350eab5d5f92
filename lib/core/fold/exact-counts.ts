import { type FunctionId, functionKeyOf } from '../function-key.ts';
import { addSaturating } from './add-saturating.ts';
import { EnvironmentTracker } from './environment-tracker.ts';
import type { Observed } from './observe-batch.ts';

/** Totals of one function, as `replay --counts` prints them. */
export interface FunctionCounts {
  /** Each once, whether its START, its REPORT or both were seen. */
  readonly invocations: number;
  readonly reports: number;
  /** Failed invocations, time-outs and crashes included, once each. */
  readonly errors: number;
  /** The part of {@link errors} that timed out. */
  readonly timeouts: number;
  /** ERROR and FATAL lines that do not fail an invocation. */
  readonly errorLines: number;
  /** Reports with an init or restore duration. */
  readonly coldStarts: number;
  readonly durationMsSum: number;
  readonly errorKinds: Readonly<Record<string, number>>;
  readonly outbound: Readonly<Record<string, number>>;
}

/** Most destination names kept per function; real functions have dozens. The rest is counted under `other`. */
const MAX_NAMES = 10_000;
const OTHER = 'other';

class Totals {
  invocations = 0;
  reports = 0;
  errors = 0;
  timeouts = 0;
  errorLines = 0;
  coldStarts = 0;
  durationUsSum = 0;
  readonly errorKinds = new Map<string, number>();
  readonly outbound = new Map<string, number>();
}

const addName = (counts: Map<string, number>, name: string, count = 1): void => {
  const key = counts.has(name) || counts.size < MAX_NAMES ? name : OTHER;
  counts.set(key, (counts.get(key) ?? 0) + count);
};

/**
 * Exact totals over a whole input. Unlike summaries, which must not depend on the order in which lines arrive, this is
 * fed in order of time and follows each execution environment: an error line without a request id belongs to the
 * invocation that is open there. Memory is bounded by the invocations of the last {@link EnvironmentTracker} horizon.
 */
export class ExactCounts {
  readonly #functions = new Map<FunctionId, Totals>();
  readonly #tracker = new EnvironmentTracker();

  /** Takes the next observation; they must come in order of time. */
  add({ functionId, logStream, at, observation }: Observed): void {
    const totals = this.#totals(functionId);
    const environment = () => this.#tracker.environment(functionId, logStream, at);
    switch (observation.kind) {
      case 'invocation-started':
        if (environment().started(observation.requestId, at)) totals.invocations++;
        return;
      case 'invocation-reported': {
        const { durationUs, initUs, restoreUs } = observation.figures;
        if (environment().reported(observation.requestId, at)) totals.invocations++;
        totals.reports++;
        if (initUs !== undefined || restoreUs !== undefined) totals.coldStarts++;
        totals.durationUsSum = addSaturating(totals.durationUsSum, durationUs);
        return;
      }
      case 'invocation-failed': {
        const { requestId, errorKind } = observation;
        const failure = environment().failed(requestId, errorKind, at);
        countFailure(totals, failure, errorKind);
        return;
      }
      case 'init-failed':
        if (observation.phase === 'init') this.#withdraw(totals, environment().initFailed(at));
        else countFailure(totals, environment().failed(undefined, observation.errorKind, at), observation.errorKind);
        return;
      case 'error-line':
        totals.errorLines++;
        return;
      case 'outbound-call':
        addName(totals.outbound, observation.destination);
        return;
      default:
        return;
    }
  }

  /** Adds a minute that arrived already counted (window record). */
  addCounted(functionId: FunctionId, counted: CountedMinute): void {
    const totals = this.#totals(functionId);
    totals.invocations += counted.invocations;
    totals.reports += counted.invocations;
    totals.errors += counted.errors;
    totals.timeouts += counted.timeouts;
    totals.coldStarts += counted.coldStarts;
    totals.durationUsSum = addSaturating(totals.durationUsSum, counted.durationUsSum);
    for (const [kind, count] of counted.errorKinds) addName(totals.errorKinds, kind, count);
    for (const [destination, count] of counted.destinations) addName(totals.outbound, destination, count);
  }

  /**
   * Totals by function name; where several accounts or Regions have a function of one name, by `account/region/name`.
   * Names ascending.
   */
  byFunction(): ReadonlyMap<string, FunctionCounts> {
    const holders = new Map<string, number>();
    for (const id of this.#functions.keys()) {
      const { name } = functionKeyOf(id);
      holders.set(name, (holders.get(name) ?? 0) + 1);
    }
    const named = [...this.#functions].map(([id, totals]): [string, FunctionCounts] => {
      const { name } = functionKeyOf(id);
      return [holders.get(name) === 1 ? name : id, countsOf(totals)];
    });
    return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #withdraw(totals: Totals, errorKind: string | undefined): void {
    if (errorKind === undefined) return;
    totals.errors--;
    totals.errorKinds.set(errorKind, (totals.errorKinds.get(errorKind) ?? 1) - 1);
    if (totals.errorKinds.get(errorKind) === 0) totals.errorKinds.delete(errorKind);
  }

  #totals(functionId: FunctionId): Totals {
    let totals = this.#functions.get(functionId);
    if (totals === undefined) {
      totals = new Totals();
      this.#functions.set(functionId, totals);
    }
    return totals;
  }
}

/** What a window record says about its minute. */
export interface CountedMinute {
  readonly invocations: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly coldStarts: number;
  readonly durationUsSum: number;
  readonly errorKinds: ReadonlyMap<string, number>;
  readonly destinations: ReadonlyMap<string, number>;
}

const countFailure = (
  totals: Totals,
  failure: { readonly isNew: boolean; readonly isNewTimeout: boolean },
  errorKind: string,
): void => {
  if (failure.isNew) {
    totals.errors++;
    addName(totals.errorKinds, errorKind);
  }
  if (failure.isNewTimeout) totals.timeouts++;
};

const countsOf = (totals: Totals): FunctionCounts => ({
  invocations: totals.invocations,
  reports: totals.reports,
  errors: totals.errors,
  timeouts: totals.timeouts,
  errorLines: totals.errorLines,
  coldStarts: totals.coldStarts,
  durationMsSum: totals.durationUsSum / 1_000,
  errorKinds: sortedRecord(totals.errorKinds),
  outbound: sortedRecord(totals.outbound),
});

/** `fromEntries` defines own properties, so that a name such as `__proto__` stays a name. */
const sortedRecord = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
