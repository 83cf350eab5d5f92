import { destinationOf } from './destination.ts';

/** Longest authority that is looked at. */
export const MAX_AUTHORITY = 320;
export const MAX_SCHEME = 16;

/** Schemes that open a connection; `file:`, `node:`, `arn:` and `urn:` do not. */
const NETWORK_SCHEMES: ReadonlySet<string> = new Set(
  [
    'http https ws wss ftp ftps sftp ssh tcp udp tls ssl grpc grpcs ldap ldaps',
    'stratum stratum+tcp stratum+ssl stratum+tls stratum2+tcp socks4 socks5 socks5h',
    'postgres postgresql mysql mariadb mongodb mongodb+srv redis rediss amqp amqps nats',
    'mqtt mqtts kafka smtp smtps imap imaps memcached cassandra elasticsearch sqlserver',
    'jdbc:mysql jdbc:postgresql jdbc:mariadb jdbc:sqlserver jdbc:redshift telnet git rtmp',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Hosts that nobody calls: those in the names of namespaces and schemas, and those where error messages send the reader for
 * more.
 */
const LINKED_HOSTS: ReadonlySet<string> = new Set(
  [
    'www.w3.org w3.org schemas.xmlsoap.org schemas.microsoft.com schemas.openxmlformats.org json-schema.org',
    'schema.org purl.org xml.org java.sun.com xmlns.com xmlns.jcp.org ns.adobe.com docbook.org',
    'www.opengis.net opengis.net schemas.android.com xml.apache.org www.xmlsoap.org ogp.me xmlns.oracle.com',
    'docs.aws.amazon.com a.co nodejs.org docs.python.org aka.ms go.microsoft.com docs.microsoft.com',
    'learn.microsoft.com developer.mozilla.org urllib3.readthedocs.io docs.powertools.aws.dev errors.pydantic.dev',
  ].flatMap((line) => line.split(' ')),
);

export const isSchemeChar = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || // a-z
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x3a) || // 0-9 and the colon of jdbc:mysql:
  code === 0x2b; // +

/** Ends an authority: blanks, quotes, brackets that enclose, the path, query and fragment, a written-out escape. */
export const isAuthorityEnd = (code: number): boolean => code <= 0x20 || AUTHORITY_ENDS.has(code) || code === 0xa0;

const AUTHORITY_ENDS: ReadonlySet<number> = new Set(
  [...'/?#"\'<>\\^`{|}(),;!*$&=…“”‘’»«。，、'].map((char) => char.charCodeAt(0)),
);

/**
 * Calls `found` for the destination of every URL in `text`, left to right. One pass over the text; each `://` is
 * looked at within fixed distances, so that the time is O(length).
 */
export const scanUrls = (text: string, found: (destination: string) => void): void => {
  scanMarks(text, '://', found);
  // JSON inside text, by encoders that escape the slash.
  scanMarks(text, ':\\/\\/', found);
};

const scanMarks = (text: string, marker: string, found: (destination: string) => void): void => {
  for (let mark = text.indexOf(marker); mark >= 0; mark = text.indexOf(marker, mark + marker.length)) {
    const scheme = schemeBefore(text, mark);
    if (scheme === undefined) continue;
    const start = mark + marker.length;
    let end = start;
    while (end < text.length && end - start < MAX_AUTHORITY && !isAuthorityEnd(text.charCodeAt(end))) end++;
    const authority = text.slice(start, end);
    const destination = destinationOf(hostPart(authority), scheme);
    if (destination !== undefined && !isIdentifier(text, mark - scheme.length, end, destination)) found(destination);
  }
};

const schemeBefore = (text: string, mark: number): string | undefined => {
  let start = mark;
  while (start > 0 && mark - start < MAX_SCHEME && isSchemeChar(text.charCodeAt(start - 1))) start--;
  const candidate = text.slice(start, mark).toLowerCase();
  if (NETWORK_SCHEMES.has(candidate)) return candidate;
  // `url:https` or `2https`: the scheme is what follows the last colon or digit.
  const tail = /[a-z][a-z+]*$/.exec(candidate)?.[0];
  return tail !== undefined && NETWORK_SCHEMES.has(tail) ? tail : undefined;
};

/** Without user information, and without a bracket or stop that belongs to the sentence around. */
const hostPart = (authority: string): string => {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const closing = host.indexOf(']');
  return host.startsWith('[') || closing < 0 ? host : host.slice(0, closing);
};

const isIdentifier = (text: string, start: number, end: number, destination: string): boolean => {
  if (LINKED_HOSTS.has(destination)) return true;
  // An XML namespace of an AWS API: http://s3.amazonaws.com/doc/2006-03-01/
  if (destination.endsWith('.amazonaws.com') && text.startsWith('/doc/20', end)) return true;
  return /xmlns(?::[\w-]{1,40})?=\\?["']$/.test(text.slice(Math.max(0, start - 64), start));
};
