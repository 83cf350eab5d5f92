import { harmlessLevelWords } from './level-words.ts';
import {
  HOST_FIELDS,
  INBOUND_FIELDS,
  LEVEL_FIELDS,
  PLATFORM_BEGINNINGS,
  PLATFORM_RECORD,
  TELLING_WORDS,
  WARNING_PREFIX,
} from './vocabulary.ts';

/** A name that means something to the scanner; groups and meanings are those of scanner/names.ts and scanner/app-json.ts. */
export interface ScannerName {
  readonly group: number;
  readonly meaning: number;
  readonly name: string;
}

const GROUPS = { levels: 1, fields: 2, foldedFields: 3 } as const;
const RULES = { level: 1, host: 2, ownHost: 3, inbound: 4, type: 5, tellsMore: 6 } as const;

/** The one field of a host that loggers use for their own machine. */
const OWN_HOST = 'hostname';

/** The parser's own names, so that the two cannot drift apart. */
export const scannerNames = (): readonly ScannerName[] => [
  ...harmlessLevelWords()
    .flatMap((word) => [word, word.toLowerCase(), `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`])
    .map((name) => ({ group: GROUPS.levels, meaning: 1, name })),
  ...LEVEL_FIELDS.map((name) => ({ group: GROUPS.fields, meaning: RULES.level, name })),
  ...['errorType', 'errorMessage', '_aws'].map((name) => ({
    group: GROUPS.fields,
    meaning: RULES.tellsMore,
    name,
  })),
  { group: GROUPS.fields, meaning: RULES.type, name: 'type' },
  ...[...HOST_FIELDS].map((name) => ({
    group: GROUPS.foldedFields,
    meaning: name === OWN_HOST ? RULES.ownHost : RULES.host,
    name,
  })),
  ...[...INBOUND_FIELDS].map((name) => ({ group: GROUPS.foldedFields, meaning: RULES.inbound, name })),
];

/** How lines begin that are the platform's, or have another line in front. */
export const scannerBeginnings = (): readonly string[] => [...PLATFORM_BEGINNINGS, WARNING_PREFIX];

/** A word as it stands inside a JSON string, where its rarest bytes begin, and the group it is searched with. */
export interface ScannerWord {
  readonly text: string;
  readonly anchor: number;
  readonly group: number;
}

const WORD_GROUPS = 8;
/** Bytes that a word is found by. */
const ANCHOR_LENGTH = 4;

/** Words that only the parser understands: a line with one of them has to be parsed. */
export const scannerWords = (): readonly ScannerWord[] => {
  // Up to the first quote: behind it the word reads otherwise inside JSON inside JSON.
  const cues = TELLING_WORDS.map((word) => word.split('"', 1).join());
  const words = [...new Set([...cues, PLATFORM_RECORD])].map((word) => {
    const text = JSON.stringify(word).slice(1, -1);
    return { text, anchor: anchorOf(text) };
  });
  // Neighbours in order share letters and their case: the fewer different ones in a group, the less it finds in vain.
  const anchored = ({ text, anchor }: (typeof words)[number]) => text.slice(anchor);
  words.sort((a, b) => (anchored(a) < anchored(b) ? -1 : 1));
  return words.map((word, index) => ({ ...word, group: Math.floor((index * WORD_GROUPS) / words.length) }));
};

/** How common characters are in logs, about: lower case and JSON's own marks first, then everything else. */
const COMMON = ' \\"etaoinsr:{lhdcumfpgw,ybvk';

const commonness = (char: string): number => {
  const place = COMMON.indexOf(char);
  return place < 0 ? 1 : 2 + COMMON.length - place;
};

const anchorOf = (text: string): number => {
  let rarest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + ANCHOR_LENGTH <= text.length; at++) {
    const product = commonness(text[at] ?? '') * commonness(text[at + 1] ?? '') * commonness(text[at + 2] ?? '');
    if (product < least) [rarest, least] = [at, product];
  }
  return rarest;
};
