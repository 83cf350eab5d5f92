import { MAX_PER_LINE } from './outbound-hints.ts';
import { type RawText, rawBytesOf, standsAt } from './raw-reader.ts';
import { isAuthorityEnd, isSchemeChar, MAX_AUTHORITY, MAX_SCHEME, scanUrls } from './url-scan.ts';

const MARK_LENGTH = '://'.length;
const API_NAMESPACE = rawBytesOf('/doc/20');
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;
const COLON = 0x3a;
const SLASH = 0x2f;

/** Most URL beginnings remembered; a function calls a handful of hosts. */
const MAX_REMEMBERED = 4_096;

/** Remembered of what is no destination. */
const NONE = '';

const tableOf = (predicate: (code: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, code) => (predicate(code) ? 1 : 0));

const IS_SCHEME = tableOf(isSchemeChar);
const IS_END = tableOf((code) => code < 0x80 && isAuthorityEnd(code));
const IS_QUOTE = tableOf((code) => code === 0x22 || code === 0x27);

/**
 * Destinations of the URLs in a text, for texts in which every URL is written in plain ASCII. What a URL beginning
 * (`https://host:8443`) stands for is asked of `scanUrls` once and remembered.
 */
export class RawUrls {
  readonly #text: RawText;
  readonly #remembered = new Map<string, string>();
  /** Of the text read last, each once. */
  readonly destinations: string[] = [];

  constructor(text: RawText) {
    this.#text = text;
  }

  /**
   * False where only the whole text tells: names in other scripts, escapes in the way, namespaces.
   * @param isJson whether the text is JSON itself, its escapes escaped again
   */
  read(start: number, end: number, isJson: boolean): boolean {
    const { bytes } = this.#text;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== COLON || bytes[at + 1] !== SLASH || bytes[at + 2] !== SLASH) continue;
      const behind = this.#readUrl(start, at, isJson);
      if (behind < 0) return false;
      at = behind - 1;
    }
    return this.destinations.length < MAX_PER_LINE;
  }

  /** Behind the `://` at `mark`, or -1. */
  #readUrl(textStart: number, mark: number, isJson: boolean): number {
    const { bytes } = this.#text;
    let start = mark;
    while (start > textStart && mark - start < MAX_SCHEME && IS_SCHEME[bytes[start - 1] ?? 0] === 1) start--;
    // The first letter may be the second half of an escape: the `t` of `\thttps`.
    if (start < mark && bytes[start - 1] === BACKSLASH) {
      if (isJson) return -1;
      if (isEscaped(bytes, textStart, start)) start++;
    }
    const authority = mark + MARK_LENGTH;
    let end = authority;
    while (IS_END[bytes[end] ?? 0] === 0) {
      if ((bytes[end] ?? 0) >= 0x80 || end - authority >= MAX_AUTHORITY) return -1;
      end++;
    }
    if (standsAt(bytes, end, API_NAMESPACE) || isAttribute(bytes, textStart, start)) return -1;
    const destination = this.#destinationOf(this.#text.latin1(start, end));
    if (destination !== undefined && !this.destinations.includes(destination)) this.destinations.push(destination);
    return authority;
  }

  #destinationOf(url: string): string | undefined {
    const remembered = this.#remembered.get(url);
    if (remembered !== undefined) return remembered === NONE ? undefined : remembered;
    let found: string = NONE;
    scanUrls(url, (destination) => {
      found = destination;
    });
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(url, found);
    return found === NONE ? undefined : found;
  }
}

/** Whether an odd number of backslashes stands before `at`. */
const isEscaped = (bytes: Uint8Array, textStart: number, at: number): boolean => {
  let start = at;
  while (start > textStart && bytes[start - 1] === BACKSLASH) start--;
  return (at - start) % 2 === 1;
};

/** Whether a quote and an equals sign stand before `at`, as in `xmlns="http://…"`. */
const isAttribute = (bytes: Uint8Array, textStart: number, at: number): boolean => {
  let start = at - 1;
  if (start < textStart || IS_QUOTE[bytes[start] ?? 0] === 0) return false;
  while (start > textStart && bytes[start - 1] === BACKSLASH) start--;
  return start > textStart && bytes[start - 1] === EQUALS;
};
