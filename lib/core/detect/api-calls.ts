import { dayOf } from '../baseline/calendar.ts';
import {
  decodeErrorKinds,
  type ErrorKinds,
  encodeErrorKinds,
  kindHash,
  learnKind,
  newErrorKinds,
  notePending,
  refreshKind,
} from '../baseline/error-kinds.ts';
import type { WindowOutside } from '../fold/window.ts';
import { apiErrorOf } from '../parse/fact-name.ts';
import { MINUTES_PER_DAY, type Minute, minute } from '../units.ts';
import {
  type ApiActions,
  acceptAlarming,
  decodeApiActions,
  encodeApiActions,
  learnRefusal,
  newActions,
  newApiActions,
  refusalHash,
  settleWalk,
  walkedActions,
} from './api-actions.ts';
import { type ApiFailure, type ApiFindings, apiCallsEvidence, hasFindings } from './api-calls-evidence.ts';
import {
  type ApiDenials,
  chargeDenials,
  decodeApiDenials,
  denialBurst,
  encodeApiDenials,
  newApiDenials,
  noteDenial,
  settleDenials,
  turnHour,
} from './api-denials.ts';
import { apiErrorClassOf } from './api-error-class.ts';
import {
  type CredentialPlaces,
  decodeCredentialPlaces,
  encodeCredentialPlaces,
  misplacedUses,
  newCredentialPlaces,
} from './credential-places.ts';
import { type Detector, LEARNING, NORMAL } from './detector.ts';
import { phaseOf } from './function-phase.ts';
import type { Moment, Phase } from './moment.ts';

/** A new error code, other than a refusal, is news when it comes so often … */
const LEAST_FAILURES = 10;
/** … in so many windows of a day. */
const LEAST_WINDOWS = 2;
/** For so long refusals cast their light on what is called next. */
const BURST_MINUTES = MINUTES_PER_DAY;

export interface ApiProfile {
  /** First window with a recorded call: a trail may be switched on long after the function was first seen. */
  readonly firstAt: Minute;
  readonly actions: ApiActions;
  readonly denials: ApiDenials;
  readonly codes: ErrorKinds;
  readonly places: CredentialPlaces;
}

export interface ApiCallsState {
  /** Absent until the first recorded call: most functions have no trail. */
  profile: ApiProfile | undefined;
}

const newApiProfile = (firstAt: Minute): ApiProfile => ({
  firstAt,
  actions: newApiActions(firstAt),
  denials: newApiDenials(firstAt),
  codes: newErrorKinds(),
  places: newCredentialPlaces(),
});

interface Failures {
  /** Refused calls by action. */
  readonly refused: ReadonlyMap<string, number>;
  /** The refusals of this window, most first. */
  readonly denials: readonly ApiFailure[];
  /** Codes that are new and many. */
  readonly codes: readonly ApiFailure[];
}

const noteFailures = (profile: ApiProfile, outside: WindowOutside, phase: Phase, at: Minute): Failures => {
  const day = dayOf(at);
  const refused = new Map<string, number>();
  const denials: ApiFailure[] = [];
  const codes: ApiFailure[] = [];
  for (const [name, count] of outside.apiErrors.named) {
    const { action, code } = apiErrorOf(name);
    const errorClass = apiErrorClassOf(code);
    if (errorClass === 'absent') continue;
    if (errorClass === 'denied') {
      refused.set(action, (refused.get(action) ?? 0) + count);
      const hash = refusalHash(action, code);
      noteDenial(profile.denials, count, learnRefusal(profile.actions, hash, day) ? hash : undefined, at);
      denials.push({ action, code, count });
      continue;
    }
    const hash = kindHash(code);
    if (refreshKind(profile.codes, hash, day)) continue;
    if (phase !== 'mature') learnKind(profile.codes, hash, day);
    else {
      const pending = notePending(profile.codes, hash, count, at);
      if (pending && pending.count >= LEAST_FAILURES && pending.windows >= LEAST_WINDOWS) {
        codes.push({ action, code, count: pending.count });
      }
    }
  }
  const mostFirst = (a: ApiFailure, b: ApiFailure): number => b.count - a.count || (a.action < b.action ? -1 : 1);
  return { refused, denials: denials.sort(mostFirst), codes: codes.sort(mostFirst) };
};

const find = (
  profile: ApiProfile,
  outside: WindowOutside,
  phase: Phase,
  moment: Moment,
  isOpen: boolean,
): ApiFindings => {
  const at = moment.minute;
  const hadBurst = profile.denials.burstAt > 0 && at - profile.denials.burstAt < BURST_MINUTES;
  const failures = noteFailures(profile, outside, phase, at);
  const burst = denialBurst(profile.denials, phase, at, isOpen);
  const { named, otherDistinct } = outside.apiCalls;
  const isAfterBurst = hadBurst || burst !== undefined;
  const actions = newActions(profile.actions, named, failures.refused, isAfterBurst, phase, moment, isOpen);
  return {
    misplaced: misplacedUses(profile.places, outside, phase, at, isOpen),
    actions,
    walked: walkedActions(profile.actions, otherDistinct, phase, at),
    burst,
    denials: failures.denials,
    codes: failures.codes,
  };
};

const hasApiRecords = ({ apiCalls, lambdaUses, foreignUses }: WindowOutside): boolean =>
  apiCalls.named.size > 0 || apiCalls.other > 0 || lambdaUses.named.size > 0 || foreignUses.named.size > 0;

/**
 * Whether a function is behind the calls: it has a log of its own, or its credentials were used from within Lambda. The
 * sessions of people and other machines are learnt like any other and never alerted on.
 */
const isFunction = ({ places }: ApiProfile, { context }: Moment): boolean =>
  context.hasOwnLog !== false || places.hasLambdaUses;

/** What an alarm told is over. */
const settle = (profile: ApiProfile, at: Minute): void => {
  settleDenials(profile.denials);
  settleWalk(profile.actions);
  for (const { hash, count } of profile.codes.pending) {
    if (count >= LEAST_FAILURES) learnKind(profile.codes, hash, dayOf(at));
  }
};

/**
 * Which AWS APIs a function calls, by its audit trail: first calls by what they are good for, refused calls by novelty and
 * number, and use of its credentials where they do not belong.
 */
export const apiCallsDetector: Detector<ApiCallsState> = {
  create: () => ({ profile: undefined }),
  advance: (state, window, moment, isOpen) => {
    const { outside } = window;
    if (outside !== undefined && hasApiRecords(outside)) state.profile ??= newApiProfile(moment.minute);
    const { profile } = state;
    if (!profile) return moment.phase === 'mature' ? NORMAL : LEARNING;
    turnHour(profile.denials, moment);
    const phase = phaseOf(profile.firstAt, moment.minute, moment.context);
    if (outside !== undefined) {
      const findings = find(profile, outside, phase, moment, isOpen);
      if (phase !== 'silent' && isFunction(profile, moment) && hasFindings(findings)) {
        return { kind: 'anomalous', evidence: apiCallsEvidence(findings, window.invocations, moment) };
      }
    }
    return phase === 'mature' ? NORMAL : LEARNING;
  },
  opened: ({ profile }) => {
    if (profile) chargeDenials(profile.denials);
  },
  settled: ({ profile }, moment) => {
    if (profile) settle(profile, moment.minute);
  },
  accepted: ({ profile }, moment) => {
    if (!profile) return;
    settle(profile, moment.minute);
    acceptAlarming(profile.actions, moment.minute);
  },
  encode: ({ profile }, writer) => {
    writer.varint(profile?.firstAt ?? 0);
    if (!profile) return;
    encodeApiActions(profile.actions, writer);
    encodeApiDenials(profile.denials, writer);
    encodeErrorKinds(profile.codes, writer);
    encodeCredentialPlaces(profile.places, writer);
  },
  decode: (reader) => {
    const firstAt = minute(reader.varint());
    if (firstAt === 0) return { profile: undefined };
    const actions = decodeApiActions(reader);
    const denials = decodeApiDenials(reader);
    const codes = decodeErrorKinds(reader);
    return { profile: { firstAt, actions, denials, codes, places: decodeCredentialPlaces(reader) } };
  },
};
