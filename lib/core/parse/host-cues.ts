import { destinationOf } from './destination.ts';
import { looksLikeHost } from './looks-like-host.ts';
import { HOST_CUES, POOL_WORDS } from './vocabulary.ts';

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
  for (const cue of HOST_CUES) {
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
