import { usualAt } from '../baseline/usual-rate.ts';
import type { Window } from '../fold/window.ts';
import { type Minute, minute } from '../units.ts';
import { advanceAlarm, alarmDueAt, quietMinutesFor } from './alarm.ts';
import type { AlarmEdge } from './alarm-edge.ts';
import { noteChanges, recentChange, withChange } from './change-history.ts';
import { noteVersions, recentDeploy } from './deploy-history.ts';
import type { DetectContext } from './detect-context.ts';
import { NORMAL } from './detector.ts';
import { detectors, WATCHED_SIGNALS, type WatchedSignal } from './detectors.ts';
import { calibrationOf, phaseOf } from './function-phase.ts';
import { type FunctionState, METRIC_SIGNALS } from './function-state.ts';
import { advanceIdleInvocations, invocationsDueAt } from './invocations.ts';
import type { Moment } from './moment.ts';
import type { Verdict } from './verdict.ts';

const momentOf = (state: FunctionState, at: Minute, context: DetectContext, from = state.firstWindow): Moment => ({
  minute: at,
  phase: phaseOf(from, at, context),
  calibration: calibrationOf(from, context),
  deploy: recentDeploy(state.deploys, at),
  errorKinds: state.detectors['new-error'],
  change: recentChange(state.changes, at),
  context,
});

/** Signals that need no log of the function's own. */
const OUTSIDE_SIGNALS: ReadonlySet<WatchedSignal> = new Set<WatchedSignal>(['outbound', 'api-calls']);

const isToldBy = (signal: WatchedSignal, { hasOwnLog, isOfMetrics }: DetectContext): boolean => {
  if (isOfMetrics === true) return METRIC_SIGNALS.has(signal);
  return hasOwnLog !== false || OUTSIDE_SIGNALS.has(signal);
};

/** Quiet that closes an alarm where nothing tells how often to expect a record. */
const OUTSIDE_GAP_MINUTES = 20;

/** How long this function must look usual before an alarm closes. */
const quietMinutes = (state: FunctionState, { hasOwnLog }: DetectContext): number =>
  quietMinutesFor(
    hasOwnLog === false ? OUTSIDE_GAP_MINUTES : 1 / usualAt(state.detectors.invocations.usual, state.through),
  );

/** Tells alarm and detector about a verdict. */
const conclude = <S extends WatchedSignal>(
  state: FunctionState,
  signal: S,
  verdict: Verdict,
  moment: Moment,
  edges: AlarmEdge[],
): void => {
  const alarm = state.alarms[signal];
  if (verdict.kind !== 'anomalous' && !alarm.isOpen) return;
  const explained = withChange(verdict, moment.change);
  const change = advanceAlarm(
    alarm,
    signal,
    state.key,
    explained,
    moment.minute,
    quietMinutes(state, moment.context),
    edges,
  );
  if (change) detectors[signal][change](state.detectors[signal], moment);
};

const observe = <S extends WatchedSignal>(
  state: FunctionState,
  signal: S,
  window: Window,
  moment: Moment,
  edges: AlarmEdge[],
): void => {
  const verdict = detectors[signal].advance(state.detectors[signal], window, moment, state.alarms[signal].isOpen);
  conclude(state, signal, verdict, moment, edges);
};

const planNext = (state: FunctionState, context: DetectContext): void => {
  const quiet = quietMinutes(state, context);
  let due: number =
    context.hasOwnLog === false
      ? Number.MAX_SAFE_INTEGER
      : invocationsDueAt(state.detectors.invocations, state.through);
  for (const signal of WATCHED_SIGNALS) {
    const closing = alarmDueAt(state.alarms[signal], quiet);
    if (closing < due) due = closing;
  }
  state.dueAt = minute(Math.max(due, state.through + 1));
};

/** Takes in the idle stretch after `through` up to `until`, which lies in one quarter of an hour. */
const takeIdle = (state: FunctionState, until: Minute, context: DetectContext, edges: AlarmEdge[]): void => {
  const minutes = until - state.through;
  state.through = until;
  const moment = momentOf(state, until, context);
  const verdict =
    context.hasOwnLog === false
      ? NORMAL
      : advanceIdleInvocations(state.detectors.invocations, minutes, moment, state.alarms.invocations.isOpen);
  for (const signal of WATCHED_SIGNALS) {
    conclude(state, signal, signal === 'invocations' ? verdict : NORMAL, moment, edges);
  }
  planNext(state, context);
};

/**
 * Takes in idle windows up to `until`. Consumes `state`; law: the number of calls that a stretch is split into changes
 * neither edges nor stored bytes.
 */
export const advanceIdle = (
  state: FunctionState,
  until: Minute,
  context: DetectContext,
  edges: AlarmEdge[],
): FunctionState => {
  while (state.dueAt <= until) takeIdle(state, state.dueAt, context, edges);
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
  advanceIdle(state, before, context, edges);
  if (state.through < before) takeIdle(state, before, context, edges);
  noteVersions(state.deploys, window.versions.named, window.minute);
  noteChanges(state.changes, window.outside?.deploys, window.minute);
  state.through = window.minute;
  const moment = momentOf(state, window.minute, context);
  const { logFrom } = state;
  // Metrics may have taught for weeks what is usual, while everything else is as young as the log.
  const ofLog = logFrom === state.firstWindow ? moment : momentOf(state, window.minute, context, logFrom);
  for (const signal of WATCHED_SIGNALS) {
    if (!isToldBy(signal, context)) continue;
    observe(state, signal, window, METRIC_SIGNALS.has(signal) ? moment : ofLog, edges);
  }
  planNext(state, context);
  return state;
};
