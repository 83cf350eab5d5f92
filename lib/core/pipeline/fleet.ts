import type { ByteReader, ByteWriter } from '../bytes.ts';
import { advanceFunction, advanceIdle } from '../detect/advance-function.ts';
import type { AlarmEdge } from '../detect/alarm-edge.ts';
import type { DestinationLists } from '../detect/destination-lists.ts';
import type { DetectContext } from '../detect/detect-context.ts';
import { type FleetHabits, habitsOf, inherit } from '../detect/fleet-habits.ts';
import { isLateborn } from '../detect/function-phase.ts';
import { beginOwnLog, type FunctionState } from '../detect/function-state.ts';
import { knownDestination } from '../detect/known-destination.ts';
import { resolveWindow } from '../fold/resolve-window.ts';
import type { Summary } from '../fold/summary.ts';
import type { Window } from '../fold/window.ts';
import { type FunctionId, functionKeyOf } from '../function-key.ts';
import type { Orders } from '../order/orders.ts';
import { claimedFunction, isFunctionId, subjectOf } from '../subject.ts';
import { addMinutes, MINUTES_PER_DAY, type Minute } from '../units.ts';
import { decodeMember, encodeMember, type Member, newMember } from './fleet-member.ts';
import { LogSources } from './log-sources.ts';

/**
 * After so long without a word a function is forgotten, so that what is stored follows the functions that there are. More
 * than a month, for those that run once in it; long after its last alarm closed. Speaks it again, it is new.
 */
export const FORGOTTEN_AFTER_DAYS = 45;

/** What the fleet cannot know by itself. */
export interface FleetSettings {
  /** No alarm opens in windows before this one. */
  readonly alertsFrom: Minute;
  /** Equal parts that the functions are split into, this one included; scales the calibration to the whole fleet. */
  readonly slots: number;
  /** Block and allow lists; none when absent. */
  readonly lists?: DestinationLists;
  /** What people ordered about functions. */
  readonly orders?: Orders;
  /** The summaries are made of the service's metrics, as a backfill's are; see {@link DetectContext.isOfMetrics}. */
  readonly isOfMetrics?: boolean;
}

/** Sees each window of an active function after it was judged. */
export type WindowObserver = (id: FunctionId, window: Window, state: FunctionState) => void;

/**
 * The detectors of many functions, advanced together one minute at a time. Deployed evaluation, backfill and offline
 * replay all run on this class, so they decide alike. Pure replay: the same summaries give the same edges, wherever in
 * between the fleet was encoded and decoded.
 */
export class Fleet {
  readonly #members = new Map<FunctionId, Member>();
  readonly #sources = new LogSources();
  #minute: Minute;

  private constructor(evaluatedUntil: Minute) {
    this.#minute = evaluatedUntil;
  }

  /** A fleet that has seen nothing; the first window it takes is the one after `evaluatedUntil`. */
  static empty(evaluatedUntil: Minute): Fleet {
    return new Fleet(evaluatedUntil);
  }

  /** The last window that was judged. */
  get evaluatedUntil(): Minute {
    return this.#minute;
  }

  get size(): number {
    return this.#members.size;
  }

  get functionIds(): Iterable<FunctionId> {
    return this.#members.keys();
  }

  stateOf(id: FunctionId): FunctionState | undefined {
    return this.#members.get(id)?.state;
  }

  /** How many functions (other subjects left out) had a summary in a window after `minute`. */
  functionsActiveAfter(minute: Minute): number {
    let active = 0;
    for (const { id, lastActive } of this.#members.values()) if (lastActive > minute && isFunctionId(id)) active++;
    return active;
  }

  /** Whether this function's own log was seen. */
  hasOwnLog(id: FunctionId): boolean {
    return this.#members.get(id)?.hasOwnLog ?? false;
  }

  /** Past lines of these functions were searched: what they do not know of errors and destinations is new. */
  noteSearched(ids: Iterable<FunctionId>): void {
    for (const id of ids) {
      const member = this.#members.get(id);
      if (member !== undefined) member.knowsNames = true;
    }
  }

  /** Whether a role session was ever used by what calls itself Lambda. */
  isLambdaSession(id: FunctionId): boolean {
    return this.#members.get(id)?.isLambdaSession ?? false;
  }

  /** Whether invocations of this function are counted by START lines; otherwise by REPORT lines. */
  countsStarts(id: FunctionId): boolean {
    return this.#members.get(id)?.countsStarts ?? false;
  }

  /**
   * Judges the next minute. Functions without a summary had no invocation in it.
   * @returns the alarm edges of this minute, ordered by alarm id
   */
  advance(summaries: ReadonlyMap<FunctionId, Summary>, settings: FleetSettings, observe?: WindowObserver): AlarmEdge[] {
    const minute = addMinutes(this.#minute, 1);
    const context = this.#context(settings, ({ key }) => this.#sources.isLate(key, minute));
    const edges: AlarmEdge[] = [];
    const outsideContext = { ...context, hasOwnLog: false };
    const { isOfMetrics = false, orders } = settings;
    const taughtContext = { ...context, knowsNames: true };
    const contextOf = ({ id, hasOwnLog, knowsNames }: Member): DetectContext => {
      const own = knowsNames ? taughtContext : context;
      const shared = hasOwnLog || isOfMetrics ? own : outsideContext;
      return orders === undefined || orders.isEmpty ? shared : { ...shared, orders: orders.of(id) };
    };
    const begins = orders?.beginsExpecting(minute) ?? false;
    const judge = (member: Member, summary: Summary, habits?: FleetHabits): void => {
      const window = this.#windowOf(member, minute, summary, isOfMetrics, habits);
      member.state = advanceFunction(member.state, window, contextOf(member), edges);
      observe?.(member.id, window, member.state);
    };
    // Whoever may be born in this minute comes last: what it inherits must not depend on the others' order.
    const late: [FunctionId, Summary][] = [];
    for (const [id, summary] of summaries) {
      const member = this.#members.get(id);
      if (member?.hasOwnLog) judge(member, summary);
      else late.push([id, summary]);
    }
    const habits = isOfMetrics ? undefined : this.#habitsFor(late, minute, settings.alertsFrom);
    for (const [id, summary] of late) {
      const member = this.#members.get(id) ?? this.#admit(id, minute, summary);
      if (member !== undefined) judge(member, summary, habits);
    }
    const isAnyTold = this.#sources.close(minute, this.#members);
    for (const member of this.#members.values()) {
      const { key, dueAt } = member.state;
      const mustLook = isAnyTold && this.#sources.isTold(key, minute);
      if (dueAt > minute && !begins && !mustLook) continue;
      member.state = advanceIdle(member.state, minute, contextOf(member), edges, mustLook);
    }
    if (minute % MINUTES_PER_DAY === 0) this.#forget(addMinutes(minute, -FORGOTTEN_AFTER_DAYS * MINUTES_PER_DAY));
    this.#minute = minute;
    return edges.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  }

  /** Writes one function; {@link decodeMember} reads it back. */
  encodeMember(id: FunctionId, writer: ByteWriter): void {
    const member = this.#members.get(id);
    if (member === undefined) throw new RangeError(`no function ${id} in this fleet`);
    encodeMember(member, this.#minute, this.#sources.lateFrom(member.state.key), writer);
  }

  decodeMember(id: FunctionId, reader: ByteReader): void {
    const { member, lateFrom } = decodeMember(id, this.#minute, reader);
    this.#members.set(id, member);
    if (member.hasOwnLog) this.#sources.hear(member.state.key, member.lastActive, lateFrom);
  }

  /** On the boundary of a day only, so that it does not matter when checkpoints are made. */
  #forget(silentSince: Minute): void {
    for (const [id, { lastActive, state }] of this.#members) {
      if (lastActive < silentSince && state.openAlarms === 0) this.#members.delete(id);
    }
  }

  /**
   * A subject that is seen for the first time. Anybody may open sessions of any name, so that a session is watched only
   * where a function may be behind it: one of its name is known, or Lambda used it.
   */
  #admit(id: FunctionId, firstWindow: Minute, summary: Summary): Member | undefined {
    const key = functionKeyOf(id);
    if (subjectOf(key.name).kind === 'role-session') {
      const claimed = claimedFunction(id);
      if (claimed === undefined || !(this.#members.has(claimed) || isUsedByLambda(summary))) return undefined;
    }
    const member = newMember(id, firstWindow);
    this.#members.set(id, member);
    return member;
  }

  /** What functions inherit whose own log begins in this minute; `undefined` when there is none, or all learn together. */
  #habitsFor(late: readonly [FunctionId, Summary][], minute: Minute, alertsFrom: Minute): FleetHabits | undefined {
    const isBorn = ([id, summary]: readonly [FunctionId, Summary]): boolean =>
      isFunctionId(id) && isOfOwnLog(summary, this.#members.get(id)?.knowsMetrics ?? false);
    if (!isLateborn(minute, alertsFrom) || !late.some(isBorn)) return undefined;
    return habitsOf([...this.#members.values()].map(({ state }) => state));
  }

  #windowOf(
    member: Member,
    minute: Minute,
    summary: Summary,
    isOfMetrics: boolean,
    habits: FleetHabits | undefined,
  ): Window {
    if (isOfMetrics) {
      member.knowsMetrics = true;
      member.lastActive = minute;
      return resolveWindow(minute, summary, undefined, true);
    }
    member.countsStarts ||= summary.starts > 0;
    member.isLambdaSession ||= isUsedByLambda(summary);
    if (!member.hasOwnLog && isOfOwnLog(summary, member.knowsMetrics)) {
      member.hasOwnLog = true;
      member.state = beginOwnLog(member.state, minute, member);
      if (habits) inherit(member.state, habits);
    }
    if (member.hasOwnLog) this.#sources.hear(member.state.key, minute);
    const previous = member.lastActive === this.#minute ? member.lastFailures : undefined;
    member.lastFailures = summary.failures;
    member.lastActive = minute;
    const window = resolveWindow(minute, summary, previous, member.countsStarts);
    return member.hasOwnLog ? window : { ...window, hasOwnLog: false };
  }

  #context(settings: FleetSettings, mayBeLate: (state: FunctionState) => boolean): DetectContext {
    return {
      alertsFrom: settings.alertsFrom,
      fleetSize: this.#members.size * settings.slots,
      ...(settings.lists && { lists: settings.lists }),
      ...(settings.isOfMetrics && { isOfMetrics: true }),
      mayBeLate,
      prevalence: (destinationHash, minute) => {
        let functions = 0;
        for (const { state } of this.#members.values()) {
          if (knownDestination(state, destinationHash, minute)) functions++;
        }
        return functions;
      },
    };
  }
}

const isUsedByLambda = ({ outside }: Summary): boolean => outside !== undefined && !outside.lambdaUses.isEmpty;

/**
 * Whether the function's own log speaks in this minute. Where metrics told how often it is invoked, lines count only
 * with invocations among them: a log without START and REPORT would look like silence.
 */
const isOfOwnLog = (summary: Summary, knowsMetrics: boolean): boolean => {
  const invocations = summary.starts + summary.reports;
  if (knowsMetrics) return invocations > 0;
  return summary.outside === undefined || invocations + otherLines(summary) > 0;
};

const otherLines = ({ errorLines, countedErrors, failures }: Summary): number =>
  errorLines + countedErrors + (failures?.size ?? 0);
