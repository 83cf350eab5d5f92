import { addMinutes, type EpochMs, epochMs, type Minute, startOf } from '../../../core/units.ts';
import { Arrivals } from './arrivals.ts';
import { EnvironmentPool } from './environment-pool.ts';
import type { FunctionProfile } from './function-profile.ts';
import type { Invocation, OutboundCall, Outcome } from './invocation.ts';
import { Random } from './random.ts';
import type { HiddenIncident, Story, Trouble } from './story.ts';

/** Lambda reports milliseconds with two decimals. */
const toHundredths = (ms: number): number => Math.round(ms * 100) / 100;

/** Share of the memory size that a handler of ordinary habits uses, before requests leave their traces. */
const MEMORY_BASE_SHARE = 0.42;

type TroubleOf<Kind extends Trouble['kind']> = Extract<Trouble, { readonly kind: Kind }>;

/**
 * One function running through time. Learning days and watched days come from the same process, so that what was learnt
 * is true of what follows, apart from what the story says.
 */
export class FunctionProcess {
  readonly profile: FunctionProfile;
  readonly #random: Random;
  readonly #arrivals: Arrivals;
  readonly #pool: EnvironmentPool;
  readonly #incidents: readonly HiddenIncident[];
  readonly #deploysAt: readonly EpochMs[];
  #minute: Minute;

  constructor(profile: FunctionProfile, story: Story, seed: number, from: Minute) {
    const label = `${seed}|${profile.key.name}`;
    this.profile = profile;
    this.#random = new Random(`${label}|requests`);
    this.#arrivals = new Arrivals(profile.traffic, new Random(`${label}|arrivals`));
    this.#pool = new EnvironmentPool(new Random(`${label}|environments`));
    this.#incidents = story.incidents.filter((each) => each.functionName === profile.key.name);
    this.#deploysAt = story.deploys.filter((each) => each.functionName === profile.key.name).map((each) => each.at);
    this.#minute = from;
  }

  /** The invocations that arrive in the next minute, in order of arrival. */
  nextMinute(): Invocation[] {
    const minute = this.#minute;
    this.#minute = addMinutes(minute, 1);
    const begin = startOf(minute);
    const outage = this.#trouble('outage', begin) !== undefined;
    const factor = outage ? 0 : (this.#trouble('rate-spike', begin)?.factor ?? 1);
    const count = this.#arrivals.at(minute, factor);
    return Array.from({ length: count }, () => begin + this.#arrivals.offsetMs())
      .sort((a, b) => a - b)
      .map((at) => this.#invoke(epochMs(Math.floor(at))));
  }

  #invoke(arrivedAt: EpochMs): Invocation {
    const { profile } = this;
    const random = this.#random;
    const version = this.#versionAt(arrivedAt);
    const { environment, cold } = this.#pool.at(arrivedAt, version);
    const initMs = cold ? toHundredths(random.logNormal(profile.initMsMedian, 0.18)) : null;
    const startedAt = epochMs(arrivedAt + Math.ceil(initMs ?? 0));
    const slower = this.#trouble('slow-deploy', arrivedAt)?.factor ?? 1;
    const wantedMs = random.logNormal(profile.durationMsMedian * slower, profile.durationSpread) + (cold ? 15 : 0);
    const timedOut = wantedMs >= profile.timeoutMs;
    const durationMs = timedOut ? profile.timeoutMs : toHundredths(Math.max(1, wantedMs));
    const outcome: Outcome = timedOut ? { kind: 'timeout' } : this.#outcome(arrivedAt);
    const endedAt = epochMs(startedAt + Math.ceil(durationMs));
    const usedShare = MEMORY_BASE_SHARE + random.between(0, 0.16);
    environment.memoryUsedMb = Math.max(environment.memoryUsedMb, Math.round(profile.memorySizeMb * usedShare));
    environment.busyUntil = endedAt;
    return {
      requestId: random.uuid(),
      logStream: environment.logStream,
      version,
      startedAt,
      endedAt,
      durationMs,
      initMs,
      memoryUsedMb: environment.memoryUsedMb,
      outcome,
      calls: this.#calls(arrivedAt, outcome),
    };
  }

  #outcome(at: EpochMs): Outcome {
    const { profile } = this;
    const spike = this.#trouble('error-spike', at);
    if (spike !== undefined && this.#random.chance(spike.failureShare))
      return { kind: 'failure', failure: spike.failure };
    if (!this.#random.chance(profile.failureShare)) return { kind: 'success' };
    return { kind: 'failure', failure: this.#random.pick(profile.failureKinds) };
  }

  #calls(at: EpochMs, outcome: Outcome): OutboundCall[] {
    const calls: OutboundCall[] = [];
    for (const habit of this.profile.outbound) {
      const sure = Math.floor(habit.callsPerInvocation);
      const count = sure + (this.#random.chance(habit.callsPerInvocation - sure) ? 1 : 0);
      for (let left = count; left > 0; left--) calls.push({ host: habit.host, path: habit.path });
    }
    const intruder = this.#trouble('new-destination', at);
    if (intruder !== undefined && this.#random.chance(intruder.share)) {
      calls.push({ host: intruder.host, path: '/collect' });
    }
    // A handler that failed did not come to its last call.
    if (outcome.kind === 'failure') calls.pop();
    return calls;
  }

  #versionAt(at: EpochMs): string {
    const deploys = this.#deploysAt.filter((deployedAt) => deployedAt <= at).length;
    return String(this.profile.firstVersion + deploys);
  }

  #trouble<Kind extends Trouble['kind']>(kind: Kind, at: EpochMs): TroubleOf<Kind> | undefined {
    for (const { from, until, trouble } of this.#incidents) {
      if (isOf(trouble, kind) && at >= from && at < until) return trouble;
    }
    return undefined;
  }
}

const isOf = <Kind extends Trouble['kind']>(trouble: Trouble, kind: Kind): trouble is TroubleOf<Kind> =>
  trouble.kind === kind;
