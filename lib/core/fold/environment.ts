import { isPlatformErrorKind, TIMEOUT_KIND } from '../parse/error-kind.ts';
import type { EpochMs } from '../units.ts';

/** Lines of one invocation that come after its REPORT; an asynchronous retry comes a minute later at the earliest. */
const AFTERMATH_MS = 30_000;
/** An error line without id, and the platform's line about the same crash. */
const CRASH_FOLLOWS_MS = 2_000;
/** Lines of one invocation may be stamped in the wrong order by this much. */
const SWAPPED_MS = 250;
/** A failed initialisation is tried again within this time. */
const INIT_RETRY_MS = 10_000;

/** One try to serve a request. */
interface Attempt {
  hasStarted: boolean;
  hasReported: boolean;
  hasFailed: boolean;
  hasTimedOut: boolean;
  lastAt: EpochMs;
}

/** A failure whose invocation is not known: no request id, and none open. */
interface LooseFailure {
  readonly errorKind: string;
  readonly at: EpochMs;
  hasTimedOut: boolean;
}

/** What a failure line adds to what is known. */
export interface FailureNews {
  /** The first line about this failed invocation. */
  readonly isNew: boolean;
  /** The first line that says that it timed out. */
  readonly isNewTimeout: boolean;
}

/** One execution environment (log stream): the invocations it served lately. */
export class Environment {
  readonly #attempts = new Map<string, Attempt>();
  /** The invocation that serves now; one at a time, except in Managed Instances, where every line has an id. */
  #open: Attempt | undefined;
  #lastReported: Attempt | undefined;
  #loose: LooseFailure | undefined;
  lastAt: EpochMs;

  constructor(at: EpochMs) {
    this.lastAt = at;
  }

  /** @returns whether this is an invocation that was not counted yet */
  started(requestId: string, at: EpochMs): boolean {
    const known = this.#attempts.get(requestId);
    // Neighbours may be swapped: a REPORT or error line just before the START belongs to it.
    const isSwapped = known !== undefined && !known.hasStarted && at - known.lastAt <= AFTERMATH_MS;
    const attempt = isSwapped ? known : this.#begin(requestId, at);
    const isCounted = attempt.hasReported;
    attempt.hasStarted = true;
    attempt.lastAt = at;
    if (!attempt.hasReported) this.#open = attempt;
    this.#claimLoose(attempt, at);
    return !isCounted;
  }

  /** @returns whether this is an invocation that was not counted yet */
  reported(requestId: string, at: EpochMs): boolean {
    const known = this.#attempts.get(requestId);
    const attempt = known === undefined || known.hasReported ? this.#begin(requestId, at) : known;
    const isCounted = attempt.hasStarted;
    attempt.hasReported = true;
    attempt.lastAt = at;
    this.#lastReported = attempt;
    if (this.#open === attempt) this.#open = undefined;
    if (!isCounted) this.#claimLoose(attempt, at);
    return !isCounted;
  }

  failed(requestId: string | undefined, errorKind: string, at: EpochMs): FailureNews {
    const attempt = requestId === undefined ? this.#attemptOfLine(at) : this.#attemptAt(requestId, at);
    if (attempt === undefined) return this.#failedLoose(errorKind, at);
    this.#claimLoose(attempt, at);
    return record(attempt, errorKind);
  }

  /**
   * The environment failed to initialise and will try again: the error line just before failed nobody.
   * @returns the kind under which that line was counted
   */
  initFailed(at: EpochMs): string | undefined {
    const loose = this.#loose;
    if (loose === undefined || at - loose.at > CRASH_FOLLOWS_MS) return undefined;
    this.#loose = undefined;
    return loose.errorKind;
  }

  /** Forgets attempts that nothing can refer to any more. */
  forgetBefore(limit: number): void {
    for (const [requestId, attempt] of this.#attempts) {
      if (attempt.lastAt < limit) this.#attempts.delete(requestId);
    }
  }

  #begin(requestId: string, at: EpochMs): Attempt {
    const attempt: Attempt = {
      hasStarted: false,
      hasReported: false,
      hasFailed: false,
      hasTimedOut: false,
      lastAt: at,
    };
    this.#attempts.set(requestId, attempt);
    return attempt;
  }

  /** Whose a line without request id is: the open invocation's, or that of one whose failure was reported just now. */
  #attemptOfLine(at: EpochMs): Attempt | undefined {
    if (this.#open !== undefined) return this.#open;
    const last = this.#lastReported;
    return last?.hasFailed === true && at - last.lastAt <= SWAPPED_MS ? last : undefined;
  }

  #attemptAt(requestId: string, at: EpochMs): Attempt {
    const known = this.#attempts.get(requestId);
    const isOver = known?.hasReported === true && at - known.lastAt > AFTERMATH_MS;
    return known === undefined || isOver ? this.#begin(requestId, at) : known;
  }

  /** A failure that was counted just before it was known whose it is. */
  #claimLoose(attempt: Attempt, at: EpochMs): void {
    const loose = this.#loose;
    if (loose === undefined || attempt.hasFailed) return;
    const reachMs = isPlatformErrorKind(loose.errorKind) ? INIT_RETRY_MS : CRASH_FOLLOWS_MS;
    if (at - loose.at > reachMs) return;
    attempt.hasFailed = true;
    attempt.hasTimedOut = loose.hasTimedOut;
    this.#loose = undefined;
  }

  #failedLoose(errorKind: string, at: EpochMs): FailureNews {
    const loose = this.#loose;
    const isSame =
      loose !== undefined && at - loose.at <= INIT_RETRY_MS && arePlatformKinds(loose.errorKind, errorKind);
    const hasTimedOut = errorKind === TIMEOUT_KIND;
    const isNewTimeout = hasTimedOut && !(isSame && loose.hasTimedOut);
    this.#loose = {
      errorKind: isSame ? loose.errorKind : errorKind,
      at,
      hasTimedOut: hasTimedOut || (isSame && loose.hasTimedOut),
    };
    return { isNew: !isSame, isNewTimeout };
  }
}

const arePlatformKinds = (a: string, b: string): boolean => isPlatformErrorKind(a) && isPlatformErrorKind(b);

const record = (attempt: Attempt, errorKind: string): FailureNews => {
  const isNew = !attempt.hasFailed;
  const isNewTimeout = errorKind === TIMEOUT_KIND && !attempt.hasTimedOut;
  attempt.hasFailed = true;
  attempt.hasTimedOut ||= isNewTimeout;
  return { isNew, isNewTimeout };
};
