import { LEVEL_FIELDS } from './app-json.ts';
import { HOST_FIELDS, INBOUND_FIELDS, MAX_DEPTH, MAX_NODES } from './outbound-hints.ts';
import { RawLevels } from './raw-levels.ts';
import { isDigit, type RawText, rawBytesOf, standsAt } from './raw-reader.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COLON = 0x3a;
const BLANK = 0x20;
const SLASH = 0x2f;
const STOP = 0x2e;
const PLATFORM = rawBytesOf('"platform.');
/** The usual one of the level fields, asked first. */
const LEVEL = rawBytesOf(LEVEL_FIELDS[0]);
const QUOTE_ESCAPED = rawBytesOf('"');

/** Lines with more fields, or longer ones, are left to the parser where they hold URLs. */
const MOST_NAMES = 32;
/** A value takes two bytes at least, its comma included: this many bytes hold no more values than the parser visits. */
const LONGEST_WITH_URL = 2 * MAX_NODES;

/** What must be known of a field before the line counts as plain. */
type FieldRule = 'level' | 'host' | 'inbound' | 'type' | 'tells-more';

const RULES: ReadonlyMap<string, FieldRule> = new Map<string, FieldRule>([
  ...LEVEL_FIELDS.map((name) => [name, 'level'] as const),
  ...['errorType', 'errorMessage', '_aws'].map((name) => [name, 'tells-more'] as const),
  ['type', 'type'],
]);

/** Field names are compared in lower case where hosts are looked for. */
const ruleOf = (name: string): FieldRule | undefined => RULES.get(name) ?? hostRuleOf(name.toLowerCase());

const hostRuleOf = (name: string): FieldRule | undefined => {
  if (HOST_FIELDS.has(name)) return 'host';
  return INBOUND_FIELDS.has(name) ? 'inbound' : undefined;
};

/** 1 where a field of this length (high byte) and first letter (low byte, lower case) may have a rule. */
const MAY_HAVE_RULE = new Uint8Array(0x10000);
for (const name of [...RULES.keys(), ...HOST_FIELDS, ...INBOUND_FIELDS]) {
  MAY_HAVE_RULE[(name.length << 8) | (name.charCodeAt(0) | BLANK)] = 1;
}

/**
 * Recognises JSON lines of the function's own that say nothing but "a line was logged, below ERROR": no level that might
 * be an error, no error object, no field that might hold a host. Whether they are complete JSON does not matter then.
 */
export class RawAppJson {
  readonly #text: RawText;
  readonly #bytes: Uint8Array;
  readonly #levels: RawLevels;
  /** Hashes of the fields of the line, where it matters that each is there once. */
  readonly #names = new Int32Array(MOST_NAMES);

  constructor(text: RawText) {
    this.#text = text;
    this.#bytes = text.bytes;
    this.#levels = new RawLevels(text.bytes);
  }

  /**
   * Walks over the inner strings of the text from `start` to `end`, which is free of `\u`.
   * @param hasUrl whether it also matters that every URL in it counts: none in a field that names the caller, or that
   * comes twice, or too deep
   */
  isPlain(start: number, end: number, hasUrl: boolean): boolean {
    if (hasUrl && end - start > LONGEST_WITH_URL) return false;
    const bytes = this.#bytes;
    let names = 0;
    let nesting = 0;
    let at = start;
    while (at < end) {
      const byte = bytes[at];
      if (byte !== BACKSLASH) {
        if ((byte === 0x7b || byte === 0x5b) && ++nesting >= MAX_DEPTH && hasUrl) return false;
        at++;
      } else if (bytes[at + 1] !== QUOTE) at += 2;
      else {
        const name = at + 2;
        const nameEnd = this.#stringEnd(name, end);
        if (nameEnd < 0) return false;
        at = nameEnd + 2;
        while (bytes[at] === BLANK) at++;
        // A line break before the colon is JSON too, and nobody logs it.
        if (bytes[at] === BACKSLASH && bytes[at + 1] !== QUOTE) return false;
        if (bytes[at] !== COLON) continue;
        if (hasUrl && !this.#isNewName(name, nameEnd, names++)) return false;
        if (!this.#isPlainField(name, nameEnd, at + 1, end, hasUrl)) return false;
      }
    }
    return true;
  }

  /** End of the inner string that begins at `start`; -1 where it has none, or escapes that may stand for anything. */
  #stringEnd(start: number, end: number): number {
    const bytes = this.#bytes;
    let at = start;
    for (;;) {
      while (bytes[at] !== BACKSLASH && at < end) at++;
      if (at >= end) return -1;
      const next = bytes[at + 1];
      if (next === QUOTE) return at;
      at += 2;
      if (next !== BACKSLASH) continue;
      // The inner text has a backslash, which escapes what follows: a character, or one that is escaped itself.
      const escaped = bytes[at];
      if (escaped === 0x75 || escaped === 0x2f) return -1;
      at += escaped === BACKSLASH ? 2 : 1;
    }
  }

  /** Whether the line had no field of this name before; names with a slash or beyond ASCII are never new. */
  #isNewName(name: number, nameEnd: number, names: number): boolean {
    if (names >= MOST_NAMES) return false;
    let hash = nameEnd - name;
    for (let at = name; at < nameEnd; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte >= 0x80 || byte === SLASH) return false;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    for (let index = 0; index < names; index++) if (this.#names[index] === hash) return false;
    this.#names[names] = hash;
    return true;
  }

  #isPlainField(name: number, nameEnd: number, value: number, end: number, hasUrl: boolean): boolean {
    const bytes = this.#bytes;
    const length = nameEnd - name;
    if (length > 0xff || MAY_HAVE_RULE[(length << 8) | ((bytes[name] ?? 0) | BLANK)] === 0) return true;
    let at = value;
    while (bytes[at] === BLANK) at++;
    if (length === LEVEL.length && standsAt(bytes, name, LEVEL)) return this.#isHarmlessLevel(at);
    const field = this.#text.latin1(name, nameEnd);
    switch (ruleOf(field)) {
      case undefined:
        return true;
      case 'inbound':
        return !hasUrl;
      case 'tells-more':
        return false;
      case 'type':
        return !standsAt(bytes, at, PLATFORM);
      case 'level':
        return this.#isHarmlessLevel(at);
      case 'host':
        return this.#isNoHost(at, end, field);
    }
  }

  /** A known word, or pino's number of one. */
  #isHarmlessLevel(at: number): boolean {
    const bytes = this.#bytes;
    if (standsAt(bytes, at, QUOTE_ESCAPED)) {
      const end = this.#levels.end(at + QUOTE_ESCAPED.length, BACKSLASH);
      return end >= 0 && bytes[end + 1] === QUOTE;
    }
    const tens = bytes[at] ?? 0;
    const behind = bytes[at + 2] ?? 0;
    return tens >= 0x31 && tens <= 0x34 && isDigit(bytes[at + 1] ?? 0) && (behind === 0x2c || behind === 0x7d);
  }

  /**
   * A number, a string without a stop, or one with a slash: none is a bare name or address. A logger's own `hostname`
   * is no field to look for URLs in either.
   */
  #isNoHost(at: number, end: number, field: string): boolean {
    const bytes = this.#bytes;
    if (isDigit(bytes[at] ?? 0)) return true;
    if (!standsAt(bytes, at, QUOTE_ESCAPED)) return false;
    const start = at + QUOTE_ESCAPED.length;
    const stringEnd = this.#stringEnd(start, end);
    let hasStop = false;
    let hasSlash = false;
    for (let index = start; index < stringEnd; index++) {
      if (bytes[index] === STOP) hasStop = true;
      else if (bytes[index] === SLASH) hasSlash = true;
    }
    return stringEnd >= 0 && (hasSlash ? field.toLowerCase() !== 'hostname' : !hasStop);
  }
}
