import { describe, expect, it } from 'vitest';
import { learningDays } from '../../../../lib/cli/demo/fleet/learning-days.ts';
import { logLinesOf } from '../../../../lib/cli/demo/fleet/log-lines.ts';
import { SimulatedFleet } from '../../../../lib/cli/demo/fleet/simulated-fleet.ts';
import type { LogBatch } from '../../../../lib/core/decode/log-batch.ts';
import { foldBatch } from '../../../../lib/core/fold/fold-batch.ts';
import { mergeInto } from '../../../../lib/core/fold/merge-summary.ts';
import { resolveWindow } from '../../../../lib/core/fold/resolve-window.ts';
import type { Summary } from '../../../../lib/core/fold/summary.ts';
import { SummaryTable } from '../../../../lib/core/fold/summary-table.ts';
import { emptyTally } from '../../../../lib/core/fold/tally.ts';
import { summaryOfRecord } from '../../../../lib/core/fold/window-record.ts';
import { type FunctionId, functionIdOf } from '../../../../lib/core/function-key.ts';
import { addMinutes, epochMs, type Minute, minuteOf } from '../../../../lib/core/units.ts';

const FROM = minuteOf(epochMs(Date.UTC(2026, 2, 2)));
const SALT = 7;
const DAY = 1_440;

/** A watched day with an incident of each kind in it. */
const stretch = (seed: number): SimulatedFleet =>
  new SimulatedFleet({ seed, functions: 14, from: FROM, watchedFrom: FROM, until: addMinutes(FROM, DAY) });

const foldedLines = (fleet: SimulatedFleet, until: Minute): SummaryTable => {
  const table = new SummaryTable(SALT);
  const tally = emptyTally();
  while (fleet.minute < until) {
    for (const { profile, invocations } of fleet.nextMinute()) {
      for (const invocation of invocations) {
        const lines = logLinesOf(profile, invocation);
        const batch: LogBatch = {
          owner: profile.key.account,
          logGroup: `/aws/lambda/${profile.key.name}`,
          logStream: invocation.logStream,
          subscriptionFilters: [],
          events: lines.map(({ timestamp, message }, index) => ({ id: String(index), timestamp, message })),
        };
        foldBatch(batch, table, tally, { region: profile.key.region });
      }
    }
  }
  expect([...tally.skipped]).toEqual([]);
  return table;
};

const foldedRecords = (fleet: SimulatedFleet, until: Minute): SummaryTable => {
  const table = new SummaryTable(SALT);
  for (const record of learningDays(fleet, until)) {
    const read = summaryOfRecord(JSON.parse(JSON.stringify(record)), SALT);
    if (!read.ok) throw new Error(`bad record: ${read.problem.field}`);
    mergeInto(table.at(read.value.functionId, read.value.minute), read.value.summary);
  }
  return table;
};

/** Everything of a function that both forms can tell, over the whole stretch: an invocation may end in a later minute. */
const totals = (table: SummaryTable, id: FunctionId): Readonly<Record<string, unknown>> => {
  let invocations = 0;
  let errors = 0;
  let timeouts = 0;
  let coldStarts = 0;
  let durationUsSum = 0;
  const kinds = new Map<string, number>();
  const destinations = new Map<string, number>();
  const versions = new Map<string, number>();
  const add = (into: Map<string, number>, from: ReadonlyMap<string, number>): void => {
    for (const [name, count] of from) into.set(name, (into.get(name) ?? 0) + count);
  };
  const cells = [...table].filter((cell) => cell.functionId === id).sort((a, b) => a.minute - b.minute);
  let previous: Summary | undefined;
  let previousMinute = -1;
  for (const { minute, summary } of cells) {
    const marks = previous !== undefined && previousMinute === minute - 1 ? previous.failures : undefined;
    const window = resolveWindow(minute, summary, marks, true);
    previous = summary;
    previousMinute = minute;
    invocations += window.invocations;
    errors += window.errors;
    timeouts += window.timeouts;
    coldStarts += window.coldStarts;
    durationUsSum += summary.durationUsSum;
    add(kinds, window.errorKinds.named);
    add(destinations, window.destinations.named);
    add(versions, window.versions.named);
  }
  const sorted = (counts: Map<string, number>): [string, number][] => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    invocations,
    errors,
    timeouts,
    coldStarts,
    durationUsSum,
    kinds: sorted(kinds),
    destinations: sorted(destinations),
    versions: sorted(versions),
  };
};

describe('the simulated fleet', () => {
  it('tells the same story for the same seed and another one for another seed', () => {
    const told = (seed: number): string => {
      const fleet = stretch(seed);
      const lines: string[] = [];
      while (fleet.minute < FROM + 120) {
        for (const { profile, invocations } of fleet.nextMinute()) {
          for (const invocation of invocations)
            lines.push(...logLinesOf(profile, invocation).map((line) => line.message));
        }
      }
      return JSON.stringify([fleet.story, lines]);
    };
    expect(told(3)).toBe(told(3));
    expect(told(3)).not.toBe(told(4));
  });

  it('hides each kind of trouble once at least, each on a function of its own', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { incidents } = stretch(seed).story;
      expect(new Set(incidents.map(({ trouble }) => trouble.kind)).size).toBe(5);
      expect(new Set(incidents.map(({ functionName }) => functionName)).size).toBe(incidents.length);
    }
  });

  it('has varied functions of every runtime, log format and traffic shape', () => {
    const { profiles } = stretch(1);
    expect(profiles.length).toBeGreaterThanOrEqual(12);
    expect(new Set(profiles.map(({ key }) => key.name)).size).toBe(profiles.length);
    expect(new Set(profiles.map(({ traffic }) => traffic.kind)).size).toBe(5);
    expect(new Set(profiles.map(({ runtime, logFormat }) => `${runtime} ${logFormat}`)).size).toBe(6);
  });

  it('never runs two invocations at once in one environment', () => {
    const fleet = stretch(2);
    const busyUntil = new Map<string, number>();
    while (fleet.minute < FROM + DAY) {
      for (const { invocations } of fleet.nextMinute()) {
        for (const { logStream, startedAt, endedAt } of invocations) {
          expect(busyUntil.get(logStream) ?? 0).toBeLessThanOrEqual(startedAt);
          busyUntil.set(logStream, endedAt);
        }
      }
    }
  });

  it.each([1, 2, 3])('writes log lines that fold to what its window records say (seed %i)', (seed) => {
    const until = addMinutes(FROM, DAY);
    const fromRecords = foldedRecords(stretch(seed), until);
    const reference = stretch(seed);
    const fromLines = foldedLines(reference, until);
    let failures = 0;
    for (const { key } of reference.profiles) {
      const id = functionIdOf(key);
      const told = totals(fromLines, id);
      // What began after the last full minute is in the lines alone.
      const late = totals(lateCells(fromLines, until), id);
      expect(late['invocations']).toBeLessThanOrEqual(3);
      if (late['invocations'] === 0 && late['durationUsSum'] === 0) {
        expect(told).toEqual(totals(fromRecords, id));
        failures += Number(told['errors']);
      }
    }
    expect(failures).toBeGreaterThan(20);
  });
});

const lateCells = (table: SummaryTable, until: Minute): SummaryTable => {
  const late = new SummaryTable(SALT);
  for (const { functionId, minute, summary } of table) {
    if (minute >= until) mergeInto(late.at(functionId, minute), summary);
  }
  return late;
};
