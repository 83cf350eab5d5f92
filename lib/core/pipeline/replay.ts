import type { LogBatch } from '../decode/log-batch.ts';
import type { AlarmEdge } from '../detect/alarm-edge.ts';
import type { DestinationLists } from '../detect/destination-lists.ts';
import { foldObserved } from '../fold/fold-batch.ts';
import { type Observed, observeBatch } from '../fold/observe-batch.ts';
import { PlainSummary, plainSummaryOf, wholeSummary } from '../fold/plain-summary.ts';
import type { Summary } from '../fold/summary.ts';
import { SummaryTable } from '../fold/summary-table.ts';
import { emptyTally, type Tally } from '../fold/tally.ts';
import { WaitingSummaries } from '../fold/waiting-summaries.ts';
import type { FunctionId } from '../function-key.ts';
import { attributeEdge, type SubjectMap } from '../incident/attribute-subject.ts';
import { type Decided, decide } from '../incident/decide.ts';
import type { Transition } from '../incident/incident.ts';
import { knownAlarms } from '../incident/known-alarms.ts';
import { emptyLedger } from '../incident/ledger.ts';
import { DEFAULT_LEDGER_SETTINGS } from '../incident/ledger-settings.ts';
import { EMPTY_NETWORK_MAP, type NetworkMap } from '../incident/network-map.ts';
import type { Notice } from '../incident/notice.ts';
import { emptyNoticeBook, isWaiting } from '../incident/notice-book.ts';
import { orderedEdges } from '../incident/ordered-edges.ts';
import { type AlertPolicy, DEFAULT_ALERT_POLICY } from '../order/alert-policy.ts';
import { Orders } from '../order/orders.ts';
import type { FlowFields } from '../parse/vpc-flow/flow-format.ts';
import type { Severity } from '../signal.ts';
import { isFunctionId } from '../subject.ts';
import { addMinutes, type Minute, minute as minuteFrom, startOf } from '../units.ts';
import { Fleet, type WindowObserver } from './fleet.ts';
import { HISTORY_MINUTES } from './history-recorder.ts';
import { tickOf } from './settle.ts';
import { subjectMapOf } from './subject-map.ts';

/** Input may be out of order by so much, as deployed evaluation allows. */
export const REPLAY_HORIZON_MINUTES = 20;

/**
 * After so long without any event nothing that was learnt is of use: learning begins anew. Also keeps a single event with
 * a wild time from costing a simulated century of empty minutes.
 */
export const START_OVER_MINUTES = 400 * 1_440;

/** What a replay is told, and who listens to it. */
export interface ReplaySettings {
  /** Nothing alerts for so long after the first event. */
  readonly learnMinutes: number;
  /** Of events that do not say theirs. */
  readonly region: string;
  readonly salt: number;
  /** Columns of flow logs that have a format of their own. */
  readonly flowFields?: FlowFields;
  /** Block and allow lists; none when absent. */
  readonly lists?: DestinationLists;
  /** Who uses which network interface; without it, what flow and DNS logs say stays with interface and address. */
  readonly network?: NetworkMap;
  /** Standing orders about functions, and how people would be told; the defaults when absent. */
  readonly policy?: AlertPolicy;
  /** Incidents below this would wait for the digest. */
  readonly minimumSeverity?: Severity;
  /** Sees what people would have been sent. */
  readonly onNotices?: (notices: readonly Notice[]) => void;
  /** Sees every window of an active function after it was judged. */
  readonly onWindow?: WindowObserver;
  /** Called after each judged minute, idle ones included. */
  readonly onMinute?: (minute: Minute, fleet: Fleet) => void;
  /** Sees every observation, in the order of the events. */
  readonly onObserved?: (observed: Observed) => void;
}

/**
 * The whole engine over recorded input with a simulated clock: one evaluation tick a minute, as deployed. Input comes in
 * any order within the horizon; the caller says how far it is complete. Pure: the same input gives the same transitions.
 * Holds the summaries of the open minutes and the state of every function, whatever the length of the input.
 */
export class Replay {
  readonly tally: Tally = emptyTally();
  readonly #settings: ReplaySettings;
  readonly #policy: AlertPolicy;
  readonly #orders: Orders;
  /** Minutes that log events are folded into. */
  readonly #open: SummaryTable;
  /** Minutes that came as window records. */
  readonly #waiting: WaitingSummaries;
  /** Functions of fleets that were started over. */
  readonly #forgotten = new Set<FunctionId>();
  #fleet: Fleet | undefined;
  #alertsFrom = minuteFrom(0);
  #decided: Decided = { ledger: emptyLedger(), notices: emptyNoticeBook() };
  #first: Minute | undefined;

  constructor(settings: ReplaySettings) {
    this.#settings = settings;
    this.#policy = settings.policy ?? DEFAULT_ALERT_POLICY;
    this.#orders = new Orders({ overrides: this.#policy.overrides });
    this.#open = new SummaryTable(settings.salt);
    this.#waiting = new WaitingSummaries(settings.salt);
  }

  /** The first window of the input; `undefined` before the first {@link advance}. */
  get first(): Minute | undefined {
    return this.#first;
  }

  /** The newest judged window. */
  get judgedUntil(): Minute | undefined {
    return this.#fleet?.evaluatedUntil;
  }

  /** Nothing alerts in windows before this one. */
  get alertsFrom(): Minute {
    return this.#alertsFrom;
  }

  /** Functions seen so far. */
  get functionCount(): number {
    return new Set([...this.#forgotten, ...this.#functionIds()]).size;
  }

  /** Whose subjects are, by what is known up to now. */
  subjectMap(): SubjectMap {
    const { network = EMPTY_NETWORK_MAP } = this.#settings;
    return subjectMapOf(this.#fleet ?? Fleet.empty(minuteFrom(0)), network);
  }

  /** Folds log events; none may be older than what was judged. */
  addBatch(batch: LogBatch): void {
    const { region, flowFields, onObserved } = this.#settings;
    observeBatch(batch, { region, ...(flowFields && { flowFields }) }, this.tally, (observed) => {
      onObserved?.(observed);
      foldObserved(observed, this.#open);
    });
  }

  /** Takes over a finished summary; `false` when its minute was judged already. */
  addSummary(functionId: FunctionId, minute: Minute, summary: Summary | PlainSummary): boolean {
    if (this.#fleet !== undefined && minute <= this.#fleet.evaluatedUntil) return false;
    const plain = summary instanceof PlainSummary ? summary : plainSummaryOf(summary);
    if (plain !== undefined) this.#waiting.add(functionId, minute, plain);
    else this.#open.adopt(functionId, minute, wholeSummary(summary, this.#settings.salt));
    return true;
  }

  /** Judges every window up to `until`: the input is complete that far. */
  advance(until: Minute): Transition[] {
    const transitions: Transition[] = [];
    for (;;) {
      const fleet = this.#fleet ?? this.#begin(until);
      if (fleet === undefined || fleet.evaluatedUntil >= until) return transitions;
      const next = addMinutes(fleet.evaluatedUntil, 1);
      if (this.#isLongSilence(next, until)) {
        for (const id of this.#functionIds()) this.#forgotten.add(id);
        this.#fleet = undefined;
      } else this.#judge(fleet, next, transitions);
    }
  }

  /** Judges what is left, then lets the ledger publish what still waited for companions. Open incidents stay open. */
  finish(): Transition[] {
    const last = Math.max(this.judgedUntil ?? 0, ...this.#openMinutes());
    const transitions = this.advance(minuteFrom(last));
    if (this.#fleet === undefined) return transitions;
    for (let wait = 1; wait <= DEFAULT_LEDGER_SETTINGS.waitForCompanionsMinutes; wait++) {
      this.#tick(addMinutes(this.#fleet.evaluatedUntil, wait), [], transitions);
    }
    return transitions;
  }

  /** Starts with the earliest open minute. */
  #begin(until: Minute): Fleet | undefined {
    let first = Number.POSITIVE_INFINITY;
    for (const minute of this.#openMinutes()) if (minute < first) first = minute;
    if (first > until) return undefined;
    this.#first ??= minuteFrom(first);
    this.#alertsFrom = minuteFrom(first + this.#settings.learnMinutes);
    this.#fleet = Fleet.empty(minuteFrom(first - 1));
    return this.#fleet;
  }

  #judge(fleet: Fleet, minute: Minute, transitions: Transition[]): void {
    const { onWindow, onMinute, lists } = this.#settings;
    const summaries = this.#waiting.take(minute, this.#open.take(minute));
    const settings = { alertsFrom: this.#alertsFrom, slots: 1, orders: this.#orders, ...(lists && { lists }) };
    const edges = fleet.advance(summaries, settings, onWindow);
    this.#tick(minute, this.#attributed(edges), transitions);
    onMinute?.(minute, fleet);
  }

  #attributed(edges: readonly AlarmEdge[]): readonly AlarmEdge[] {
    if (edges.length === 0) return edges;
    const map = this.subjectMap();
    return edges.map((edge) => attributeEdge(edge, map));
  }

  #tick(until: Minute, edges: readonly AlarmEdge[], transitions: Transition[]): void {
    const { ledger, notices } = this.#decided;
    if (edges.length === 0 && ledger.incidents.length === 0 && !isWaiting(notices)) return;
    const told = {
      slot: 0,
      finalUntil: minuteFrom(until - 1),
      until,
      edges,
      activeFunctions: this.#activeFunctions(until),
    };
    const decision = decide(this.#decided, {
      now: startOf(tickOf(until)),
      slots: orderedEdges([told], this.#orders, knownAlarms(ledger)),
      orders: this.#orders,
      policy: this.#policy,
      minimumSeverity: this.#settings.minimumSeverity ?? 'medium',
    });
    this.#decided = { ledger: decision.ledger, notices: decision.notices };
    transitions.push(...decision.transitions);
    if (decision.due.length > 0) this.#settings.onNotices?.(decision.due);
  }

  #openMinutes(): Minute[] {
    return [...this.#open.minutes, ...this.#waiting.minutes];
  }

  #functionIds(): FunctionId[] {
    return [...(this.#fleet?.functionIds ?? [])].filter(isFunctionId);
  }

  /** Functions with a log line since the checkpoint that a deployed evaluator would have started from. */
  #activeFunctions(until: Minute): number {
    const horizon = until + 2 - REPLAY_HORIZON_MINUTES;
    const checkpoint = horizon - (horizon % HISTORY_MINUTES) - 1;
    return this.#fleet?.functionsActiveAfter(minuteFrom(checkpoint)) ?? 0;
  }

  /** Nothing is open for longer than an engine's memory is worth; `next` is the first minute of the silence. */
  #isLongSilence(next: Minute, until: Minute): boolean {
    if (until - next < START_OVER_MINUTES) return false;
    for (const minute of this.#openMinutes()) if (minute < next + START_OVER_MINUTES) return false;
    return true;
  }
}
