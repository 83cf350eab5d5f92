import { hideIncidents, sprinkleBenign } from './hide-troubles.ts';
import type { IncidentKind } from './label.ts';
import { LambdaFunction } from './lambda-function.ts';
import { Random } from './random.ts';
import type { TrafficClass } from './traffic.ts';

const DAY = 1_440;

export interface FleetOptions {
  readonly seed: number;
  readonly functions: number;
  readonly learningDays: number;
  readonly evaluatedDays: number;
  /** Incidents per function in the evaluated days; 0 for a fleet that must stay quiet. */
  readonly incidentsPerFunction: number;
}

export interface SimulatedFleet {
  readonly functions: readonly LambdaFunction[];
  /** First minute, first evaluated minute, end (exclusive). */
  readonly from: number;
  readonly alertsFrom: number;
  readonly until: number;
}

/** Shares of a real fleet: few busy services, many small jobs. */
const CLASSES: readonly TrafficClass[] = [
  'http',
  'http',
  'http',
  'http',
  'http',
  'http',
  'http',
  'queue',
  'queue',
  'queue',
  'queue',
  'bursty',
  'bursty',
  'bursty',
  'cron',
  'cron',
  'cron',
  'sparse',
  'sparse',
  'sparse',
];

/** 2025-06-02, plus up to a year: no season and no weekday is special. */
const EARLIEST = 29_146_560;

/** The same seed gives the same fleet, minute by minute. */
export const simulateFleet = (options: FleetOptions): SimulatedFleet => {
  const random = new Random(options.seed);
  const from = EARLIEST + DAY * random.integer(0, 364) + random.integer(0, DAY - 1);
  const alertsFrom = from + DAY * options.learningDays;
  const until = alertsFrom + DAY * options.evaluatedDays;
  const used = new Map<IncidentKind, number>();
  const functions = Array.from({ length: options.functions }, (_, index) => {
    const own = random.fork();
    const lambda = new LambdaFunction(`fn-${index}`, CLASSES[index % CLASSES.length] ?? 'http', own.fork());
    if (options.incidentsPerFunction > 0) {
      hideIncidents(lambda, own.fork(), alertsFrom + DAY / 2, until - DAY / 4, options.incidentsPerFunction, used);
    }
    sprinkleBenign(lambda, own.fork(), from, until);
    // Deploys were added by two hands.
    lambda.deploys.sort((a, b) => a - b);
    return lambda;
  });
  return { functions, from, alertsFrom, until };
};
