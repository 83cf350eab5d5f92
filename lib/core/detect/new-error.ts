import { dayOf } from '../baseline/calendar.ts';
import {
  decodeErrorKinds,
  type ErrorKinds,
  encodeErrorKinds,
  kindHash,
  learnKind,
  newErrorKinds,
  notePending,
  type PendingKind,
  refreshKind,
} from '../baseline/error-kinds.ts';
import type { Minute } from '../units.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { deployFacts, type Moment } from './moment.ts';
import { readable } from './rate-unit.ts';
import type { Evidence } from './verdict.ts';

/** Once is an accident; this often, in this many windows of a day, is a new kind of failure … */
const LEAST_OCCURRENCES = 3;
const LEAST_WINDOWS = 2;
/** … over at least this long: one bad minute and its retries are a blip, as they are for the share of failures. */
const LEAST_MINUTES = 5;
/** So many of one new kind in a day are worth a notice by themselves. */
const MANY = 20;
/** Kinds that speak of credentials, permissions or a broken package: never a passing trouble. They raise the severity and do not lower the bar. */
const GRAVE = ['AccessDenied', 'UnrecognizedClient', 'InvalidSignature', 'ImportModuleError'] as const;

interface NewKind {
  readonly name: string;
  readonly pending: PendingKind;
}

const isGrave = (name: string): boolean => GRAVE.some((word) => name.includes(word));

const isNews = ({ count, windows, firstAt }: PendingKind, now: Minute): boolean =>
  count >= LEAST_OCCURRENCES && windows >= LEAST_WINDOWS && now - firstAt + 1 >= LEAST_MINUTES;

const evidenceOf = ({ name, pending }: NewKind, invocations: number, moment: Moment): Evidence => ({
  signal: 'new-error',
  direction: 'new',
  observed: pending.count,
  expected: { lower: null, upper: 0 },
  unit: 'errors',
  score: readable(pending.count / LEAST_OCCURRENCES),
  // A failure may be logged in the minute before the one that counts its invocation.
  sampleSize: Math.max(invocations, pending.count),
  comparedWith: 'error kinds seen before',
  since: pending.firstAt,
  severity: isGrave(name) || pending.count >= MANY ? 'medium' : 'low',
  afterDeploy: moment.deploy !== undefined,
  facts: [{ kind: 'error-kind', name, count: pending.count, usualPerDay: 0 }, ...deployFacts(moment)],
});

/** Kinds of error that the function never had. */
export const newErrorDetector: Detector<ErrorKinds> = {
  create: newErrorKinds,
  advance: (kinds, window, moment) => {
    if (window.errorKinds.named.size === 0) return moment.phase === 'mature' ? NORMAL : LEARNING;
    const day = dayOf(moment.minute);
    let strongest: NewKind | undefined;
    for (const [name, count] of window.errorKinds.named) {
      const hash = kindHash(name);
      if (refreshKind(kinds, hash, day, count)) continue;
      if (moment.phase !== 'mature') {
        learnKind(kinds, hash, day, count);
        continue;
      }
      const pending = notePending(kinds, hash, count, moment.minute);
      if (pending && isNews(pending, moment.minute) && pending.count > (strongest?.pending.count ?? 0))
        strongest = { name, pending };
    }
    if (moment.phase !== 'mature') return LEARNING;
    return strongest ? { kind: 'anomalous', evidence: evidenceOf(strongest, window.invocations, moment) } : NORMAL;
  },
  opened: () => undefined,
  settled: (kinds, moment) => learnNews(kinds, moment.minute),
  accepted: (kinds, moment) => learnNews(kinds, moment.minute),
  encode: encodeErrorKinds,
  decode: decodeErrorKinds,
};

/** What was alerted on is known from now on. */
const learnNews = (kinds: ErrorKinds, at: Minute): void => {
  for (const pending of kinds.pending.filter((kind) => isNews(kind, at))) learnKind(kinds, pending.hash, dayOf(at));
};
