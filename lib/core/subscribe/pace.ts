import type { Clock } from '../pipeline/ports.ts';
import type { EpochMs } from '../units.ts';

/** Two calls a second: the account has five, and others need some. */
export const CALL_EVERY_MS = 500;

/** Nobody is served by asking a service that is busy more often than this. */
const LONGEST_WAIT_MS = 30_000;

export type Pause = (spanMs: number) => Promise<void>;

/** A service refused for a reason that passes: too many calls, a conflict, trouble of its own. Asking again is harmless. */
export class ServiceBusy extends Error {
  override readonly name = 'ServiceBusy';
}

/** Makes one call after the other, each as often as it takes. */
export type Paced = <Value>(call: () => Promise<Value>) => Promise<Value>;

/**
 * Calls at the pace that CloudWatch Logs allows, and ever more slowly while it is busy. Rejects with {@link ServiceBusy}
 * when the next try would begin after `until`, and with whatever else a call rejects with.
 */
export const paced =
  (clock: Clock, pause: Pause, until: EpochMs): Paced =>
  async (call) => {
    for (let waitMs = CALL_EVERY_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      try {
        const value = await call();
        await pause(CALL_EVERY_MS);
        return value;
      } catch (error) {
        if (!(error instanceof ServiceBusy) || clock() + waitMs >= until) throw error;
        await pause(waitMs);
      }
    }
  };
