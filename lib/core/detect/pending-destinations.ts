import { MINUTES_PER_DAY, type Minute } from '../units.ts';

/** Destinations on probation, and for how long. */
const MOST_PENDING = 64;
export const PENDING_MINUTES = 14 * MINUTES_PER_DAY;
/** What was alerted on is remembered for longer, so that it is not news again. */
const REPORTED_MINUTES = 60 * MINUTES_PER_DAY;

/** A destination that is not known. */
export interface PendingDestination {
  readonly hash: number;
  calls: number;
  readonly firstAt: Minute;
  /** When it was last alerted on, 0 for never. It stays a stranger until it is accepted. */
  reportedAt: number;
}

/**
 * A destination on probation, put there if need be. Where too many are, the oldest makes room, and one that was alerted on
 * last of all: a flood must not keep the next stranger out.
 */
export const pendingFor = (state: { pending: PendingDestination[] }, hash: number, at: Minute): PendingDestination => {
  const found = state.pending.find((pending) => pending.hash === hash);
  if (found) return found;
  state.pending = state.pending.filter(
    ({ firstAt, reportedAt }) => at - firstAt < (reportedAt > 0 ? REPORTED_MINUTES : PENDING_MINUTES),
  );
  if (state.pending.length >= MOST_PENDING) {
    const oldestUnreported = state.pending.findIndex(({ reportedAt }) => reportedAt === 0);
    state.pending.splice(Math.max(0, oldestUnreported), 1);
  }
  const fresh = { hash, calls: 0, firstAt: at, reportedAt: 0 };
  state.pending.push(fresh);
  return fresh;
};
