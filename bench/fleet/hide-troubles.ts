import type { BenignKind, IncidentKind } from './label.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { Random } from './random.ts';
import type { TrafficClass } from './traffic.ts';

const DAY = 1_440;

/** When and where one kind of trouble can be found by anybody: enough calls must be touched. */
interface IncidentPlan {
  readonly classes: readonly TrafficClass[];
  /** Length in minutes. */
  readonly minutes: readonly [number, number];
  /** Calls that would usually come during it; it is lengthened to `most` minutes to reach them, else not hidden there. */
  readonly leastCalls: number;
  readonly mostMinutes: number;
  readonly suits?: (lambda: LambdaFunction) => boolean;
}

const STEADY = ['http', 'queue'] as const;
const CALLED = ['http', 'queue', 'bursty', 'cron'] as const;
const ALL = ['http', 'queue', 'bursty', 'cron', 'sparse'] as const;

const PLANS: Readonly<Record<IncidentKind, IncidentPlan>> = {
  'rate-x10': { classes: ['http', 'queue', 'sparse'], minutes: [30, 120], leastCalls: 6, mostMinutes: 480 },
  'rate-x3': { classes: ['http', 'queue', 'sparse'], minutes: [60, 180], leastCalls: 40, mostMinutes: 720 },
  'bursty-sustained': { classes: ['bursty'], minutes: [300, 600], leastCalls: 60, mostMinutes: 900 },
  'rate-drop': { classes: STEADY, minutes: [90, 300], leastCalls: 80, mostMinutes: 600 },
  silence: { classes: ['http', 'queue', 'sparse'], minutes: [40, 240], leastCalls: 30, mostMinutes: 900 },
  'cron-extra': {
    classes: ['cron'],
    minutes: [60, 120],
    leastCalls: 0,
    mostMinutes: 120,
    suits: (f) => f.traffic.typicalRate < 0.1,
  },
  'cron-burst': {
    classes: ['cron'],
    minutes: [120, 180],
    leastCalls: 2,
    mostMinutes: 180,
    suits: (f) => f.traffic.typicalRate >= 1 / 60,
  },
  'cron-missed': { classes: ['cron'], minutes: [240, 600], leastCalls: 8, mostMinutes: 900 },
  'error-spike': { classes: ['http', 'queue', 'bursty'], minutes: [30, 120], leastCalls: 60, mostMinutes: 300 },
  'few-errors': {
    classes: ALL,
    minutes: [60, 240],
    leastCalls: 20,
    mostMinutes: 900,
    suits: (f) => f.traffic.typicalRate < 1,
  },
  'new-error-kind': { classes: CALLED, minutes: [60, 240], leastCalls: 160, mostMinutes: 600 },
  'timeout-storm': { classes: CALLED, minutes: [30, 120], leastCalls: 40, mostMinutes: 480 },
  'cold-storm': {
    classes: STEADY,
    minutes: [40, 120],
    leastCalls: 60,
    mostMinutes: 240,
    suits: (f) => f.coldShare < 0.25,
  },
  'duration-x3': { classes: ALL, minutes: [30, 180], leastCalls: 25, mostMinutes: 720 },
  'duration-x1.5': { classes: CALLED, minutes: [90, 300], leastCalls: 200, mostMinutes: 600 },
  'deploy-duration': { classes: CALLED, minutes: [120, 360], leastCalls: 60, mostMinutes: 600 },
  'deploy-errors': { classes: CALLED, minutes: [60, 300], leastCalls: 80, mostMinutes: 600 },
  'poison-rate': { classes: STEADY, minutes: [7_200, 7_200], leastCalls: 2_000, mostMinutes: 7_200 },
  'poison-duration': { classes: STEADY, minutes: [7_200, 7_200], leastCalls: 2_000, mostMinutes: 7_200 },
  'out-mining': { classes: ALL, minutes: [30, 180], leastCalls: 8, mostMinutes: 480 },
  'out-raw-ip': { classes: ALL, minutes: [30, 180], leastCalls: 8, mostMinutes: 480 },
  'out-new-domain': { classes: ALL, minutes: [30, 180], leastCalls: 10, mostMinutes: 480 },
  'out-generated': { classes: CALLED, minutes: [30, 180], leastCalls: 10, mostMinutes: 480 },
  'out-volume': {
    classes: CALLED,
    minutes: [60, 180],
    leastCalls: 60,
    mostMinutes: 480,
    suits: (f) => f.outbound.hasCalls,
  },
  'out-flood': { classes: CALLED, minutes: [60, 120], leastCalls: 40, mostMinutes: 240 },
  'memory-climb': { classes: STEADY, minutes: [240, 360], leastCalls: 60, mostMinutes: 360 },
};

const BENIGN_PLANS: Readonly<Record<Exclude<BenignKind, 'deploy'>, readonly [number, number]>> = {
  'rate-growth': [720, 2_880],
  'rate-blip': [1, 2],
  'error-blip': [1, 3],
  'duration-drift': [600, 1_440],
  'cold-cluster': [4, 10],
  retries: [3, 3],
};

/** Quiet time around an incident, so that what follows one is not taken for another. */
const APART = DAY;

const lengthFor = (plan: IncidentPlan, lambda: LambdaFunction, random: Random): number | undefined => {
  if (!plan.classes.includes(lambda.trafficClass) || !(plan.suits?.(lambda) ?? true)) return undefined;
  const wanted = random.integer(plan.minutes[0], plan.minutes[1]);
  const needed = Math.ceil(plan.leastCalls / lambda.traffic.typicalRate);
  return needed > plan.mostMinutes ? undefined : Math.max(wanted, needed);
};

/** Usual calls that a trouble of this kind is planned to touch. */
export const leastCallsOf = (kind: IncidentKind): number => PLANS[kind].leastCalls;

/** Hides up to `count` incidents in [from, until): the kinds least used so far in the fleet come first. */
export const hideIncidents = (
  lambda: LambdaFunction,
  random: Random,
  from: number,
  until: number,
  count: number,
  used: Map<IncidentKind, number>,
): void => {
  for (let tries = 0; lambda.labels.length < count && tries < 40; tries++) {
    const kinds = (Object.keys(PLANS) as IncidentKind[])
      .map((kind) => ({ kind, order: (used.get(kind) ?? 0) + 2 * random.next() }))
      .sort((a, b) => a.order - b.order);
    const fitting = kinds.find(({ kind }) => lengthFor(PLANS[kind], lambda, random.fork()) !== undefined);
    if (!fitting) return;
    const length = lengthFor(PLANS[fitting.kind], lambda, random);
    if (length === undefined) continue;
    const start = random.integer(from, until - length - 1);
    const end = start + length;
    if (end >= until || lambda.labels.some((label) => start < label.end + APART && end + APART > label.start)) continue;
    lambda.labels.push({ kind: fitting.kind, start, end });
    used.set(fitting.kind, (used.get(fitting.kind) ?? 0) + 1);
    if (fitting.kind.startsWith('deploy-')) lambda.addDeploy(start);
  }
};

/** Sprinkles what must stay quiet over the whole time: some of every kind, about three a fortnight. */
export const sprinkleBenign = (lambda: LambdaFunction, random: Random, from: number, until: number): void => {
  const kinds = Object.keys(BENIGN_PLANS) as (keyof typeof BENIGN_PLANS)[];
  for (let minute = from + random.integer(0, 4 * DAY); minute < until; minute += random.integer(2 * DAY, 7 * DAY)) {
    const kind = kinds[random.integer(0, kinds.length - 1)] ?? 'retries';
    const [least, most] = BENIGN_PLANS[kind];
    const end = minute + random.integer(least, most);
    if (lambda.labels.some((label) => minute < label.end + 180 && end + 180 > label.start)) continue;
    lambda.benign.push({ kind, start: minute, end });
  }
  if (random.chance(0.5)) {
    const everyDays = random.between(2, 14);
    for (
      let minute = from + random.integer(0, 3 * DAY);
      minute < until;
      minute += Math.round(DAY * random.exponential(everyDays)) + 30
    ) {
      if (!lambda.labels.some((label) => Math.abs(minute - label.start) < 3 * DAY)) lambda.addDeploy(minute);
    }
  }
};
