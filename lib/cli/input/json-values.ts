/** Longest JSON value that is parsed as a whole. Elements of long lists are cut out one by one and count by themselves. */
export const MAX_VALUE_CHARACTERS = 64 * 1024 * 1024;

/** Lists that may be as long as a file. */
const STREAMED_LISTS: readonly string[] = ['events', 'Records', 'records', 'Events'];

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

/** One value cut out of JSON text. */
export interface JsonValueText {
  readonly text: string;
  /** `events`, `Records`, … when it is an element of such a list; absent for a value of its own or of a plain list. */
  readonly list?: string;
}

export interface JsonCutterReport {
  /** A value longer than the cap was dropped. */
  onTooLong(): void;
  /** Text that belongs to no value was passed over, or the text ended within a value. */
  onUnreadable(): void;
}

/**
 * Cuts JSON text into values: objects side by side or joined without separator, pretty-printed or not, and the elements
 * of an outermost list. With `streamLists` also the elements of a list `events` or `Records` of an outermost object, so
 * that memory does not grow with the document. Looks at quotes and brackets only; whether a value is right JSON is for
 * `JSON.parse` to say.
 */
export class JsonCutter {
  readonly #report: JsonCutterReport;
  readonly #streamLists: boolean;
  readonly #maxCharacters: number;
  #pieces: string[] = [];
  #piecesLength = 0;
  /** What encloses the current value: nothing, a plain list, or an object (whose lists may be streamed). */
  #outer: 'none' | 'list' | 'object' = 'none';
  #list: string | undefined;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #inGarbage = false;
  #dropping = false;

  constructor(report: JsonCutterReport, streamLists: boolean, maxCharacters = MAX_VALUE_CHARACTERS) {
    this.#report = report;
    this.#streamLists = streamLists;
    this.#maxCharacters = maxCharacters;
  }

  push(text: string): JsonValueText[] {
    const values: JsonValueText[] = [];
    let start = this.#depth > 0 ? 0 : -1;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (unit === BACKSLASH) this.#escaped = true;
        else if (unit === QUOTE) this.#inString = false;
        continue;
      }
      if (unit === QUOTE) {
        if (this.#depth > 0 || this.#outer === 'object') this.#inString = true;
        else this.#garbage();
      } else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
        this.#inGarbage = false;
        if (this.#depth === 0) {
          if (unit === OPEN_BRACKET && this.#outer === 'none') {
            this.#outer = 'list';
            continue;
          }
          start = index;
        }
        this.#depth++;
        if (unit === OPEN_BRACKET && this.#depth === 2 && this.#outer === 'none') {
          const list = this.#streamedListBefore(text, start, index);
          if (list !== undefined) {
            this.#enterList(list);
            start = -1;
          }
        }
      } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) {
        if (this.#depth > 0) {
          this.#depth--;
          if (this.#depth === 0) {
            this.#finish(text.slice(start, index + 1), values);
            start = -1;
          }
        } else this.#closeOuter(unit);
      } else if (this.#depth === 0 && !isBetweenValues(unit)) this.#garbage();
    }
    if (this.#depth > 0) this.#hold(start <= 0 ? text : text.slice(start));
    return values;
  }

  /** Says whether the text ended within a value. */
  finish(): void {
    if (this.#depth > 0 || (this.#outer === 'list' && !this.#inGarbage)) this.#report.onUnreadable();
  }

  #finish(piece: string, values: JsonValueText[]): void {
    if (this.#outer === 'object' && this.#list === undefined) {
      // What follows a streamed list within its object, as in `"searchedLogStreams": [{…}]`, is not wanted.
    } else if (this.#dropping || this.#piecesLength + piece.length > this.#maxCharacters) this.#report.onTooLong();
    else {
      const text = this.#piecesLength === 0 ? piece : this.#pieces.join('') + piece;
      values.push(this.#list === undefined ? { text } : { text, list: this.#list });
    }
    this.#clear();
  }

  #hold(piece: string): void {
    if (this.#dropping) return;
    this.#pieces.push(piece);
    this.#piecesLength += piece.length;
    if (this.#piecesLength <= this.#maxCharacters) return;
    this.#clear();
    this.#dropping = true;
  }

  #clear(): void {
    this.#pieces = [];
    this.#piecesLength = 0;
    this.#dropping = false;
  }

  /** The key of the list that opens at `index`, when it is one whose elements are handed out one by one. */
  #streamedListBefore(text: string, start: number, index: number): string | undefined {
    if (this.#dropping || !this.#streamLists) return undefined;
    const before = (this.#pieces.join('') + text.slice(Math.max(0, start), index)).slice(-64);
    return STREAMED_LISTS.find((key) => new RegExp(`"${key}"\\s*:\\s*$`).test(before));
  }

  #enterList(list: string): void {
    this.#clear();
    this.#list = list;
    this.#outer = 'object';
    this.#depth = 0;
  }

  /** A bracket that closes what encloses the values, or a stray one. */
  #closeOuter(unit: number): void {
    if (this.#outer === 'list' && unit === CLOSE_BRACKET) this.#outer = 'none';
    else if (this.#outer === 'object') {
      this.#list = undefined;
      if (unit === CLOSE_BRACE) this.#outer = 'none';
    } else this.#garbage();
  }

  #garbage(): void {
    if (this.#outer === 'object' || this.#inGarbage) return;
    this.#inGarbage = true;
    this.#report.onUnreadable();
  }
}

/** White space, commas. */
const isBetweenValues = (unit: number): boolean => unit <= 32 || unit === 44 || unit === 0xfeff;
