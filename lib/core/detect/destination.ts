import { parse } from 'tldts';
import { hash32 } from '../hash.ts';

/**
 * What kind of place a function called. The kind decides how it is known: an AWS service by name whatever the Region, a
 * bucket as one of many, an address by its network, everything else by the domain somebody registered.
 */
export const DESTINATION_KINDS = [
  'aws-service',
  'bucket',
  'address',
  'domain',
  /** A name under a suffix that a host gives to its customers: `d111abc.cloudfront.net`. */
  'tenant',
  /** Inside the network: private addresses, names without a registered domain. */
  'internal',
  'metadata',
  /** The execution environment's own services. */
  'runtime',
] as const;
export type DestinationKind = (typeof DESTINATION_KINDS)[number];

export interface Destination {
  readonly kind: DestinationKind;
  /** Name by which it is known: `dynamodb`, `203.0.113.0/24`, `example.co.uk`. */
  readonly name: string;
  /** Host as called, in lower case and punycode, without port. */
  readonly host: string;
  /** As called; `undefined` for the scheme's own. */
  readonly port: number | undefined;
  /** What sets and budgets are keyed with. */
  readonly hash: number;
}

const USUAL_PORTS: ReadonlySet<number> = new Set([80, 443]);
const LONGEST_HOST = 253;
/** The instance metadata service; Lambda has none, so nothing of the runtime calls it. */
const METADATA_HOSTS: ReadonlySet<string> = new Set(['169.254.169.254', 'fd00:ec2::254', 'metadata.google.internal']);
/** Runtime API, X-Ray daemon and name server of the execution environment. */
const RUNTIME_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1', '169.254.100.1', '169.254.78.1']);
const AWS_SUFFIXES = ['.amazonaws.com', '.amazonaws.com.cn', '.api.aws', '.on.aws'] as const;
/** RFC 1918, RFC 6598, link-local, unique local. */
const PRIVATE_ADDRESS =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|127\.|f[cde])/;
/** Names that no public registry gives out; every other suffix is somebody's, listed or not. */
const INTERNAL_SUFFIX = /\.(local|internal|lan|corp|home|intranet|private|localdomain|home\.arpa)$/;
const REGION = /^[a-z]{2}(-[a-z]+){1,3}-[0-9]$/;

interface HostAndPort {
  readonly host: string;
  readonly port: number | undefined;
}

const portOf = (text: string): number | undefined => {
  const port = Number(text);
  return text !== '' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
};

/** Splits `host[:port]`, `[v6]:port`, or a URL; drops scheme, user, path and the root's dot. */
const splitHost = (raw: string): HostAndPort => {
  const text = raw
    .slice(0, 4 * LONGEST_HOST)
    .trim()
    .toLowerCase();
  const scheme = text.indexOf('://');
  const afterScheme = scheme < 0 ? text : text.slice(scheme + 3);
  const end = afterScheme.search(/[/?#\\\s]/);
  const authority = end < 0 ? afterScheme : afterScheme.slice(0, end);
  const address = authority.slice(authority.lastIndexOf('@') + 1);
  if (address.startsWith('[')) {
    const close = address.indexOf(']');
    return { host: address.slice(1, close < 0 ? undefined : close), port: portOf(address.slice(close + 2)) };
  }
  const colon = address.lastIndexOf(':');
  const isBareV6 = colon > 0 && address.indexOf(':') !== colon;
  const host = colon < 0 || isBareV6 ? address : address.slice(0, colon);
  return { host: host.replace(/\.+$/, ''), port: colon < 0 || isBareV6 ? undefined : portOf(address.slice(colon + 1)) };
};

/** Non-ASCII names as the punycode that is looked up; the URL parser of every runtime knows the tables. */
const toAscii = (host: string): string => {
  if (/^[\x20-\x7e]*$/.test(host)) return host;
  const url = `http://${host}/`;
  return URL.canParse(url) ? new URL(url).hostname : host;
};

const v4Network = (address: string): string => `${address.slice(0, address.lastIndexOf('.'))}.0/24`;

const v6Network = (address: string): string => {
  const url = `http://[${address}]/`;
  const canonical = URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
  const [head = ''] = canonical.split('::');
  const groups = head.split(':');
  return `${Array.from({ length: 3 }, (_, index) => groups[index] || '0').join(':')}::/48`;
};

/** `s3.eu-west-1` → bucket or service; `abc.execute-api.eu-west-1` → `execute-api`: the last label that names a service. */
const awsName = (host: string, suffix: string): { kind: 'aws-service' | 'bucket'; name: string } => {
  const labels = host
    .slice(0, -suffix.length)
    .split('.')
    .filter((label) => !REGION.test(label) && label !== 'dualstack');
  const service = labels.at(-1) ?? 'aws';
  const isStorage = service === 's3' || service.startsWith('s3-');
  if (isStorage && labels.length > 1) return { kind: 'bucket', name: `s3/${labels.slice(0, -1).join('.')}` };
  return { kind: 'aws-service', name: isStorage ? 's3' : service };
};

const classify = (host: string): { kind: DestinationKind; name: string } => {
  if (METADATA_HOSTS.has(host)) return { kind: 'metadata', name: host };
  if (RUNTIME_HOSTS.has(host)) return { kind: 'runtime', name: host };
  const suffix = AWS_SUFFIXES.find((candidate) => host.endsWith(candidate));
  if (suffix) return awsName(host, suffix);
  const parsed = parse(host, { allowPrivateDomains: true, validateHostname: false });
  if (parsed.isIp && PRIVATE_ADDRESS.test(host)) return { kind: 'internal', name: host };
  if (parsed.isIp) return { kind: 'address', name: host.includes(':') ? v6Network(host) : v4Network(host) };
  if (parsed.domain === null || INTERNAL_SUFFIX.test(host)) return { kind: 'internal', name: host };
  return { kind: parsed.isPrivate ? 'tenant' : 'domain', name: parsed.domain };
};

/** Names a destination as observed in a log. Total: any text gives some destination. */
export const destinationOf = (raw: string): Destination => {
  const split = splitHost(raw);
  const host = toAscii(split.host).slice(0, LONGEST_HOST);
  const port = split.port !== undefined && USUAL_PORTS.has(split.port) ? undefined : split.port;
  const { kind, name } = classify(host);
  // A network on an odd port is another thing than its web server; so is a domain.
  const key = port === undefined ? `${kind}:${name}` : `${kind}:${name}:${port}`;
  return { kind, name, host, port, hash: hash32(key) };
};
