import { advanceFunction, advanceIdle } from '../../lib/core/detect/advance-function.ts';
import type { AlarmEdge, OpenAlarmEdge } from '../../lib/core/detect/alarm-edge.ts';
import type { DetectContext } from '../../lib/core/detect/detect-context.ts';
import { type FunctionState, newFunctionState } from '../../lib/core/detect/function-state.ts';
import { DurationSketch } from '../../lib/core/fold/duration-sketch.ts';
import type { NamedCounts, Window } from '../../lib/core/fold/window.ts';
import { type Minute, minute } from '../../lib/core/units.ts';

export const DAY = 1_440;
/** 2026-01-05T00:00Z, a Monday. */
export const MONDAY = minute(29_459_520);
export const SOME_FUNCTION = { account: '123456789012', region: 'eu-west-1', name: 'orders' };

const named = (counts: Readonly<Record<string, number>>): NamedCounts => ({
  named: new Map(Object.entries(counts)),
  other: 0,
  otherDistinct: 0,
});

export interface WindowParts {
  readonly invocations?: number;
  readonly errors?: number;
  readonly timeouts?: number;
  readonly coldStarts?: number;
  readonly kinds?: Readonly<Record<string, number>>;
  readonly durationsMs?: readonly number[];
  readonly outbound?: Readonly<Record<string, number>>;
  readonly versions?: Readonly<Record<string, number>>;
  readonly memoryMb?: readonly [used: number, size: number];
}

/** A window with one call of version 1, unless the parts say otherwise. */
export const aWindow = (at: number, parts: WindowParts = {}): Window => {
  const durations = new DurationSketch();
  for (const durationMs of parts.durationsMs ?? []) durations.add(durationMs * 1_000);
  return {
    minute: minute(at),
    invocations: parts.invocations ?? 1,
    errors: parts.errors ?? 0,
    timeouts: parts.timeouts ?? 0,
    coldStarts: parts.coldStarts ?? 0,
    errorKinds: named(parts.kinds ?? {}),
    durations,
    memoryUsedMbMax: parts.memoryMb?.[0] ?? 0,
    memorySizeMb: parts.memoryMb?.[1] ?? 0,
    billedMsSum: 0,
    versions: named(parts.versions ?? { '1': parts.invocations ?? 1 }),
    destinations: named(parts.outbound ?? {}),
  };
};

/** Nothing alerts in the first `learningDays` after Monday. */
export const contextAfter = (learningDays: number): DetectContext => ({
  alertsFrom: minute(MONDAY + learningDays * DAY),
  fleetSize: 10,
  prevalence: () => 0,
});

/** What one minute of a story brings; `undefined` when nobody called. */
export type Story = (sinceMonday: number) => WindowParts | undefined;

export interface Told {
  readonly edges: readonly AlarmEdge[];
  readonly state: FunctionState;
}

/** Lives through `days` of a story, minute by minute. */
export const tell = (story: Story, days: number, learningDays = 14, from = 0): Told => {
  const context = contextAfter(learningDays);
  const edges: AlarmEdge[] = [];
  let state: FunctionState | undefined;
  for (let elapsed = from; elapsed < days * DAY; elapsed++) {
    const at: Minute = minute(MONDAY + elapsed);
    const parts = story(elapsed);
    if (parts) {
      state = advanceFunction(state ?? newFunctionState(SOME_FUNCTION, at), aWindow(at, parts), context, edges);
    } else if (state && state.dueAt <= at) {
      state = advanceIdle(state, at, context, edges);
    }
  }
  if (!state) throw new RangeError('nobody called in this story');
  return { edges, state };
};

/** Seeded, so that a story is always the same. */
export const makeNoise = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

/** Poisson count by inversion; for means below some hundreds. */
export const poisson = (noise: () => number, mean: number): number => {
  let count = 0;
  let product = noise();
  const limit = Math.exp(-Math.min(mean, 500));
  while (product > limit) {
    count++;
    product *= noise();
  }
  return count;
};

export const openings = (told: Told, signal?: string): readonly OpenAlarmEdge[] =>
  told.edges
    .filter((edge) => edge.type !== 'closed')
    .filter((edge) => edge.type === 'opened' && (signal === undefined || edge.signal === signal));
