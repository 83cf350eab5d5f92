import type { FunctionKey } from '../function-key.ts';
import { type Minute, minute } from '../units.ts';
import { type Alarm, newAlarm } from './alarm.ts';
import { type ChangeHistory, newChangeHistory } from './change-history.ts';
import { type DeployHistory, newDeployHistory } from './deploy-history.ts';
import { type DetectorStates, detectors, forEachSignal, WATCHED_SIGNALS, type WatchedSignal } from './detectors.ts';
import { resumeInvocations } from './invocations.ts';

/**
 * All that is remembered of one function. Time is lazy: an idle stretch changes nothing until a window with records comes
 * or `dueAt` is reached, and is then taken in at once, so that how often a clock ticks in between cannot matter.
 */
export interface FunctionState {
  readonly key: FunctionKey;
  /** No idle window before this can change a verdict or an alarm. Worked out by `advanceIdle`, not stored. */
  dueAt: Minute;
  /** Whether {@link dueAt} was worked out; until then it is the next minute. */
  isPlanned: boolean;
  readonly firstWindow: Minute;
  /** First window of the function's own log. Later than `firstWindow` where metrics taught before. */
  readonly logFrom: Minute;
  /** Every window up to and including this one has been taken in. */
  through: Minute;
  readonly deploys: DeployHistory;
  readonly changes: ChangeHistory;
  readonly detectors: DetectorStates;
  readonly alarms: Alarms;
  /** How many of {@link alarms} are open: nearly always none, and idle functions need not look at each. Not stored. */
  openAlarms: number;
}

export type Alarms = { readonly [S in WatchedSignal]: Alarm };

export const openAmong = (alarms: Alarms): number =>
  WATCHED_SIGNALS.reduce((open, signal) => open + (alarms[signal].isOpen ? 1 : 0), 0);

/** A function whose first window with records is `firstWindow`, which is yet to be taken in. */
export const newFunctionState = (key: FunctionKey, firstWindow: Minute): FunctionState => ({
  key,
  dueAt: firstWindow,
  isPlanned: false,
  firstWindow,
  logFrom: firstWindow,
  through: minute(firstWindow - 1),
  deploys: newDeployHistory(),
  changes: newChangeHistory(),
  detectors: forEachSignal<DetectorStates>((signal) => detectors[signal].create(firstWindow)),
  alarms: forEachSignal<Alarms>(newAlarm),
  openAlarms: 0,
});

/** What taught before a function's own log was seen. */
export interface TaughtBy {
  readonly knowsMetrics: boolean;
  readonly knowsNames: boolean;
}

/**
 * The function's own log is seen for the first time, at `firstWindow`: everything that is learnt from it begins there.
 * What other sources taught is kept, and what metrics and past lines taught as well: the time between the last of them and
 * the first line says nothing, as nobody listened.
 */
export const beginOwnLog = (
  state: FunctionState,
  firstWindow: Minute,
  { knowsMetrics, knowsNames }: TaughtBy,
): FunctionState => {
  const fresh = newFunctionState(state.key, firstWindow);
  const { outbound, 'api-calls': apiCalls, invocations, errors, duration } = state.detectors;
  const begun = {
    ...fresh,
    changes: state.changes,
    alarms: state.alarms,
    openAlarms: state.openAlarms,
    detectors: {
      ...fresh.detectors,
      outbound,
      'api-calls': apiCalls,
      ...(knowsNames && { 'new-error': state.detectors['new-error'] }),
    },
  };
  if (!knowsMetrics) return begun;
  resumeInvocations(invocations, firstWindow);
  const { firstWindow: taughtFrom } = state;
  return { ...begun, firstWindow: taughtFrom, detectors: { ...begun.detectors, invocations, errors, duration } };
};
