/** How often and how long to wait before doing something again. */
export interface RetryPolicy {
  /** The first one included. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/** About three seconds at most, so that a retried write ends well before the invocation does. */
export const DEFAULT_RETRY: RetryPolicy = { attempts: 7, firstDelayMs: 25, longestDelayMs: 1_000 };

/**
 * Full jitter: a random part of an exponentially growing delay, so that clients who failed together do not come back
 * together (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 * @param random in [0, 1)
 */
export const retryDelayMs = ({ firstDelayMs, longestDelayMs }: RetryPolicy, failures: number, random: number): number =>
  random * Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
