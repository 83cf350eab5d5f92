import { destinationOf, looksLikeHost } from './destination.ts';

/** How a word that follows a cue is read. */
interface Cue {
  /** Words of an error message, exactly. */
  readonly words: string;
  /** Between words and host, where the message has something there. */
  readonly skip?: string;
}

/** Error messages in which the name of a host stands bare, by client library. */
const CUES: readonly Cue[] = [
  // Node's dns and net
  { words: 'ENOTFOUND ' },
  { words: 'EAI_AGAIN ' },
  { words: 'ECONNREFUSED ' },
  { words: 'ECONNRESET ' },
  { words: 'ETIMEDOUT ' },
  { words: 'EHOSTUNREACH ' },
  { words: 'ENETUNREACH ' },
  { words: 'Inaccessible host: `' },
  // Java
  { words: 'UnknownHostException: ' },
  { words: 'Connect to ' },
  { words: 'Failed to connect to ' },
  // Go
  { words: 'dial tcp ', skip: 'lookup ' },
  { words: 'dial udp ', skip: 'lookup ' },
  // Ruby, .NET, libpq
  { words: 'open TCP connection to ' },
  { words: 'Name or service not known (' },
  { words: 'Connection refused (' },
  { words: 'connection to server at "' },
  { words: 'could not translate host name "' },
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

/** Calls `found` for the destinations that error messages name without a URL. O(length) for the fixed set of cues. */
export const scanHostCues = (text: string, found: (destination: string) => void): void => {
  for (const { words, skip } of CUES) {
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const next = at + words.length;
      const start = skip !== undefined && text.startsWith(skip, next) ? next + skip.length : next;
      reportWord(wordAt(text, start), found);
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
