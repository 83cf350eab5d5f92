import type { Signal } from '../../lib/core/signal.ts';
import type { Random } from '../fleet/random.ts';
import type { Facts } from './facts.ts';
import type { Habit } from './habit.ts';

/** What is hidden in records of other sources, with the signal that must tell, and how long it lasts (minutes). */
export const OUTSIDE_KINDS = {
  'bytes-new': { signal: 'outbound', minutes: [10, 60] },
  'bytes-known': { signal: 'outbound', minutes: [10, 60] },
  'flow-mining': { signal: 'outbound', minutes: [20, 120] },
  'flow-raw-ip': { signal: 'outbound', minutes: [20, 120] },
  'dns-tunnel': { signal: 'outbound', minutes: [15, 90] },
  'dns-generated': { signal: 'outbound', minutes: [15, 90] },
  'api-denied': { signal: 'api-calls', minutes: [5, 20] },
  'api-sensitive': { signal: 'api-calls', minutes: [5, 30] },
  'key-stolen': { signal: 'api-calls', minutes: [10, 60] },
  'key-second-place': { signal: 'api-calls', minutes: [30, 90] },
} as const satisfies Record<string, { signal: Signal; minutes: readonly [number, number] }>;

export type OutsideKind = keyof typeof OUTSIDE_KINDS;

export const ALL_OUTSIDE_KINDS = Object.keys(OUTSIDE_KINDS) as readonly OutsideKind[];

export interface OutsideLabel {
  readonly kind: OutsideKind;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly intruder: string;
}

const LETTERS = 'bcdfghjklmnpqrstvwxz0123456789';
const DOORS = [
  'iam:ListUsers',
  'ec2:DescribeInstances',
  'secretsmanager:ListSecrets',
  'rds:DescribeDBInstances',
  's3:ListAllMyBuckets',
  'lambda:ListFunctions',
  'iam:ListRoles',
  'kms:ListKeys',
] as const;
const GRABS = ['iam:CreateAccessKey', 'iam:AttachUserPolicy', 'sts:AssumeRole', 'cloudtrail:StopLogging'] as const;
/** Bytes a minute against those of an ordinary busy minute. */
const EXFILTRATION = 60;
const LEAST_SENT = 30e6;

/** What an intruder adds to the interface's records in one minute. */
export const disturbNetwork = (facts: Facts, { kind, intruder }: OutsideLabel, habit: Habit, random: Random): void => {
  const usual = habit.peers.reduce((sum, peer) => sum + peer.typicalBytes * Math.max(1, peer.callsPerInvocation), 0);
  const sent = Math.max(LEAST_SENT, usual * EXFILTRATION) * random.between(0.7, 1.3);
  switch (kind) {
    case 'bytes-new':
      facts.sent(`${intruder}:8443`, sent);
      break;
    case 'bytes-known':
      facts.sent(habit.peers[0]?.address() ?? intruder, sent);
      break;
    case 'flow-mining':
      facts.sent(`${intruder}:3333`, random.between(2_000, 9_000));
      break;
    case 'flow-raw-ip':
      facts.sent(`${intruder}:${random.pick([8_443, 4_431])}`, random.between(800, 5_000));
      break;
    case 'dns-tunnel':
      for (let count = random.integer(15, 40); count > 0; count--) {
        facts.lookedUp(
          `${random.letters(28, LETTERS)}.t.${intruder.replaceAll('.', '-')}.net`,
          `${intruder.replaceAll('.', '-')}.net`,
        );
      }
      break;
    case 'dns-generated': {
      const domain = `${random.letters(14, LETTERS)}.${random.pick(['com', 'xyz', 'top'])}`;
      facts.lookedUp(domain, domain);
      break;
    }
    default:
  }
};

/** What an intruder adds to the trail's records in one minute. */
export const disturbTrail = (
  facts: Facts,
  { kind, intruder, start }: OutsideLabel,
  minute: number,
  random: Random,
): void => {
  switch (kind) {
    case 'api-denied':
      for (let count = random.integer(2, 5); count > 0; count--) facts.called(random.pick(DOORS), 'AccessDenied');
      break;
    case 'api-sensitive':
      facts.called(GRABS[start % GRABS.length] ?? GRABS[0]);
      break;
    case 'key-stolen':
      facts.used('elsewhere', intruder, 'aws-cli', 'stolen');
      facts.called('s3:GetObject');
      break;
    case 'key-second-place':
      // In use by its owner and by somebody who says to be Lambda.
      facts.used('lambda', '18.2.3.4', 'boto3', `key${start}`);
      if (minute % 2 === 0) facts.used('lambda', intruder, 'boto3', `key${start}`);
      facts.called('s3:GetObject');
      break;
    default:
  }
};

const APART = 6 * 60;

/** Hides troubles of all kinds in turn. */
export const hideOutside = (
  random: Random,
  from: number,
  until: number,
  count: number,
  firstKind: number,
): readonly OutsideLabel[] => {
  const labels: OutsideLabel[] = [];
  for (let index = 0; index < count; index++) {
    const kind = ALL_OUTSIDE_KINDS[(firstKind + index) % ALL_OUTSIDE_KINDS.length] ?? 'bytes-new';
    const [shortest, longest] = OUTSIDE_KINDS[kind].minutes;
    const start = random.integer(from, until - longest);
    if (labels.some((label) => Math.abs(label.start - start) < APART)) continue;
    const intruder = `${random.integer(140, 200)}.${random.integer(1, 250)}.${random.integer(1, 250)}.${random.integer(1, 250)}`;
    labels.push({ kind, start, end: start + random.integer(shortest, longest), intruder });
  }
  return labels;
};
