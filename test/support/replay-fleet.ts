import { type ReadWindowRecord, summaryOfRecord } from '../../lib/core/fold/window-record.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import { REPLAY_HORIZON_MINUTES, Replay } from '../../lib/core/pipeline/replay.ts';
import { type Minute, minute, startOf } from '../../lib/core/units.ts';
import type { WindowParts } from './windows.ts';

const SALT = 7;

/** What one minute of one function brings, by minutes since the fleet's beginning; `undefined` when nobody called. */
export type Life = (
  elapsed: number,
) => (Omit<WindowParts, 'versions' | 'memoryMb'> & { readonly version?: string }) | undefined;

export interface FleetStory {
  /** By name. */
  readonly functions: Readonly<Record<string, Life>>;
  readonly days: number;
  readonly learningDays?: number;
  /** First minute of the story. */
  readonly from: Minute;
}

const recordOf = (name: string, at: Minute, parts: NonNullable<ReturnType<Life>>) => ({
  t: new Date(startOf(at)).toISOString(),
  function: name,
  version: parts.version ?? '1',
  invocations: parts.invocations ?? 1,
  ...(parts.errors && { errors: parts.errors }),
  ...(parts.timeouts && { timeouts: parts.timeouts }),
  ...(parts.coldStarts && { coldStarts: parts.coldStarts }),
  ...(parts.kinds && { errorKinds: parts.kinds }),
  ...(parts.durationsMs && { durations: parts.durationsMs }),
  ...(parts.outbound && { outbound: parts.outbound }),
});

/** How the records of a story come in. */
export interface Delivery {
  /** By how many minutes a record comes after others of later minutes; below the horizon. */
  readonly delayMinutes?: () => number;
}

/** Replays window records of a fleet through the whole engine; everything that would have been published. */
export const replayFleet = (story: FleetStory, { delayMinutes }: Delivery = {}): Transition[] => {
  const { functions, days, learningDays = 14, from } = story;
  const replay = new Replay({ learnMinutes: learningDays * 1_440, region: 'eu-west-1', salt: SALT });
  const transitions: Transition[] = [];
  const held = new Map<number, ReadWindowRecord[]>();
  for (let elapsed = 0; elapsed < days * 1_440; elapsed++) {
    const at = minute(from + elapsed);
    for (const [name, life] of Object.entries(functions)) {
      const parts = life(elapsed);
      if (parts === undefined) continue;
      const read = summaryOfRecord(recordOf(name, at, parts), SALT);
      if (!read.ok) throw new RangeError(JSON.stringify(read.problem));
      const comes = elapsed + (delayMinutes?.() ?? 0);
      held.set(comes, [...(held.get(comes) ?? []), read.value]);
    }
    for (const { functionId, minute: of, summary } of held.get(elapsed) ?? []) {
      if (!replay.addSummary(functionId, of, summary)) throw new RangeError('a record came beyond the horizon');
    }
    held.delete(elapsed);
    if (delayMinutes === undefined) transitions.push(...replay.advance(at));
    else if (elapsed >= REPLAY_HORIZON_MINUTES) {
      transitions.push(...replay.advance(minute(at - REPLAY_HORIZON_MINUTES)));
    }
  }
  for (const records of held.values()) {
    for (const { functionId, minute: of, summary } of records) replay.addSummary(functionId, of, summary);
  }
  transitions.push(...replay.finish());
  return transitions;
};

/** What was opened, as `signal direction` of so many functions, at which minute of the story. */
export const openedOf = (transitions: readonly Transition[], from: Minute) =>
  transitions
    .filter(({ type }) => type === 'incident.opened')
    .map(({ at, incident }) => ({
      signal: incident.signal,
      direction: incident.members[0]?.evidence.direction,
      functions: incident.functionCount,
      severity: incident.severity,
      at: at / 60_000 - from,
      id: incident.id,
    }));
