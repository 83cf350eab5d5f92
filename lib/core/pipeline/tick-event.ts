import { fail, ok, type Result } from '../result.ts';
import { type EpochMs, epochMs, minuteOf, startOf } from '../units.ts';

export interface TickEventProblem {
  readonly code: 'tick.no_scheduled_time';
}

/** The minute that a scheduled event stands for: `scheduledTime` as the schedule fills it in, or `time` of an EventBridge rule. */
export const readTickEvent = (event: unknown): Result<EpochMs, TickEventProblem> => {
  if (typeof event !== 'object' || event === null) return fail({ code: 'tick.no_scheduled_time' });
  const { scheduledTime, time } = event as Readonly<Record<string, unknown>>;
  const text = scheduledTime ?? time;
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return fail({ code: 'tick.no_scheduled_time' });
  return ok(startOf(minuteOf(epochMs(at))));
};
