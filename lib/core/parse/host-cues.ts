import { destinationOf, looksLikeHost } from './destination.ts';

/** Error messages in which the name of a host stands bare, by client library. */
const CUES: readonly string[] = [
  // Node's dns and net
  'ENOTFOUND ',
  'EAI_AGAIN ',
  'ECONNREFUSED ',
  'ECONNRESET ',
  'ETIMEDOUT ',
  'EHOSTUNREACH ',
  'ENETUNREACH ',
  'Inaccessible host: `',
  // Java
  'UnknownHostException: ',
  'Connect to ',
  'Failed to connect to ',
  // Go
  'dial tcp ',
  'dial tcp: lookup ',
  'dial udp: lookup ',
  // Ruby, .NET, libpq
  'open TCP connection to ',
  'Name or service not known (',
  'Connection refused (',
  'connection to server at "',
  'could not translate host name "',
];

const MAX_WORD = 280;
const WORD_ENDS: ReadonlySet<string> = new Set([
  ' ',
  '\t',
  '\r',
  '\n',
  '"',
  "'",
  '`',
  ',',
  ';',
  ')',
  '(',
  '\\',
  '/',
  '>',
  '}',
]);

/** Every word before which {@link scanHostCues} finds a host: text without them names none. */
export const hostCueWords = (): readonly string[] => [...CUES, POOL_WORDS];

/** Calls `found` for the destinations that error messages name without a URL. O(length) for the fixed set of cues. */
export const scanHostCues = (text: string, found: (destination: string) => void): void => {
  for (const cue of CUES) {
    for (let at = text.indexOf(cue); at >= 0; at = text.indexOf(cue, at + cue.length)) {
      reportWord(wordAt(text, at + cue.length), found);
    }
  }
  scanPools(text, found);
};

const reportWord = (word: string, found: (destination: string) => void): void => {
  const trimmed = word.replace(/[.:]{1,3}$/, '');
  if (!looksLikeHost(trimmed)) return;
  const destination = destinationOf(trimmed);
  if (destination !== undefined) found(destination);
};

const wordAt = (text: string, start: number): string => {
  let end = start;
  while (end < text.length && end - start < MAX_WORD && !WORD_ENDS.has(text[end] ?? '')) end++;
  return text.slice(start, end);
};

const POOL_WORDS = "ConnectionPool(host='";
const POOL_PORT = /^', port=(\d{1,5})/;

/** urllib3: `HTTPSConnectionPool(host='api.example.com', port=443)`. */
const scanPools = (text: string, found: (destination: string) => void): void => {
  for (let at = text.indexOf(POOL_WORDS); at >= 0; at = text.indexOf(POOL_WORDS, at + POOL_WORDS.length)) {
    const start = at + POOL_WORDS.length;
    const host = wordAt(text, start);
    const port = POOL_PORT.exec(text.slice(start + host.length, start + host.length + 16))?.[1];
    const scheme = text[at - 1] === 'S' ? 'https' : 'http';
    const destination = destinationOf(port === undefined ? host : `${host}:${port}`, scheme);
    if (destination !== undefined && looksLikeHost(host)) found(destination);
  }
};
