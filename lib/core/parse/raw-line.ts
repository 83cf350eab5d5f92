import { STRING_TRAITS } from '../decode/json-string.ts';
import { hostCueWords } from './host-cues.ts';
import type { ReportFigures } from './observation.ts';
import { PLATFORM_RECORD, WARNING_PREFIX } from './parse-lambda-line.ts';
import { PLATFORM_BEGINNINGS, TIMED_OUT_WORDS } from './platform-text.ts';
import { RawAppJson } from './raw-app-json.ts';
import { RawLevels } from './raw-levels.ts';
import { RawMarkers } from './raw-markers.ts';
import { RawPlatformJson } from './raw-platform-json.ts';
import { ISO_LENGTH, isDigit, isIsoTime, type RawText, RequestIds, rawBytesOf, standsAt } from './raw-reader.ts';
import { RawReport } from './raw-report.ts';
import { RawUrls } from './raw-urls.ts';
import { REQUEST_ID_LENGTH } from './request-id.ts';
import { uncaughtWords } from './uncaught-error.ts';

/** What a line is, as far as it can be told without decoding it. */
export const RAW_LINE = {
  /** Only the parser tells. */
  unclear: 0,
  started: 1,
  ended: 2,
  reported: 3,
  initStarted: 4,
  /** A line of the function's own below ERROR. */
  app: 5,
} as const;

export type RawLineKind = (typeof RAW_LINE)[keyof typeof RAW_LINE];

const START = rawBytesOf('START RequestId: ');
const VERSION = rawBytesOf(' Version: ');
const LATEST = rawBytesOf('$LATEST');
const END = rawBytesOf('END RequestId: ');
const INIT_START = rawBytesOf('INIT_START Runtime Version: ');
const LINE_BREAK = rawBytesOf('\n');
const TAB = rawBytesOf('\t');
const TRACE_CONTEXT = rawBytesOf('[dd');
/** Lines that begin so are the platform's, or have another line in front. */
const SPECIAL_BEGINNINGS = [...PLATFORM_BEGINNINGS, WARNING_PREFIX].map(rawBytesOf);
const IS_SPECIAL_BEGINNING = new Uint8Array(256);
for (const [first = 0] of SPECIAL_BEGINNINGS) IS_SPECIAL_BEGINNING[first] = 1;

const { unicodeEscape, doubleSlash, escapedSlash, lineBreak } = STRING_TRAITS;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const BACKSLASH = 0x5c;
const BLANK = 0x20;
const COMMA = 0x2c;
const MOST_VERSION_DIGITS = 10;

/**
 * Tells from the bytes of a message, still escaped, what `parseLambdaLine` would make of it. Every answer but `unclear`
 * is what the parser says; the words that make a line unclear are the parser's own.
 */
export class RawLine {
  readonly #text: RawText;
  readonly #bytes: Uint8Array;
  readonly #ids: RequestIds;
  readonly #report: RawReport;
  readonly #platform: RawPlatformJson;
  readonly #appJson: RawAppJson;
  readonly #levels: RawLevels;
  readonly #urls: RawUrls;
  readonly #markers = new RawMarkers([...hostCueWords(), ...uncaughtWords(), TIMED_OUT_WORDS, PLATFORM_RECORD]);
  /** Of a line that is `reported`. */
  figures: ReportFigures | undefined;
  /** Of a line that is `started`, where it says. */
  version: string | undefined;

  constructor(text: RawText) {
    this.#text = text;
    this.#bytes = text.bytes;
    this.#ids = new RequestIds(text);
    this.#report = new RawReport(text, this.#ids);
    this.#platform = new RawPlatformJson(text);
    this.#appJson = new RawAppJson(text);
    this.#levels = new RawLevels(text.bytes);
    this.#urls = new RawUrls(text);
  }

  /** Of a line that is `app`: what it names, each once. */
  get destinations(): readonly string[] {
    return this.#urls.destinations;
  }

  /** Reads the message between two quotes that the walk over its string had these `traits`. */
  read(start: number, end: number, traits: number): RawLineKind {
    const bytes = this.#bytes;
    if (this.#urls.destinations.length > 0) this.#urls.destinations.length = 0;
    if ((traits & unicodeEscape) !== 0) return RAW_LINE.unclear;
    const first = bytes[start] ?? 0;
    if (first === BRACE) {
      if (this.#platform.isRecord(start)) return this.#platformRecord(start, end);
      return (traits & lineBreak) === 0 ? this.#body(start, end, traits, start + 1) : RAW_LINE.unclear;
    }
    if (isDigit(first)) return this.#tabbed(start, end, traits);
    if (first === BRACKET) return this.#bracketed(start, end, traits);
    if (IS_SPECIAL_BEGINNING[first] === 1) {
      const platform = this.#platformLine(start, end);
      if (platform !== RAW_LINE.unclear) return platform;
      if (SPECIAL_BEGINNINGS.some((words) => standsAt(bytes, start, words))) return RAW_LINE.unclear;
    }
    // Ruby's logger puts `I, ` in front; masked times begin with X. Java's errors go on over several lines.
    if (bytes[start + 1] === COMMA || first === 0x58 || (traits & lineBreak) !== 0) return RAW_LINE.unclear;
    return this.#body(start, end, traits);
  }

  #platformLine(start: number, end: number): RawLineKind {
    switch (this.#bytes[start]) {
      case 0x53: // S
        return this.#started(start, end);
      case 0x45: // E
        return this.#ended(start, end);
      case 0x52: // R
        this.figures = this.#report.read(start, end);
        return this.figures === undefined ? RAW_LINE.unclear : RAW_LINE.reported;
      case 0x49: // I
        return standsAt(this.#bytes, start, INIT_START) ? RAW_LINE.initStarted : RAW_LINE.unclear;
      default:
        return RAW_LINE.unclear;
    }
  }

  #started(start: number, end: number): RawLineKind {
    const bytes = this.#bytes;
    const id = start + START.length;
    if (!standsAt(bytes, start, START) || !this.#ids.standsAt(id)) return RAW_LINE.unclear;
    let at = id + REQUEST_ID_LENGTH;
    if (!standsAt(bytes, at, VERSION)) return RAW_LINE.unclear;
    at += VERSION.length;
    const version = at;
    if (standsAt(bytes, at, LATEST)) at += LATEST.length;
    else while (isDigit(bytes[at] ?? 0)) at++;
    if (at === version || at - version > MOST_VERSION_DIGITS || !this.#endsAt(at, end)) return RAW_LINE.unclear;
    this.version = bytes[version] === LATEST[0] ? '$LATEST' : this.#text.latin1(version, at);
    return RAW_LINE.started;
  }

  #ended(start: number, end: number): RawLineKind {
    const id = start + END.length;
    if (!standsAt(this.#bytes, start, END) || !this.#ids.standsAt(id)) return RAW_LINE.unclear;
    return this.#endsAt(id + REQUEST_ID_LENGTH, end) ? RAW_LINE.ended : RAW_LINE.unclear;
  }

  #endsAt(at: number, end: number): boolean {
    return at === end || (standsAt(this.#bytes, at, LINE_BREAK) && at + LINE_BREAK.length === end);
  }

  #platformRecord(start: number, end: number): RawLineKind {
    if (this.#platform.readStart(start, end)) {
      this.version = this.#platform.version;
      return RAW_LINE.started;
    }
    this.figures = this.#platform.readReport(start, end);
    return this.figures === undefined ? RAW_LINE.unclear : RAW_LINE.reported;
  }

  /** Node and .NET: `<ISO>Z⇥<id>⇥LEVEL⇥msg`. */
  #tabbed(start: number, end: number, traits: number): RawLineKind {
    if (!isIsoTime(this.#bytes, start)) return RAW_LINE.unclear;
    const id = this.#behindTab(start + ISO_LENGTH);
    if (id < 0 || !this.#ids.standsAt(id)) return RAW_LINE.unclear;
    const level = this.#behindTab(id + REQUEST_ID_LENGTH);
    const levelEnd = level < 0 ? -1 : this.#levels.end(level, BACKSLASH);
    const body = levelEnd < 0 ? -1 : this.#behindTab(levelEnd);
    return body < 0 ? RAW_LINE.unclear : this.#body(body, end, traits);
  }

  /** Python `[LEVEL]⇥<ISO>Z⇥<id>⇥msg`, Java `[LEVEL] msg`. */
  #bracketed(start: number, end: number, traits: number): RawLineKind {
    const bytes = this.#bytes;
    const levelEnd = this.#levels.end(start + 1, CLOSING_BRACKET);
    if (levelEnd < 0) return RAW_LINE.unclear;
    const behind = levelEnd + 1;
    if (bytes[behind] === BLANK && !isDigit(bytes[behind + 1] ?? 0)) return this.#body(behind + 1, end, traits);
    const time = this.#behindTab(behind);
    if (time < 0 || !isIsoTime(bytes, time)) return RAW_LINE.unclear;
    const id = this.#behindTab(time + ISO_LENGTH);
    if (id < 0 || !this.#ids.standsAt(id)) return RAW_LINE.unclear;
    const body = this.#behindTab(id + REQUEST_ID_LENGTH);
    return body < 0 ? RAW_LINE.unclear : this.#body(body, end, traits);
  }

  #behindTab(at: number): number {
    return standsAt(this.#bytes, at, TAB) ? at + TAB.length : -1;
  }

  /**
   * What was logged, behind a prefix that says a level below ERROR, or none.
   * @param searchFrom where telling words may begin: a record of the platform is none at the very start
   */
  #body(start: number, end: number, traits: number, searchFrom = start): RawLineKind {
    const bytes = this.#bytes;
    const first = bytes[start] ?? 0;
    // Blanks and their kin in front may hide JSON; a tracer's ids are not part of what was logged.
    if (first === BLANK || (first === BACKSLASH && start < end) || first >= 0x80) return RAW_LINE.unclear;
    if (standsAt(bytes, start, TRACE_CONTEXT) || (traits & escapedSlash) !== 0) return RAW_LINE.unclear;
    const hasUrl = (traits & doubleSlash) !== 0;
    if (first === BRACE) {
      if (!this.#appJson.isPlain(start, end, hasUrl)) return RAW_LINE.unclear;
    }
    if (hasUrl && !this.#urls.read(start, end, first === BRACE)) return RAW_LINE.unclear;
    return this.#markers.isIn(bytes, searchFrom, end) ? RAW_LINE.unclear : RAW_LINE.app;
  }
}
