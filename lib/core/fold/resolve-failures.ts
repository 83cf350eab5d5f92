import { isPlatformErrorKind, TIMEOUT_KIND } from '../parse/error-kind.ts';
import { MS_PER_MINUTE } from '../units.ts';
import type { FailureMark, FailureMarks } from './failure-marks.ts';

/** An asynchronous retry reuses the request id, but comes a minute later at the earliest. */
const SAME_REQUEST_MS = 30_000;
/** The platform's own line about a crash follows the runtime's within this time. */
const CRASH_FOLLOWS_MS = 2_000;
/** Lines of one invocation may be stamped in the wrong order by this much. */
const SWAPPED_MS = 250;
/** A failed initialisation is tried again within this time (the limit of one). */
const INIT_RETRY_MS = 10_000;

export interface ResolvedFailures {
  /** Failed invocations by error kind, each once, in the minute of its first mark. */
  readonly byKind: ReadonlyMap<string, number>;
  readonly errors: number;
  readonly timeouts: number;
}

/** One failed invocation as far as it is known. */
interface Failure {
  timedOut: boolean;
}

/** A mark on the time line that begins with the previous minute; times are ms from the start of the resolved one. */
interface Moment {
  readonly mark: FailureMark;
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Counts the failures that begin in a minute. The marks of each stream are walked in order of time, the previous
 * minute's first; a mark speaks of an earlier failure if it names the same request, or if it follows one that fits it
 * closely enough (an environment serves one request at a time). Depends on the sets of marks alone.
 */
export const resolveFailures = (
  current: FailureMarks | undefined,
  previous: FailureMarks | undefined,
): ResolvedFailures => {
  if (current === undefined || current.size === 0) return NO_FAILURES;
  const byKind = new Map<string, number>();
  let errors = 0;
  let timeouts = 0;
  for (const moments of momentsByStream(current, previous)) {
    walkStream(moments, (moment, isNew, failure) => {
      if (moment.firstMs < 0) return;
      if (isNew) {
        errors++;
        byKind.set(moment.mark.errorKind, (byKind.get(moment.mark.errorKind) ?? 0) + 1);
      }
      if (moment.mark.errorKind === TIMEOUT_KIND && !failure.timedOut) timeouts++;
    });
  }
  const { scale } = current;
  if (scale === 1) return { byKind, errors, timeouts };
  for (const [kind, count] of byKind) byKind.set(kind, Math.round(count * scale));
  return { byKind, errors: Math.round(errors * scale), timeouts: Math.round(timeouts * scale) };
};

const NO_FAILURES: ResolvedFailures = { byKind: new Map(), errors: 0, timeouts: 0 };

const momentsByStream = (current: FailureMarks, previous: FailureMarks | undefined): Iterable<Moment[]> => {
  const streams = new Map<number, Moment[]>();
  for (const mark of current.marks()) {
    const moment = { mark, firstMs: mark.firstMs, lastMs: mark.lastMs };
    const moments = streams.get(mark.stream);
    if (moments === undefined) streams.set(mark.stream, [moment]);
    else moments.push(moment);
  }
  for (const mark of previous?.marks() ?? []) {
    const moment = { mark, firstMs: mark.firstMs - MS_PER_MINUTE, lastMs: mark.lastMs - MS_PER_MINUTE };
    streams.get(mark.stream)?.push(moment);
  }
  return streams.values();
};

const isIdentified = (moment: Moment): boolean => moment.mark.role === 'identified';

/** By time; where an anonymous and an identified mark share an instant, the runtime's line came first. */
const inTimeOrder = (a: Moment, b: Moment): number =>
  a.firstMs - b.firstMs || Number(isIdentified(a)) - Number(isIdentified(b)) || a.mark.rank - b.mark.rank;

const walkStream = (
  moments: Moment[],
  visit: (moment: Moment, isNew: boolean, failureBefore: Readonly<Failure>) => void,
): void => {
  const failures = new Map<number, { failure: Failure; lastMs: number }>();
  let before: Moment | undefined;
  let failureBefore: Failure | undefined;
  for (const moment of withoutInit(moments.sort(inTimeOrder))) {
    const sameRequest = failures.get(moment.mark.rank);
    const continues =
      sameRequest !== undefined && moment.firstMs - sameRequest.lastMs <= SAME_REQUEST_MS
        ? sameRequest.failure
        : before !== undefined && follows(before, moment)
          ? failureBefore
          : undefined;
    const failure = continues ?? { timedOut: false };
    visit(moment, continues === undefined, failure);
    failure.timedOut ||= moment.mark.errorKind === TIMEOUT_KIND;
    failures.set(moment.mark.rank, { failure, lastMs: moment.lastMs });
    before = moment;
    failureBefore = failure;
  }
};

/** Drops marks of failed initialisations and the error lines they printed just before: no invocation failed yet. */
const withoutInit = (moments: readonly Moment[]): Moment[] => {
  const kept: Moment[] = [];
  for (const moment of moments) {
    if (moment.mark.role !== 'init') {
      kept.push(moment);
      continue;
    }
    for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
      if (last.mark.role !== 'anonymous' || moment.firstMs - last.firstMs > CRASH_FOLLOWS_MS) break;
      kept.pop();
    }
  }
  return kept;
};

const follows = (before: Moment, moment: Moment): boolean => {
  const gapMs = moment.firstMs - before.lastMs;
  if (isIdentified(moment)) return !isIdentified(before) && gapMs <= CRASH_FOLLOWS_MS;
  if (isIdentified(before)) return gapMs <= SWAPPED_MS;
  if (moment.mark.role === 'late-init') return before.mark.role === 'anonymous' && gapMs <= CRASH_FOLLOWS_MS;
  const bothPlatform = isPlatformErrorKind(before.mark.errorKind) && isPlatformErrorKind(moment.mark.errorKind);
  return bothPlatform && gapMs <= INIT_RETRY_MS;
};
