import type { FunctionId, FunctionKey } from '../function-key.ts';
import type { Signal } from '../signal.ts';
import type { Minute } from '../units.ts';
import type { Evidence } from './verdict.ts';

/** Why an alarm closed: it went quiet, or it lasted so long that it is the new normal. */
export type ClosedBecause = 'quiet' | 'accepted';

/**
 * A change of one alarm of one (function, signal). Edges are pure replay: the same windows give the same edges.
 * `id` is `functionId|signal|openedAt` and names the alarm over its whole life, so edges may be written again.
 */
export type AlarmEdge = OpenAlarmEdge | ClosedAlarmEdge;

/** The alarm opened, or became graver. */
export interface OpenAlarmEdge extends EdgeOfAlarm {
  readonly type: 'opened' | 'updated';
  /** At the opening, or the strongest since. */
  readonly evidence: Evidence;
}

/** The alarm closed. What spoke for it was told when it opened, and is not kept in the state of every function. */
export interface ClosedAlarmEdge extends EdgeOfAlarm {
  readonly type: 'closed';
  readonly closedBecause: ClosedBecause;
}

interface EdgeOfAlarm {
  readonly id: string;
  readonly function: FunctionKey;
  readonly signal: Signal;
  /** The window whose evaluation decided. */
  readonly minute: Minute;
  readonly openedAt: Minute;
  /** Why it is told as an alarm of {@link function}, where it was raised for something else. */
  readonly attribution?: string;
}

/** The id of what an alarm was raised for, which is not always the function that it is told as. */
export const subjectIdOf = (alarmId: string): FunctionId =>
  alarmId.slice(0, alarmId.lastIndexOf('|', alarmId.lastIndexOf('|') - 1)) as FunctionId;
