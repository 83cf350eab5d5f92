import type { FailureKind, FunctionProfile, LogFormat, RuntimeFamily, TrafficShape } from './function-profile.ts';
import { Random } from './random.ts';
import { FAILURES, ROLES, type Role } from './roles.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

/** How a fleet is made up; repeated from the beginning for larger fleets. */
const MIX: readonly TrafficShape['kind'][] = [
  'http',
  'queue',
  'cron',
  'http',
  'bursty',
  'http',
  'sparse',
  'queue',
  'http',
  'cron',
  'http',
  'queue',
  'bursty',
  'cron',
];

const DIALECTS: readonly (readonly [RuntimeFamily, LogFormat])[] = [
  ['nodejs', 'Text'],
  ['python', 'Text'],
  ['nodejs', 'JSON'],
  ['java', 'Text'],
  ['python', 'JSON'],
  ['java', 'JSON'],
];

/** The functions of one simulated account: the same seed gives the same fleet. */
export const castFleet = (seed: number, functions: number): readonly FunctionProfile[] => {
  const random = new Random(`${seed}|cast`);
  const prefix = random.pick(['', '', 'shop-', 'prod-', 'acme-']);
  const roles = random.shuffled(ROLES);
  const dialects = random.shuffled(DIALECTS);
  return Array.from({ length: functions }, (_, index) => {
    const kind = MIX[index % MIX.length] ?? 'http';
    const known = roles.findIndex((role) => role.traffic === kind);
    const [role] = known < 0 ? [ROLES[index % ROLES.length]] : roles.splice(known, 1);
    const [runtime, logFormat] = dialects[index % dialects.length] ?? ['nodejs', 'Text'];
    if (role === undefined) throw new RangeError('the cast needs at least one role');
    // Roles that are used up come again under a numbered name.
    const name = known < 0 ? `${prefix}${role.name}-${index}` : `${prefix}${role.name}`;
    return castFunction(new Random(`${seed}|cast|${name}`), name, role, runtime, logFormat);
  });
};

const castFunction = (
  random: Random,
  name: string,
  role: Role,
  runtime: RuntimeFamily,
  logFormat: LogFormat,
): FunctionProfile => {
  const traffic = castTraffic(random, role.traffic);
  const isSlow = traffic.kind === 'cron' || traffic.kind === 'bursty';
  const durationMsMedian = Math.round(isSlow ? random.between(400, 2_600) : random.between(35, 420));
  return {
    key: { account: ACCOUNT, region: REGION, name },
    runtime,
    logFormat,
    traffic,
    memorySizeMb: random.pick([128, 256, 512, 1024]),
    timeoutMs: Math.max(6_000, Math.ceil((durationMsMedian * 25) / 1_000) * 1_000),
    durationMsMedian,
    durationSpread: random.between(0.22, 0.5),
    initMsMedian: runtime === 'java' ? random.between(900, 2_400) : random.between(160, 620),
    failureShare: random.pick([0, 0.0005, 0.001, 0.003, 0.008]),
    failureKinds: someFailures(random, runtime),
    outbound: role.hosts.map((host) => ({
      host: host.replace('{region}', REGION),
      path: `/v${random.integer(1, 3)}/${random.pick(['items', 'batch', 'lookup', 'records'])}`,
      callsPerInvocation: random.pick([0.3, 0.6, 1]),
    })),
    activity: role.activity,
    firstVersion: random.integer(1, 60),
  };
};

const someFailures = (random: Random, runtime: RuntimeFamily): readonly [FailureKind, ...FailureKind[]] => {
  const [first, second] = random.shuffled(FAILURES[runtime]);
  const usual = first ?? FAILURES[runtime][0];
  return second === undefined ? [usual] : [usual, second];
};

const castTraffic = (random: Random, kind: TrafficShape['kind']): TrafficShape => {
  switch (kind) {
    case 'http':
      return {
        kind,
        perMinuteAtPeak: random.between(2.5, 6.5),
        peakHour: random.between(11, 19),
        nightShare: random.between(0.1, 0.35),
        weekendShare: random.between(0.55, 1.05),
      };
    case 'queue':
      return {
        kind,
        perMinute: random.between(1.2, 3),
        batchSize: random.between(1.4, 3.5),
        nightShare: random.between(0.4, 1),
      };
    case 'cron':
      return {
        kind,
        everyMinutes: random.pick([1, 5, 5, 15, 60]),
        atMinute: random.integer(0, 59),
        invocationsEach: random.integer(1, 4),
      };
    case 'bursty':
      return {
        kind,
        perMinute: random.between(0.02, 0.15),
        burstsPerDay: random.between(4, 10),
        burstMinutes: random.between(4, 12),
        perMinuteInBurst: random.between(6, 14),
      };
    case 'sparse':
      return { kind, perDay: random.between(8, 40) };
  }
};
