import type { Random } from '../fleet/random.ts';
import type { Facts } from './facts.ts';

/** What a function's interface and role do on an ordinary day. */
export interface Habit {
  /** Hosts that the function calls, for troubles that stay among them. */
  readonly peers: readonly Peer[];
  readonly actions: readonly Action[];
  /** Flow and DNS logs. */
  network(facts: Facts, minute: number, invocations: number): void;
  /** CloudTrail. */
  trail(facts: Facts, minute: number, invocations: number): void;
  /** A release adds a vendor, an action, or nothing: whether anything is new. */
  deploy(): boolean;
}

interface Peer {
  readonly address: () => string;
  readonly name: () => string;
  readonly domain: string;
  readonly callsPerInvocation: number;
  readonly typicalBytes: number;
  readonly spread: number;
}

interface Action {
  readonly name: string;
  readonly callsPerInvocation: number;
  /** Codes that belong to it, with their share of its calls. */
  readonly errors: readonly (readonly [code: string, share: number])[];
}

const ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'sqs:SendMessage',
  'sns:Publish',
  'events:PutEvents',
  'kms:Decrypt',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'states:StartExecution',
  'lambda:Invoke',
] as const;

const LETTERS = 'aeioumnrstl';
const DAY = 1_440;

const anAddress = (random: Random): string =>
  `${random.integer(13, 99)}.${random.integer(1, 250)}.${random.integer(1, 250)}.${random.integer(1, 250)}`;

const aPeer = (random: Random): Peer => {
  const domain = `${random.letters(7, LETTERS)}.${random.pick(['com', 'io', 'net'])}`;
  const fixed = anAddress(random);
  const networks = Array.from({ length: random.integer(1, 4) }, () => `104.18.${random.integer(1, 250)}`);
  const isContentNetwork = random.chance(0.3);
  const isTenanted = random.chance(0.1);
  return {
    // Content networks answer from many addresses, and from a new network now and then.
    address: () => {
      if (!isContentNetwork) return fixed;
      if (random.chance(0.0005)) networks[random.integer(0, networks.length - 1)] = `104.18.${random.integer(1, 250)}`;
      return `${networks[random.integer(0, networks.length - 1)]}.${random.integer(1, 250)}`;
    },
    name: () => (isTenanted ? `tenant-${random.integer(1, 400)}.${domain}` : `api.${domain}`),
    domain,
    callsPerInvocation: random.logBetween(0.05, 1.5),
    typicalBytes: random.logBetween(600, 200_000),
    spread: random.between(0.3, 1.1),
  };
};

const anAction = (random: Random): Action => ({
  name: random.pick(ACTIONS),
  callsPerInvocation: random.logBetween(0.02, 1.5),
  errors: [
    ...(random.chance(0.25) ? ([['NoSuchKey', random.between(0.01, 0.3)]] as const) : []),
    ...(random.chance(0.15) ? ([['ThrottlingException', random.between(0.001, 0.02)]] as const) : []),
    // A permission that was always missing, and nobody minds.
    ...(random.chance(0.08) ? ([['AccessDenied', random.between(0.005, 0.2)]] as const) : []),
  ],
});

export const makeHabit = (random: Random): Habit => {
  const peers = Array.from({ length: random.integer(1, 4) }, () => aPeer(random.fork()));
  const actions = Array.from({ length: random.integer(1, 6) }, () => anAction(random.fork()));
  const exportAt = random.chance(0.15) ? random.integer(0, DAY - 1) : undefined;
  const exported = random.logBetween(1e7, 1e9);
  // A gateway in each zone. Environments live for hours, each in one zone, with a key of its own or one for all.
  const gateways = Array.from({ length: random.integer(1, 3) }, () => anAddress(random));
  const sharesKeys = random.chance(0.3);
  const environment = (minute: number) => ({
    gateway: random.integer(0, gateways.length - 1),
    key: random.letters(6, LETTERS),
    until: minute + random.integer(60, 600),
  });
  const shared = { key: random.letters(6, LETTERS), until: 0 };
  const environments = Array.from({ length: random.integer(1, 4) }, () => environment(0));
  return {
    peers,
    actions,
    network: (facts, minute, invocations) => {
      for (const peer of peers) {
        const calls = Math.min(20, random.poisson(invocations * peer.callsPerInvocation));
        for (let call = 0; call < calls; call++) {
          facts.sent(peer.address(), peer.typicalBytes * Math.exp(peer.spread * random.normal()));
          // Answers stay in the cache for a while, so that few calls ask anew.
          if (random.chance(0.3)) facts.lookedUp(peer.name(), peer.domain);
        }
      }
      const [first] = peers;
      if (first && exportAt !== undefined && minute % DAY === exportAt) facts.sent(first.address(), exported);
    },
    trail: (facts, minute, invocations) => {
      if (shared.until <= minute) {
        shared.key = random.letters(6, LETTERS);
        shared.until = minute + random.integer(180, 720);
      }
      for (const [index, { until }] of environments.entries()) {
        if (until <= minute) environments[index] = environment(minute);
      }
      for (const { name, callsPerInvocation, errors } of actions) {
        const calls = Math.min(30, random.poisson(invocations * callsPerInvocation));
        for (let call = 0; call < calls; call++) {
          const error = errors.find(([, share]) => random.chance(share));
          facts.called(name, error?.[0]);
          const { gateway, key } = environments[random.integer(0, environments.length - 1)] ?? environment(minute);
          facts.used('lambda', gateways[gateway] ?? '18.1.1.1', 'boto3', sharesKeys ? shared.key : key);
        }
      }
    },
    deploy: () => {
      const before = peers.length + actions.length;
      if (random.chance(0.25)) peers.push(aPeer(random.fork()));
      if (random.chance(0.25)) actions.push(anAction(random.fork()));
      return peers.length + actions.length > before;
    },
  };
};
