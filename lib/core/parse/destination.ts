/** `localhost`, the runtime API, the X-Ray daemon: every function talks to these. */
const OWN_ADDRESSES: ReadonlySet<string> = new Set(['169.254.100.1', '169.254.79.129', '0.0.0.0', '[::1]', '[::]']);
const METADATA_ADDRESSES: ReadonlySet<string> = new Set(['169.254.169.254', '169.254.170.2']);
const NO_HOSTS: ReadonlySet<string> = new Set(['localhost', 'undefined', 'null', 'none', 'nan', 'host', 'hostname']);

/** Longest DNS name. */
export const MAX_HOST = 253;
const PLAIN_HOST = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/;
export const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const ALPHABETIC_END = /(?:^|\.)[a-z][a-z0-9-]*$/;

/** Schemes whose usual port says nothing about the destination. */
const USUAL_PORT: ReadonlyMap<string, string> = new Map([
  ['http', '80'],
  ['ws', '80'],
  ['https', '443'],
  ['wss', '443'],
]);

/**
 * The name under which a call is counted: `host` or `host:port`, lower case, internationalised names in punycode,
 * IPv6 in brackets, ports 80 and 443 dropped where the scheme implies them. `undefined` for what is no host, and for
 * the environment's own addresses.
 *
 * @param authority what stands between `://` and the path, without user information
 * @param scheme of the URL, or empty
 */
export const destinationOf = (authority: string, scheme = ''): string | undefined => {
  const [rawHost, port] = splitPort(authority);
  const host = hostOf(rawHost);
  if (host === undefined || isOwn(host)) return undefined;
  const usual = USUAL_PORT.get(scheme);
  return port === '' || port === usual || (usual === undefined && port === '443') ? host : `${host}:${port}`;
};

const PORT = /^\d{1,5}$/;

/** Host and port of an authority; the port is empty where there is none. */
export const splitPort = (authority: string): readonly [host: string, port: string] => {
  const colon = authority.lastIndexOf(':');
  if (colon <= authority.lastIndexOf(']')) return [authority, ''];
  const port = authority.slice(colon + 1);
  if (port !== '' && !(PORT.test(port) && Number(port) <= 65_535)) return [authority.slice(0, colon), ''];
  return [authority.slice(0, colon), port === '' ? '' : String(Number(port))];
};

const hostOf = (raw: string): string | undefined => {
  const lower = raw.toLowerCase().replace(/\.{1,3}$/, '');
  if (lower === '' || lower.length > MAX_HOST) return undefined;
  if (PLAIN_HOST.test(lower) && !lower.includes('..')) {
    if (IPV4.test(lower)) return lower.split('.').every((part) => Number(part) <= 255) ? lower : undefined;
    if (ALPHABETIC_END.test(lower)) return lower;
  }
  return hostByUrlRules(lower);
};

/** Internationalised names, IPv6, and addresses written as one number or in hexadecimal, as URL parsers read them. */
const hostByUrlRules = (host: string): string | undefined => {
  if (/[\s"'<>\\^`{|}/?#@%*$(),;=!&]/.test(host)) return undefined;
  try {
    const { hostname } = new URL(`http://${host}/`);
    return PLAIN_HOST.test(hostname) || hostname.startsWith('[') ? hostname : undefined;
  } catch {
    // The URL parser's word for "no host".
    return undefined;
  }
};

const isOwn = (host: string): boolean =>
  NO_HOSTS.has(host) ||
  OWN_ADDRESSES.has(host) ||
  (IPV4.test(host) && host.startsWith('127.')) ||
  (IPV4.test(host) && host.startsWith('169.254.') && !METADATA_ADDRESSES.has(host));
