import fc from 'fast-check';
import type { SummaryTable } from '../../../lib/core/fold/summary-table.ts';
import type { Table } from '../../../lib/core/pipeline/ports.ts';
import { epochMs, MS_PER_MINUTE } from '../../../lib/core/units.ts';
import { SUBSCRIPTION_FILTER } from '../log-payload.ts';
import { cellsOf, evaluatedTotals, historyInvocations, storedWindows, totalsOf } from '../stored-counts.ts';
import { type Cargo, cargoOf, START } from './cargo.ts';
import { type Chances, DeliverySimulation } from './delivery-simulation.ts';
import { type Step, step } from './step.ts';
import { SweptTable } from './swept-table.ts';

const SALT = 7;
const DAYS_MS = 5 * 1_440 * MS_PER_MINUTE;

/** Everything that chance decides about one run. */
export interface Schedule {
  readonly cargo: Cargo;
  readonly steps: readonly Step[];
  readonly slots: number;
  readonly isDispatched: boolean;
  readonly isClaimed: boolean;
  readonly chances: Chances;
}

export const scheduleOf = (mostCargo: number, mostSteps: number, of = step): fc.Arbitrary<Schedule> =>
  fc.record({
    cargo: cargoOf(mostCargo),
    steps: fc.array(of, { minLength: 1, maxLength: mostSteps, size: 'max' }),
    slots: fc.constantFrom(1, 1, 1, 2),
    isDispatched: fc.boolean(),
    isClaimed: fc.boolean(),
    chances: fc.record({
      waits: fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }),
      lags: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
      pageRows: fc.constantFrom(2, 5, 1_000),
      jumpMs: fc.constantFrom(0, 20_000),
    }),
  });

/** Three ways to look at what was counted, of which each must tell the truth. */
export interface Counts {
  /** Packed summaries, merged. */
  readonly stored: Record<string, string>;
  /** Totals of the checkpoints. */
  readonly evaluated: unknown;
  /** Invocations in the history. */
  readonly history: number;
}

/** Runs a schedule to its end: what the table says then, and what is true. */
export const countsOnce = async (
  table: Table,
  schedule: Schedule,
): Promise<{ readonly counted: Counts; readonly truth: Counts }> => {
  const windows = (await ran(table, schedule)).truth();
  const stored = await storedWindows(table, 1, epochMs(START - DAYS_MS), epochMs(START + DAYS_MS), SALT);
  return {
    counted: { stored: cellsOf(stored), ...(await evaluatedCounts(table)) },
    truth: { stored: cellsOf(windows), ...trueCounts(windows) },
  };
};

/** The same, and days later everything is delivered again. Packed summaries have expired by then: two ways are left. */
export const countsOnceAfter = async (
  days: number,
  schedule: Schedule,
): Promise<{ readonly counted: Omit<Counts, 'stored'>; readonly truth: Omit<Counts, 'stored'> }> => {
  const table = new SweptTable();
  const world = await ran(table, schedule);
  await world.repeatAfter(days, (now) => table.sweep(now));
  return { counted: await evaluatedCounts(table), truth: trueCounts(world.truth()) };
};

const evaluatedCounts = async (table: Table): Promise<Omit<Counts, 'stored'>> => ({
  evaluated: await evaluatedTotals(table),
  history: await historyInvocations(table, START),
});

const trueCounts = (windows: SummaryTable): Omit<Counts, 'stored'> => ({
  evaluated: totalsOf(windows),
  history: totalsOf(windows).starts,
});

const ran = async (
  table: Table,
  { cargo, steps, slots, isDispatched, isClaimed, chances }: Schedule,
): Promise<DeliverySimulation> => {
  const ingest = {
    region: 'eu-west-1',
    salt: SALT,
    slots,
    subscriptionFilter: SUBSCRIPTION_FILTER,
  };
  const evaluate = { salt: SALT, slots, learningMinutes: 0, historyDays: 35, minimumSeverity: 'low' } as const;
  const world = new DeliverySimulation({ table, cargo, ingest, evaluate, chances, isDispatched, isClaimed });
  await world.begin();
  for (const one of steps) await world.run(one);
  await world.drain();
  return world;
};
