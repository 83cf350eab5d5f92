import type { Minute } from '../../../core/units.ts';
import type { FunctionProfile } from './function-profile.ts';
import type { Invocation } from './invocation.ts';
import type { SimulatedFleet } from './simulated-fleet.ts';
import { type WindowRecord, windowRecordsOf } from './window-records.ts';

/** An invocation that arrived while learning but started after it: its lines belong to the watched days. */
export interface LeftOver {
  readonly profile: FunctionProfile;
  readonly invocations: readonly Invocation[];
}

/**
 * Runs the fleet up to `until` and gives its window records, ascending by minute. A cold start may begin a handler a
 * minute after its request came, so each minute is held back until the next one is known. Returns what started later.
 */
export function* learningDays(fleet: SimulatedFleet, until: Minute): Generator<WindowRecord, readonly LeftOver[]> {
  const waiting = new Map<FunctionProfile, Invocation[]>();
  while (fleet.minute < until) {
    for (const { profile, invocations } of fleet.nextMinute()) {
      const own = waiting.get(profile) ?? [];
      waiting.set(profile, own);
      own.push(...invocations);
    }
    yield* startedBefore(waiting, fleet.minute);
  }
  return [...waiting].map(([profile, invocations]) => ({ profile, invocations }));
}

function* startedBefore(waiting: Map<FunctionProfile, Invocation[]>, end: Minute): Generator<WindowRecord> {
  const endMs = end * 60_000;
  for (const [profile, invocations] of waiting) {
    const started = invocations.filter(({ startedAt }) => startedAt < endMs);
    const later = invocations.filter(({ startedAt }) => startedAt >= endMs);
    if (later.length === 0) waiting.delete(profile);
    else waiting.set(profile, later);
    yield* windowRecordsOf(profile, started);
  }
}
