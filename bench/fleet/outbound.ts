import type { Label } from './label.ts';
import type { Random } from './random.ts';

/** Where a function calls. */
export interface Outbound {
  readonly callsAt: (label: Label | undefined, minute: number, invocations: number) => ReadonlyMap<string, number>;
  readonly hasCalls: boolean;
}

const CONSONANTS = 'bcdfghjklmnpqrstvwxz0123456789';
const VENDORS = [
  'api.stripe.com',
  'hooks.slack.com',
  'api.sendgrid.com',
  'login.microsoftonline.com',
  'api.github.com',
  'maps.googleapis.com',
  'events.pagerduty.com',
  'api.twilio.com',
] as const;
const SERVICES = ['dynamodb', 'sqs', 'sns', 'secretsmanager', 'kms', 'events', 'lambda'] as const;
const REGION = 'eu-central-1';

interface Usual {
  readonly host: () => string;
  readonly callsPerInvocation: number;
}

const usualHosts = (random: Random): Usual[] => {
  const usual: Usual[] = [];
  const add = (host: () => string): void => {
    usual.push({ host, callsPerInvocation: random.logBetween(0.05, 2) });
  };
  for (let index = random.integer(0, 3); index > 0; index--) {
    const service = random.pick(SERVICES);
    add(() => `${service}.${REGION}.amazonaws.com`);
  }
  for (let index = random.integer(0, 2); index > 0; index--) {
    const vendor = random.chance(0.5) ? random.pick(VENDORS) : `api.${random.letters(7, 'aeiourstlnm')}.com`;
    add(() => vendor);
  }
  if (random.chance(0.2)) add(() => `bucket-${random.integer(1, 400)}.s3.${REGION}.amazonaws.com`);
  if (random.chance(0.12)) {
    // A content network: addresses rotate through a few networks, and a new network comes now and then.
    let network = random.integer(1, 250);
    add(() => {
      if (random.chance(0.002)) network = random.integer(1, 250);
      return `151.101.${random.chance(0.7) ? network : random.integer(1, 60)}.${random.integer(1, 250)}:443`;
    });
  }
  if (random.chance(0.12)) add(() => `t${random.integer(1, 300)}.tenants.myshopify.com`);
  return usual;
};

export const makeOutbound = (random: Random): Outbound => {
  const usual = usualHosts(random);
  const attackDomains = new Map<number, string>();
  const newDomain = (): string => `${random.letters(6, 'aeioumnrst')}-analytics.${random.pick(['io', 'net', 'co'])}`;
  /** A name of its own for every trouble. */
  const domainOf = (label: Label): string => {
    const known = attackDomains.get(label.start) ?? newDomain();
    attackDomains.set(label.start, known);
    return known;
  };
  const attackAddress = `${random.integer(20, 200)}.${random.integer(1, 250)}`;
  const strange = (label: Label, minute: number, invocations: number): readonly string[] => {
    const elapsed = minute - label.start;
    switch (label.kind) {
      case 'out-mining':
        return [random.chance(0.5) ? `pool.${random.letters(6, 'aeioumnrst')}.com:3333` : `${domainOf(label)}:14444`];
      case 'out-raw-ip':
        return [`${attackAddress}.${label.start % 250}.7${elapsed % 2 ? ':8443' : ''}`];
      case 'out-new-domain':
        return [`api.${domainOf(label)}`];
      case 'out-generated':
        return [`${random.letters(14, CONSONANTS)}.${random.pick(['com', 'net', 'top', 'xyz'])}`];
      case 'out-flood':
        return Array.from(
          { length: Math.min(40, 3 * invocations) },
          () => `${random.letters(8, 'aeioumnrst')}.${random.letters(6, 'aeioumnrst')}.com`,
        );
      default:
        return [];
    }
  };
  return {
    hasCalls: usual.length > 0,
    callsAt: (label, minute, invocations) => {
      const calls = new Map<string, number>();
      const add = (host: string, count: number): void => {
        if (count > 0) calls.set(host, (calls.get(host) ?? 0) + count);
      };
      const factor = label?.kind === 'out-volume' ? 8 : 1;
      for (const { host, callsPerInvocation } of usual)
        add(host(), random.poisson(invocations * callsPerInvocation * factor));
      if (label) for (const host of strange(label, minute, invocations)) add(host, 1);
      return calls;
    },
  };
};
