import type { Window } from '../fold/window.ts';
import type { FunctionId } from '../function-key.ts';
import { isFunctionId } from '../subject.ts';

/** Sums over the fleet of what AWS counts for no function: for graphs of the dashboard. */
export interface SignalTotals {
  readonly timeouts: number;
  readonly coldStarts: number;
  readonly outboundCalls: number;
  /** Functions that used nine tenths of their memory or more. */
  readonly functionsNearMemoryLimit: number;
}

const NEAR_LIMIT = 0.9;

/** Adds up the windows of one minute. */
export class SignalCounter {
  #totals = { timeouts: 0, coldStarts: 0, outboundCalls: 0, functionsNearMemoryLimit: 0 };

  /** A `WindowObserver` of the fleet. */
  readonly observe = (id: FunctionId, window: Window): void => {
    if (!isFunctionId(id)) return;
    const { timeouts, coldStarts, destinations, memoryUsedMbMax, memorySizeMb } = window;
    const totals = this.#totals;
    totals.timeouts += timeouts;
    totals.coldStarts += coldStarts;
    totals.outboundCalls += outboundCallsOf({ destinations });
    if (memorySizeMb > 0 && memoryUsedMbMax >= NEAR_LIMIT * memorySizeMb) totals.functionsNearMemoryLimit++;
  };

  get totals(): SignalTotals {
    return this.#totals;
  }
}

/** Calls to all destinations, those beyond the cap included. */
export const outboundCallsOf = ({ destinations: { named, other } }: Pick<Window, 'destinations'>): number => {
  let calls = other;
  for (const count of named.values()) calls += count;
  return calls;
};
