import type { Benign, IncidentKind, Label } from './label.ts';
import { type Latency, makeLatency } from './latency.ts';
import { makeOutbound, type Outbound } from './outbound.ts';
import type { Random } from './random.ts';
import { makeTraffic, type Traffic, type TrafficClass } from './traffic.ts';

/** One minute with at least one call, as a window record says it. */
export interface FleetWindow {
  readonly minute: number;
  readonly version: string;
  readonly invocations: number;
  readonly errors: number;
  readonly errorKinds: ReadonlyMap<string, number>;
  readonly timeouts: number;
  readonly coldStarts: number;
  readonly durationsMs: readonly number[];
  readonly memoryUsedMb: number;
  readonly memorySizeMb: number;
  readonly outbound: ReadonlyMap<string, number>;
}

/** Durations reported of one minute: the rest adds nothing. */
const SAMPLED_DURATIONS = 16;

const USUAL_KINDS = ['TypeError', 'ValidationError', 'ConditionalCheckFailedException', 'HTTPError'] as const;
const INCIDENT_ERROR = 'UpstreamUnavailable';

/** A simulated Lambda function with the troubles and the harmless oddities that were hidden in it. */
export class LambdaFunction {
  readonly name: string;
  readonly trafficClass: TrafficClass;
  readonly traffic: Traffic;
  readonly latency: Latency;
  readonly outbound: Outbound;
  readonly labels: Label[] = [];
  readonly benign: Benign[] = [];
  readonly deploys: number[] = [];
  /** Calls that came during each label, for judging afterwards whether anybody could have seen it. */
  readonly callsDuring = new Map<Label, number>();
  /** The first minute of each label in which a record differs from what would have been without it. */
  readonly differsFrom = new Map<Label, number>();
  readonly errorShare: number;
  readonly coldShare: number;
  readonly memorySizeMb: number;
  readonly #random: Random;
  readonly #memoryShare: number;
  readonly #deployDurations = new Map<number, number>();
  #backlogErrors = 0;

  constructor(name: string, trafficClass: TrafficClass, random: Random) {
    this.name = name;
    this.trafficClass = trafficClass;
    this.#random = random;
    this.traffic = makeTraffic(trafficClass, random.fork());
    this.latency = makeLatency(random.fork());
    this.outbound = makeOutbound(random.fork());
    this.errorShare = random.chance(0.25) ? 0 : random.logBetween(1e-5, 0.02);
    const rate = this.traffic.typicalRate;
    this.coldShare =
      trafficClass === 'sparse' ? random.between(0.7, 1) : Math.min(0.6, random.between(0.002, 0.05) + 0.05 / rate);
    this.memorySizeMb = random.pick([128, 256, 512, 1_024]);
    this.#memoryShare = random.between(0.25, 0.7);
  }

  addDeploy(minute: number): void {
    this.deploys.push(minute);
    this.#deployDurations.set(minute, Math.exp(0.05 * this.#random.normal()));
  }

  /** The records of one minute; `undefined` when nobody called. */
  windowAt(minute: number): FleetWindow | undefined {
    const random = this.#random;
    const label = this.labels.find(({ start, end }) => minute >= start && minute < end);
    const benign = this.benign.find(({ start, end }) => minute >= start && minute < end);
    const elapsed = label ? minute - label.start : 0;
    const rateFactor =
      rateFactorOf(label, elapsed) *
      (benign?.kind === 'rate-growth' ? 1.3 : 1) *
      (benign?.kind === 'rate-blip' ? 4 : 1);
    // Fewer calls are the usual ones thinned out, so that it is known how many are missing.
    const wouldBe = this.traffic.callsAt(minute, Math.max(1, rateFactor));
    if (label) this.callsDuring.set(label, (this.callsDuring.get(label) ?? 0) + wouldBe);
    let invocations = rateFactor < 1 ? random.binomial(wouldBe, rateFactor) : wouldBe;
    if (label?.kind === 'cron-extra' && elapsed % 4 === 0) invocations += 1;
    if (label && invocations !== wouldBe) this.#notes(label, minute);
    if (invocations === 0 && this.#backlogErrors === 0) return undefined;

    this.latency.beginMinute(minute);
    const since = this.deploys.filter((at) => at <= minute).at(-1);
    const errors = this.#errorsAt(label, benign, invocations);
    const kinds = this.#kindsOf(label, errors);
    const timeouts = label?.kind === 'timeout-storm' ? random.binomial(invocations, 0.35) : 0;
    if (timeouts > 0) kinds.set('Timeout', timeouts);
    if (label && differs(label.kind, invocations, errors + timeouts)) this.#notes(label, minute);
    const durationFactor =
      (since === undefined ? 1 : (this.#deployDurations.get(since) ?? 1)) * durationFactorOf(label, elapsed, benign);
    const durationsMs = Array.from({ length: Math.min(SAMPLED_DURATIONS, invocations) }, () =>
      this.latency.durationMs(durationFactor),
    );
    const sinceDeploy = since === undefined ? Number.POSITIVE_INFINITY : minute - since;
    const coldShare =
      label?.kind === 'cold-storm' ? 0.85 : benign?.kind === 'cold-cluster' || sinceDeploy < 3 ? 0.7 : this.coldShare;
    const memoryShare = Math.min(
      0.995,
      this.#memoryShare +
        0.02 * random.normal() +
        (label?.kind === 'memory-climb' ? (0.99 - this.#memoryShare) * Math.min(1, elapsed / 180) : 0),
    );
    return {
      minute,
      version: this.deploys.length === 0 ? '$LATEST' : String(1 + this.deploys.filter((at) => at <= minute).length),
      invocations,
      errors: Math.min(invocations, errors + timeouts),
      errorKinds: kinds,
      timeouts,
      coldStarts: random.binomial(invocations, Math.min(1, coldShare)),
      durationsMs,
      memoryUsedMb: Math.round(memoryShare * this.memorySizeMb),
      memorySizeMb: this.memorySizeMb,
      outbound: this.outbound.callsAt(label, minute, invocations),
    };
  }

  #notes(label: Label, minute: number): void {
    if (!this.differsFrom.has(label)) this.differsFrom.set(label, minute);
  }

  #errorsAt(label: Label | undefined, benign: Benign | undefined, invocations: number): number {
    const random = this.#random;
    const share = errorShareOf(label?.kind) ?? (benign?.kind === 'error-blip' ? 0.3 : this.errorShare);
    let errors = random.binomial(invocations, share);
    if (benign?.kind === 'retries') errors = Math.min(invocations, Math.max(errors, 1));
    return errors;
  }

  #kindsOf(label: Label | undefined, errors: number): Map<string, number> {
    const kinds = new Map<string, number>();
    const name = label && errorShareOf(label.kind) !== undefined ? incidentErrorName(label.kind) : undefined;
    for (let index = 0; index < Math.min(errors, 200); index++) {
      const kind = name ?? this.#random.pick(USUAL_KINDS);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    return kinds;
  }
}

/** Whether a trouble that changes calls, not their number, shows in a minute with these calls and failures. */
const differs = (kind: IncidentKind, invocations: number, failures: number): boolean => {
  if (rateFactorOf({ kind, start: 0, end: 1 }, 1) < 1) return false;
  const failing = errorShareOf(kind) !== undefined || kind === 'timeout-storm';
  return failing ? failures > 0 : invocations > 0;
};

/** Most incidents fail in ways seen before: only some bring a name of their own. */
const incidentErrorName = (kind: IncidentKind): string =>
  kind === 'new-error-kind' ? 'AccessDeniedException' : kind === 'deploy-errors' ? INCIDENT_ERROR : 'HTTPError';

const errorShareOf = (kind: IncidentKind | undefined): number | undefined => {
  switch (kind) {
    case 'error-spike':
      return 0.2;
    case 'few-errors':
      return 0.4;
    case 'new-error-kind':
      return 0.05;
    case 'deploy-errors':
      return 0.15;
    default:
      return undefined;
  }
};

const rateFactorOf = (label: Label | undefined, elapsed: number): number => {
  switch (label?.kind) {
    case 'rate-x10':
    case 'bursty-sustained':
    case 'cron-burst':
      return 10;
    case 'rate-x3':
      return 3;
    case 'rate-drop':
      return 0.3;
    case 'silence':
    case 'cron-missed':
      return 0;
    case 'poison-rate':
      return 4 ** Math.min(1, elapsed / (4 * 1_440));
    default:
      return 1;
  }
};

const durationFactorOf = (label: Label | undefined, elapsed: number, benign: Benign | undefined): number => {
  switch (label?.kind) {
    case 'duration-x3':
    case 'deploy-duration':
      return 3;
    case 'duration-x1.5':
      return 1.5;
    case 'poison-duration':
      return 3 ** Math.min(1, elapsed / (4 * 1_440));
    case 'timeout-storm':
      return 1.6;
    default:
      return benign?.kind === 'duration-drift' ? 1.12 : 1;
  }
};
