import { summaryOfRecord } from '../../lib/core/fold/window-record.ts';
import type { Transition } from '../../lib/core/incident/incident.ts';
import { Replay } from '../../lib/core/pipeline/replay.ts';
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

/** Replays window records of a fleet through the whole engine; everything that would have been published. */
export const replayFleet = ({ functions, days, learningDays = 14, from }: FleetStory): Transition[] => {
  const replay = new Replay({
    learnMinutes: learningDays * 1_440,
    region: 'eu-west-1',
    salt: SALT,
  });
  const transitions: Transition[] = [];
  for (let elapsed = 0; elapsed < days * 1_440; elapsed++) {
    const at = minute(from + elapsed);
    for (const [name, life] of Object.entries(functions)) {
      const parts = life(elapsed);
      if (parts === undefined) continue;
      const read = summaryOfRecord(recordOf(name, at, parts), SALT);
      if (!read.ok) throw new RangeError(JSON.stringify(read.problem));
      replay.addSummary(read.value.functionId, read.value.minute, read.value.summary);
    }
    transitions.push(...replay.advance(at));
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
