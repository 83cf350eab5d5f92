import { usualAt } from '../baseline/usual-rate.ts';
import type { Window } from '../fold/window.ts';
import { type Minute, minute } from '../units.ts';
import { type Alarm, acceptAlarm, advanceAlarm, alarmDueAt, quietMinutesFor } from './alarm.ts';
import type { AlarmEdge } from './alarm-edge.ts';
import { apiCallsDetector } from './api-calls.ts';
import { noteChanges, recentChange, withChange } from './change-history.ts';
import { coldStartsDetector } from './cold-starts.ts';
import { noteVersions, recentDeploy } from './deploy-history.ts';
import type { DetectContext } from './detect-context.ts';
import { NORMAL } from './detector.ts';
import { detectors, WATCHED_SIGNALS, type WatchedSignal } from './detectors.ts';
import { durationDetector } from './duration.ts';
import { errorsDetector } from './errors.ts';
import { calibrationOf, phaseOf } from './function-phase.ts';
import { type FunctionState, openAmong } from './function-state.ts';
import { advanceIdleInvocations, invocationsDetector, invocationsDueAt } from './invocations.ts';
import { learnPlaces } from './learn-places.ts';
import { memoryDetector } from './memory.ts';
import type { Moment } from './moment.ts';
import { newErrorDetector } from './new-error.ts';
import { outboundTrafficDetector } from './outbound-traffic.ts';
import { timeoutsDetector } from './timeouts.ts';
import type { Verdict } from './verdict.ts';

const momentOf = (state: FunctionState, at: Minute, context: DetectContext, from = state.firstWindow): Moment => ({
  minute: at,
  phase: phaseOf(from, at, context),
  calibration: calibrationOf(from, at, context),
  deploy: recentDeploy(state.deploys, at),
  errorKinds: state.detectors['new-error'],
  change: recentChange(state.changes, at),
  context,
});

/** The moment as this signal's detector sees it: the alert line is where the function's owner wants it. */
const asOrdered = (moment: Moment, signal: WatchedSignal): Moment => {
  const { orders } = moment.context;
  if (orders === undefined) return moment;
  const { lineFactor = 1 } = moment.calibration;
  return { ...moment, calibration: { ...moment.calibration, lineFactor: lineFactor * orders.lineFactor(signal) } };
};

/** Quiet that closes an alarm where nothing tells how often to expect a record. */
const OUTSIDE_GAP_MINUTES = 20;

/** How long this function must look usual before an alarm closes. */
const quietMinutes = (state: FunctionState, { hasOwnLog }: DetectContext): number =>
  quietMinutesFor(
    hasOwnLog === false ? OUTSIDE_GAP_MINUTES : 1 / usualAt(state.detectors.invocations.usual, state.through),
  );

/** Tells alarm and detector about a verdict. Nearly always it is a quiet one about a quiet signal, which needs nothing. */
const conclude = <S extends WatchedSignal>(
  state: FunctionState,
  signal: S,
  alarm: Alarm,
  verdict: Verdict,
  moment: Moment,
  edges: AlarmEdge[],
): void => {
  if (verdict.kind === 'anomalous' || alarm.isOpen) tell(state, signal, alarm, verdict, moment, edges);
};

const tell = <S extends WatchedSignal>(
  state: FunctionState,
  signal: S,
  alarm: Alarm,
  verdict: Verdict,
  moment: Moment,
  edges: AlarmEdge[],
): void => {
  const explained = withChange(verdict, moment.change);
  const quiet = quietMinutes(state, moment.context);
  const change = advanceAlarm(alarm, signal, state.key, explained, moment.minute, quiet, edges);
  if (change) detectors[signal][change](state.detectors[signal], moment);
  if (alarm.isOpen && moment.context.orders?.isExpected(signal, moment.minute)) {
    acceptAlarm(alarm, signal, state.key, moment.minute, edges);
    detectors[signal].accepted(state.detectors[signal], moment);
  }
  state.openAlarms = openAmong(state.alarms);
};

/** What is said about calls; nothing about missing ones that may be on their way. */
const unlessLate = (state: FunctionState, verdict: Verdict, { mayBeLate }: DetectContext): Verdict =>
  verdict.kind === 'anomalous' &&
  verdict.evidence.direction === 'down' &&
  !state.alarms.invocations.isOpen &&
  mayBeLate?.(state)
    ? NORMAL
    : verdict;

/**
 * Shows a window to the detectors that the service's metrics could teach as well. Written out, here and below, signal by
 * signal: a loop over the table calls through it, and this is where replay spends its time.
 */
const judgeMetrics = (state: FunctionState, window: Window, moment: Moment, edges: AlarmEdge[]): void => {
  const { detectors: all } = state;
  const { invocations, errors, duration } = state.alarms;
  let verdict = invocationsDetector.advance(
    all.invocations,
    window,
    asOrdered(moment, 'invocations'),
    invocations.isOpen,
  );
  conclude(state, 'invocations', invocations, unlessLate(state, verdict, moment.context), moment, edges);
  verdict = errorsDetector.advance(all.errors, window, asOrdered(moment, 'errors'), errors.isOpen);
  conclude(state, 'errors', errors, verdict, moment, edges);
  verdict = durationDetector.advance(all.duration, window, asOrdered(moment, 'duration'), duration.isOpen);
  conclude(state, 'duration', duration, verdict, moment, edges);
};

/** Errors and destinations that past lines named; their counts are of whole days, and teach no rates. */
const learnNames = ({ detectors: all }: FunctionState, window: Window, moment: Moment): void => {
  if (window.errorKinds.named.size > 0) newErrorDetector.advance(all['new-error'], window, moment, false);
  if (window.destinations.named.size > 0) learnPlaces(all.outbound.places, window, moment);
};

/** … to those that need the function's own log, of which new errors may have been learnt earlier than the rest … */
const judgeOwnLog = (
  state: FunctionState,
  window: Window,
  moment: Moment,
  ofErrors: Moment,
  edges: AlarmEdge[],
): void => {
  const { detectors: all, alarms } = state;
  const { timeouts, memory } = alarms;
  const newError = alarms['new-error'];
  const coldStarts = alarms['cold-starts'];
  let verdict = timeoutsDetector.advance(all.timeouts, window, asOrdered(moment, 'timeouts'), timeouts.isOpen);
  conclude(state, 'timeouts', timeouts, verdict, moment, edges);
  verdict = newErrorDetector.advance(all['new-error'], window, asOrdered(ofErrors, 'new-error'), newError.isOpen);
  conclude(state, 'new-error', newError, verdict, ofErrors, edges);
  verdict = coldStartsDetector.advance(all['cold-starts'], window, asOrdered(moment, 'cold-starts'), coldStarts.isOpen);
  conclude(state, 'cold-starts', coldStarts, verdict, moment, edges);
  verdict = memoryDetector.advance(all.memory, window, asOrdered(moment, 'memory'), memory.isOpen);
  conclude(state, 'memory', memory, verdict, moment, edges);
};

/** … and to those that need none. */
const judgeOutside = (state: FunctionState, window: Window, moment: Moment, edges: AlarmEdge[]): void => {
  const { outbound } = state.alarms;
  const apiCalls = state.alarms['api-calls'];
  let verdict = outboundTrafficDetector.advance(
    state.detectors.outbound,
    window,
    asOrdered(moment, 'outbound'),
    outbound.isOpen,
  );
  conclude(state, 'outbound', outbound, verdict, moment, edges);
  verdict = apiCallsDetector.advance(
    state.detectors['api-calls'],
    window,
    asOrdered(moment, 'api-calls'),
    apiCalls.isOpen,
  );
  conclude(state, 'api-calls', apiCalls, verdict, moment, edges);
};

/** Works out {@link FunctionState.dueAt}: only where a function is idle at all, as busy ones never come to it. */
const planNext = (state: FunctionState, context: DetectContext): void => {
  let due: number =
    context.hasOwnLog === false
      ? Number.MAX_SAFE_INTEGER
      : invocationsDueAt(state.detectors.invocations, state.through);
  if (state.openAlarms > 0) {
    const quiet = quietMinutes(state, context);
    for (const signal of WATCHED_SIGNALS) due = Math.min(due, alarmDueAt(state.alarms[signal], quiet));
  }
  state.dueAt = minute(Math.max(due, state.through + 1));
  state.isPlanned = true;
};

/** Everything up to `at` was taken in; when next to look is left open until somebody asks. */
const moveTo = (state: FunctionState, at: Minute): void => {
  state.through = at;
  state.dueAt = minute(at + 1);
  state.isPlanned = false;
};

/** Takes in the idle stretch after `through` up to `until`, which lies in one quarter of an hour. */
const takeIdle = (state: FunctionState, until: Minute, context: DetectContext, edges: AlarmEdge[]): void => {
  const minutes = until - state.through;
  moveTo(state, until);
  const moment = momentOf(state, until, context);
  const verdict =
    context.hasOwnLog === false
      ? NORMAL
      : advanceIdleInvocations(
          state.detectors.invocations,
          minutes,
          asOrdered(moment, 'invocations'),
          state.alarms.invocations.isOpen,
        );
  conclude(state, 'invocations', state.alarms.invocations, unlessLate(state, verdict, context), moment, edges);
  if (state.openAlarms === 0) return;
  for (const signal of WATCHED_SIGNALS) {
    if (signal !== 'invocations') conclude(state, signal, state.alarms[signal], NORMAL, moment, edges);
  }
};

/**
 * Takes in idle windows up to `until`. Consumes `state`; law: the number of calls that a stretch is split into changes
 * neither edges nor stored bytes.
 * @param mustLook something outside the function makes this minute one in which a verdict may change
 */
export const advanceIdle = (
  state: FunctionState,
  until: Minute,
  context: DetectContext,
  edges: AlarmEdge[],
  mustLook = false,
): FunctionState => {
  while (state.dueAt <= until) {
    if (state.isPlanned) takeIdle(state, state.dueAt, context, edges);
    else planNext(state, context);
  }
  // What is expected from now on closes alarms, whether or not anything else is due.
  const isDue = mustLook || context.orders?.beginsExpecting(until);
  if (state.through < until && isDue) takeIdle(state, until, context, edges);
  return state;
};

/** Takes in one window with records, and the idle gap before it. Consumes `state`; appends alarm edges. */
export const advanceFunction = (
  state: FunctionState,
  window: Window,
  context: DetectContext,
  edges: AlarmEdge[],
): FunctionState => {
  if (window.minute <= state.through) return state;
  const before = minute(window.minute - 1);
  if (state.through < before) {
    advanceIdle(state, before, context, edges);
    if (state.through < before) takeIdle(state, before, context, edges);
  }
  noteVersions(state.deploys, window.versions.named, window.minute);
  noteChanges(state.changes, window.outside?.deploys, window.minute);
  moveTo(state, window.minute);
  const moment = momentOf(state, window.minute, context);
  const { logFrom } = state;
  // Metrics may have taught for weeks what is usual, while everything else is as young as the log.
  const ofLog = logFrom === state.firstWindow ? moment : momentOf(state, window.minute, context, logFrom);
  const { isOfMetrics, hasOwnLog, knowsNames } = context;
  if (isOfMetrics || hasOwnLog !== false) judgeMetrics(state, window, moment, edges);
  if (isOfMetrics) {
    learnNames(state, window, moment);
    return state;
  }
  if (hasOwnLog !== false) judgeOwnLog(state, window, ofLog, knowsNames ? moment : ofLog, edges);
  judgeOutside(state, window, ofLog, edges);
  return state;
};
