import { DurationSketch } from '../../lib/core/fold/duration-sketch.ts';
import type { Window } from '../../lib/core/fold/window.ts';
import { minute } from '../../lib/core/units.ts';
import { simulateFleet } from '../fleet/fleet.ts';
import type { FleetWindow, LambdaFunction } from '../fleet/lambda-function.ts';
import { Random } from '../fleet/random.ts';
import { countsOf, Facts } from './facts.ts';
import { type Habit, makeHabit } from './habit.ts';
import { disturbNetwork, disturbTrail, hideOutside, type OutsideLabel } from './trouble.ts';

const DAY = 1_440;

export interface OutsideFleetOptions {
  readonly seed: number;
  readonly functions: number;
  readonly learningDays: number;
  readonly evaluatedDays: number;
  readonly incidentsPerFunction: number;
}

/** A function with its own log and trail records, and the interface that only it uses. */
export interface OutsideMinute {
  readonly own: Window | undefined;
  readonly network: Window | undefined;
}

/** The labelled fleet, seen by flow, DNS and CloudTrail logs as well; nothing but those troubles is hidden in it. */
export class OutsideFleet {
  readonly from: number;
  readonly alertsFrom: number;
  readonly until: number;
  readonly functions: readonly LambdaFunction[];
  readonly labels: readonly (readonly OutsideLabel[])[];
  /** When a release added somewhere to call, or something to do there. */
  readonly adoptions: readonly number[][];
  readonly #habits: readonly Habit[];
  readonly #random: Random;

  constructor(options: OutsideFleetOptions) {
    const base = simulateFleet({ ...options, incidentsPerFunction: 0 });
    this.functions = base.functions;
    this.adoptions = this.functions.map(() => []);
    this.from = base.from;
    this.alertsFrom = base.alertsFrom;
    this.until = base.until;
    this.#random = new Random(options.seed * 7_919 + 13);
    this.#habits = this.functions.map(() => makeHabit(this.#random.fork()));
    const { incidentsPerFunction: count } = options;
    this.labels = this.functions.map((_, index) =>
      hideOutside(this.#random.fork(), this.alertsFrom + DAY / 2, this.until - DAY / 4, count, index * count),
    );
  }

  /** Ascending minutes; each once. */
  at(index: number, now: number): OutsideMinute {
    const [lambda, habit] = [this.functions[index], this.#habits[index]];
    if (lambda === undefined || habit === undefined) return { own: undefined, network: undefined };
    const record = lambda.windowAt(now);
    const label = this.labels[index]?.find(({ start, end }) => now >= start && now < end);
    const [network, trail] = [new Facts(), new Facts()];
    if (lambda.deploys.includes(now)) {
      if (habit.deploy()) this.adoptions[index]?.push(now);
      trail.deployed('role/deploy/pipeline');
    }
    habit.network(network, now, record?.invocations ?? 0);
    if (record !== undefined) habit.trail(trail, now, record.invocations);
    if (label !== undefined) {
      disturbNetwork(network, label, habit, this.#random);
      disturbTrail(trail, label, now, this.#random);
    }
    return {
      own: record === undefined && trail.isEmpty ? undefined : windowOf(now, record, trail),
      network: network.isEmpty ? undefined : { ...windowOf(now, undefined, network), hasOwnLog: false },
    };
  }
}

const NOBODY = { invocations: 0, errors: 0, timeouts: 0, coldStarts: 0, memoryUsedMb: 0, memorySizeMb: 0 };

const windowOf = (now: number, record: FleetWindow | undefined, facts: Facts): Window => {
  const { invocations, errors, timeouts, coldStarts, memoryUsedMb, memorySizeMb } = record ?? NOBODY;
  const durations = new DurationSketch();
  for (const durationMs of record?.durationsMs ?? []) durations.add(Math.round(durationMs * 1_000));
  const destinations = new Map(record?.outbound);
  for (const [name, count] of facts.destinations) destinations.set(name, (destinations.get(name) ?? 0) + count);
  return {
    minute: minute(now),
    invocations,
    errors,
    timeouts,
    coldStarts,
    errorKinds: countsOf(record?.errorKinds ?? new Map()),
    durations,
    memoryUsedMbMax: memoryUsedMb,
    memorySizeMb,
    billedMsSum: 0,
    versions: countsOf(record === undefined ? new Map() : new Map([[record.version, invocations]])),
    destinations: countsOf(destinations),
    ...(!facts.isEmpty && { outside: facts.outside() }),
  };
};
