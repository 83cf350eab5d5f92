import type { Destination } from './destination.ts';

export interface DestinationRisk {
  /** 1 is a plain new domain; from 2 on one call is enough for an alert; from 2.5 on it is urgent. */
  readonly risk: number;
  /** In our own words, worst first. */
  readonly reasons: readonly string[];
  /** What no function of anybody's does for a good reason. */
  readonly isCritical: boolean;
}

interface RiskRule {
  readonly adds: number;
  readonly reason: string;
  readonly applies: (destination: Destination, label: string) => boolean;
}

/** Ports that mining pools listen on. */
const MINING_PORTS: ReadonlySet<number> = new Set([3333, 3334, 4444, 5555, 7777, 14433, 14444, 45700]);
const MINING_WORDS =
  /(^|[.-])(pool|mine|miner|miners|mining|stratum|xmr|xmrig|monero|nanopool|minexmr|hashvault|nicehash)/;
/** Top-level domains that are given away and mostly abused. */
const CHEAP_SUFFIXES = /\.(tk|ml|ga|cf|gq|top|xyz|icu|click|buzz|rest|monster|quest|cyou|sbs)$/;
/** Places where stolen data and stolen credentials are dropped. */
const DROP_SITES =
  /(^|\.)(webhook\.site|requestbin\.\w+|pipedream\.net|ngrok\.io|ngrok-free\.app|ngrok\.app|burpcollaborator\.net|oast\.\w+|interact\.sh|transfer\.sh|pastebin\.com|anonfiles\.com|onion|canarytokens\.com|dnslog\.cn)$/;

const GENERATED_LENGTH = 10;
const GENERATED_ENTROPY = 3;
const GENERATED_DIGITS = 2;
const GENERATED_VOWEL_SHARE = 0.25;

/** Shannon entropy of a label's letters, bits per letter. */
const entropyOf = (label: string): number => {
  const counts = new Map<string, number>();
  for (const letter of label) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / label.length) * Math.log2(count / label.length);
  return bits;
};

/** A label that looks drawn at random, as domain generation algorithms draw them. */
const looksGenerated = (label: string): boolean => {
  if (label.length < GENERATED_LENGTH || label.includes('-')) return false;
  const digits = label.replace(/[^0-9]/g, '').length;
  const vowels = label.replace(/[^aeiou]/g, '').length;
  const isOdd = digits >= GENERATED_DIGITS || vowels < GENERATED_VOWEL_SHARE * label.length;
  return isOdd && entropyOf(label) > GENERATED_ENTROPY;
};

/** The one pool that everybody asks: for the time. */
const TIME_POOL = /(^|\.)pool\.ntp\.org$/;

const isMining = ({ host, port }: Destination): boolean =>
  (MINING_WORDS.test(host) && !TIME_POOL.test(host)) || (port !== undefined && MINING_PORTS.has(port));

/** Kinds whose looks mean nothing: a bucket may be called what it likes, a database has a port of its own. */
const OWN_KINDS: ReadonlySet<Destination['kind']> = new Set(['aws-service', 'bucket', 'internal', 'runtime']);

/** Base risk by kind: services and buckets of AWS are what Lambda functions are for. */
const BASE_RISK: Readonly<Record<Destination['kind'], number>> = {
  'aws-service': 0.5,
  bucket: 0.5,
  internal: 0.5,
  runtime: 0,
  domain: 1,
  tenant: 1,
  address: 2,
  metadata: 5,
};

/** Worst first, so that reasons read in that order. Mining words do not count for AWS's own names and buckets. */
const RULES: readonly RiskRule[] = [
  { adds: 2, reason: 'mining pool by name or port', applies: (to) => isMining(to) },
  { adds: 1.5, reason: 'known drop site', applies: ({ host }) => DROP_SITES.test(host) },
  {
    adds: 1.5,
    reason: 'name looks generated',
    applies: ({ kind }, label) => kind === 'domain' && looksGenerated(label),
  },
  { adds: 1, reason: 'international name', applies: ({ host }) => host.includes('xn--') },
  { adds: 1, reason: 'unusual port', applies: ({ port }) => port !== undefined },
  { adds: 0.5, reason: 'often abused top-level domain', applies: ({ host }) => CHEAP_SUFFIXES.test(host) },
];

const BASE_REASON: Partial<Readonly<Record<Destination['kind'], string>>> = {
  metadata: 'instance metadata address; Lambda has none',
  address: 'bare address',
};

/** How alarming a call to a never-seen destination is, by its looks alone. */
export const riskOf = (destination: Destination): DestinationRisk => {
  const base = BASE_RISK[destination.kind];
  if (destination.kind === 'runtime') return { risk: 0, reasons: [], isCritical: false };
  const [label = ''] = destination.name.split('.');
  const isOwn = OWN_KINDS.has(destination.kind);
  const matching = isOwn ? [] : RULES.filter((rule) => rule.applies(destination, label));
  const baseReason = BASE_REASON[destination.kind];
  return {
    risk: matching.reduce((sum, rule) => sum + rule.adds, base),
    reasons: [...(baseReason ? [baseReason] : []), ...matching.map((rule) => rule.reason)],
    isCritical: destination.kind === 'metadata' || (!isOwn && isMining(destination)),
  };
};
