import { fail, ok, type Result } from '../result.ts';
import { type EpochMs, epochMs, minuteOf, startOf } from '../units.ts';
import { LANES, type Slot } from './slot-layout.ts';

export interface TickEventProblem {
  readonly code: 'tick.no_scheduled_time' | 'tick.bad_slot';
}

export interface TickEvent {
  readonly now: EpochMs;
  /** Only this slot, as a dispatching tick asked for. */
  readonly slot?: Slot;
}

/** The minute that a scheduled event stands for: `scheduledTime` as the schedule fills it in, or `time` of an EventBridge rule. */
export const readTickEvent = (event: unknown): Result<TickEvent, TickEventProblem> => {
  if (typeof event !== 'object' || event === null) return fail({ code: 'tick.no_scheduled_time' });
  const { scheduledTime, time, slot: given } = event as Readonly<Record<string, unknown>>;
  const text = scheduledTime ?? time;
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return fail({ code: 'tick.no_scheduled_time' });
  const now = startOf(minuteOf(epochMs(at)));
  if (given === undefined) return ok({ now });
  const slot = slotFrom(given);
  return slot === undefined ? fail({ code: 'tick.bad_slot' }) : ok({ now, slot });
};

const slotFrom = (given: unknown): Slot | undefined => {
  if (typeof given !== 'object' || given === null) return undefined;
  const { slots, slot } = given as Readonly<Record<string, unknown>>;
  if (typeof slots !== 'number' || typeof slot !== 'number') return undefined;
  const isLayout = Number.isInteger(slots) && slots >= 1 && LANES % slots === 0;
  return isLayout && Number.isInteger(slot) && slot >= 0 && slot < slots ? { slots, slot } : undefined;
};
