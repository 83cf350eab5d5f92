import { type EpochMs, epochMs, isoOf, MS_PER_MINUTE } from '../../../core/units.ts';
import type { Random } from './random.ts';

/** Lambda does not say how long it keeps an idle environment; minutes are usual. */
const IDLE_MS_MIN = 5 * MS_PER_MINUTE;
const IDLE_MS_MAX = 15 * MS_PER_MINUTE;
const LIFETIME_MS_MIN = 90 * MS_PER_MINUTE;
const LIFETIME_MS_MAX = 150 * MS_PER_MINUTE;

/** One execution environment: one log stream, one request at a time. */
interface Environment {
  readonly logStream: string;
  readonly version: string;
  readonly idleMs: number;
  readonly retiredAt: number;
  busyUntil: number;
  memoryUsedMb: number;
}

/** The environments of one function. Cold starts follow from load, idleness and deploys, as they do on Lambda. */
export class EnvironmentPool {
  readonly #random: Random;
  #environments: Environment[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** A free environment of the version, or a new one. */
  at(now: EpochMs, version: string): { readonly environment: Environment; readonly cold: boolean } {
    this.#environments = this.#environments.filter(
      (each) =>
        each.busyUntil > now ||
        (each.version === version && now < each.retiredAt && now < each.busyUntil + each.idleMs),
    );
    // Most recently used first, as Lambda does: spare environments get a chance to grow idle.
    let free: Environment | undefined;
    for (const each of this.#environments) {
      const isFree = each.busyUntil <= now && each.version === version;
      if (isFree && (free === undefined || each.busyUntil > free.busyUntil)) free = each;
    }
    if (free !== undefined) return { environment: free, cold: false };
    const opened = this.#open(now, version);
    this.#environments.push(opened);
    return { environment: opened, cold: true };
  }

  #open(now: EpochMs, version: string): Environment {
    const day = isoOf(epochMs(now)).slice(0, 10).replaceAll('-', '/');
    return {
      logStream: `${day}/[${version}]${this.#random.hex(32)}`,
      version,
      idleMs: this.#random.between(IDLE_MS_MIN, IDLE_MS_MAX),
      retiredAt: now + this.#random.between(LIFETIME_MS_MIN, LIFETIME_MS_MAX),
      busyUntil: now,
      memoryUsedMb: 0,
    };
  }
}
