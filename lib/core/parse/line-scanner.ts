import { brotliDecompressSync } from 'node:zlib';
import { EARLIEST_MS, LATEST_MS } from '../decode/read-event.ts';
import type { ReportFigures } from './observation.ts';
import { SCANNER_CODE } from './scanner-code.ts';
import { RUN_KINDS, type Span } from './scanner-layout.ts';
import { scannerBeginnings, scannerNames, scannerWords } from './scanner-vocabulary.ts';
import { isAuthorityEnd, isSchemeChar, MAX_AUTHORITY, MAX_SCHEME } from './url-scan.ts';
import { MAX_DEPTH, MAX_MB, MAX_MS, MAX_NODES } from './vocabulary.ts';

/** Places of what is found besides: 32 bits each, timestamps 64. */
const FOUND_END = 18;
const FOUND_URLS = 19;
const FOUND_STOP = 20;
const FOUND_EVENTS = 21;
const FOUND_REPORTS = 22;
const FOUND_CALLS = 23;
const FOUND_TIMESTAMP = 12;
const FOUND_FIRST_TIMESTAMP = 13;
const FOUND_ORIGIN = 28;
const FOUND_WORDS = 29;
/** Figures of a report, then a bit for each that it has. */
const REPORT_NUMBERS = 7;
const MOST_REPORTS = 128;
const MOST_CALLS = 256;
/** Added to the place of a URL that does not begin a line. */
const SAME_LINE = 0x10000;
/** Place of those bits. */
const FOUND_FIGURES = 6;
/** As in scanner/bytes.ts. */
const TEXT_BYTES = 66_048;
const MOST_URLS = 32;
const URL_WORDS = 3;

const URL_CLASSES = { scheme: 1, authorityEnd: 2 } as const;

/** Where the module keeps what, by the names of scanner/index.ts. */
type Place = 'TEXT' | 'FOUND' | 'COUNTS' | 'REPORTS' | 'CALLS' | 'URLS' | 'URL_CLASSES';

interface Scanner extends Readonly<Record<Place, { readonly value: number }>> {
  readonly memory: { readonly buffer: ArrayBuffer };
  readHeader(): number;
  readRun(at: number): number;
  keepOrigin(): number;
  keepUrl(index: number): number;
  addName(group: number, meaning: number, length: number): number;
  addBeginning(length: number): number;
  addWord(length: number, anchor: number, group: number): number;
  setLimits(
    ms: number,
    mb: number,
    depth: number,
    values: number,
    schemeLength: number,
    authorityLength: number,
    earliestMs: number,
    latestMs: number,
  ): void;
}

/**
 * Reads log events where they lie in a payload's text, still escaped, sixteen bytes at a time: WebAssembly made of
 * scanner/. Of each event it knows what `parseLambdaLine` would make of its message, or that only the parser can tell.
 * Events that follow each other make a run, of which it gives counts, figures and calls, as long as they are of one minute
 * and origin, whose starts are of one version, and whose URLs it has shown before.
 */
export class LineScanner {
  /** The payload's text: behind its end it must be zero for as long as `PayloadWindow` keeps it. */
  readonly text: Uint8Array;
  readonly #scanner: Scanner;
  readonly #buffer: Buffer;
  readonly #found: Uint32Array;
  readonly #foundNumbers: Float64Array;
  readonly #counts: Int32Array;
  readonly #reports: Float64Array;
  readonly #calls: Int32Array;
  readonly #urls: Int32Array;

  private constructor(scanner: Scanner) {
    const { buffer } = scanner.memory;
    this.#scanner = scanner;
    this.text = new Uint8Array(buffer, scanner.TEXT.value, TEXT_BYTES);
    this.#buffer = Buffer.from(buffer, scanner.TEXT.value, TEXT_BYTES);
    this.#found = new Uint32Array(buffer, scanner.FOUND.value, FOUND_WORDS);
    this.#foundNumbers = new Float64Array(buffer, scanner.FOUND.value, FOUND_WORDS >> 1);
    this.#counts = new Int32Array(buffer, scanner.COUNTS.value, RUN_KINDS);
    this.#reports = new Float64Array(buffer, scanner.REPORTS.value, REPORT_NUMBERS * MOST_REPORTS);
    this.#calls = new Int32Array(buffer, scanner.CALLS.value, MOST_CALLS);
    this.#urls = new Int32Array(buffer, scanner.URLS.value, URL_WORDS * MOST_URLS);
    this.#teach(new Uint8Array(buffer, scanner.URL_CLASSES.value, 256));
  }

  /** `undefined` where this machine has no WebAssembly with wide registers. */
  static create(): LineScanner | undefined {
    const scanner = instantiated();
    return scanner && new LineScanner(scanner);
  }

  /**
   * Reads a run of events from `at` on, and the one behind it that somebody has to look at: its kind, or how else the run
   * ended. The other members are about both.
   */
  readRun(at: number): number {
    return this.#scanner.readRun(at);
  }

  /** Reads the beginning of a payload. Where its first event begins, or 0 for another layout. */
  readHeader(): number {
    return this.#scanner.readHeader();
  }

  /**
   * Place of where the payload comes from, if that is known, see {@link keepOrigin}; its bitwise complement otherwise. Of
   * one place are headers that differ in nothing but the environment's id, whose length and characters are those of one.
   */
  get originPlace(): number {
    return (this.#found[FOUND_ORIGIN] ?? 0) | 0;
  }

  /** Says that the origin is known at its place from now on, and what was there no longer. False where it cannot be. */
  keepOrigin(): boolean {
    return this.#scanner.keepOrigin() !== 0;
  }

  start(span: Span): number {
    return this.#found[2 * span] ?? 0;
  }

  end(span: Span): number {
    return this.#found[2 * span + 1] ?? 0;
  }

  isEmpty(span: Span): boolean {
    return this.#found[2 * span] === this.#found[2 * span + 1];
  }

  /** The span's text, which is ASCII everywhere but in messages. */
  ascii(span: Span): string {
    return this.#buffer.toString('latin1', this.start(span), this.end(span));
  }

  /** Whether the span is exactly this text. */
  holds(span: Span, text: string): boolean {
    const start = this.start(span);
    if (text.length !== this.end(span) - start) return false;
    for (let index = 0; index < text.length; index++) {
      if (text.charCodeAt(index) !== this.text[start + index]) return false;
    }
    return true;
  }

  /** Behind the event. */
  get eventEnd(): number {
    return this.#found[FOUND_END] ?? 0;
  }

  get timestamp(): number {
    return this.#foundNumbers[FOUND_TIMESTAMP] ?? 0;
  }

  /** Of a line that is the function's own: URLs up to their paths. */
  get urls(): number {
    return this.#found[FOUND_URLS] ?? 0;
  }

  /** Where reading stopped: at the event, or behind the run. */
  get stoppedAt(): number {
    return this.#found[FOUND_STOP] ?? 0;
  }

  /** How many events the run has. */
  get runEvents(): number {
    return this.#found[FOUND_EVENTS] ?? 0;
  }

  get runTimestamp(): number {
    return this.#foundNumbers[FOUND_FIRST_TIMESTAMP] ?? 0;
  }

  /** Events of the run that are of a kind. */
  count(kind: number): number {
    return this.#counts[kind] ?? 0;
  }

  get reports(): number {
    return this.#found[FOUND_REPORTS] ?? 0;
  }

  /** URLs of the run that stand for something. */
  get calls(): number {
    return this.#found[FOUND_CALLS] ?? 0;
  }

  /** Place of a URL of the run, see {@link keepUrl}. */
  callPlace(index: number): number {
    return (this.#calls[index] ?? 0) & (SAME_LINE - 1);
  }

  /** Whether a URL of the run stands in the same line as the one before. */
  isSameLine(index: number): boolean {
    return (this.#calls[index] ?? 0) >= SAME_LINE;
  }

  url(index: number): string {
    const from = URL_WORDS * index;
    return this.#buffer.toString('latin1', this.#urls[from], this.#urls[from + 1]);
  }

  /** Place of a URL if it is known, see {@link keepUrl}; its bitwise complement otherwise. */
  urlPlace(index: number): number {
    return this.#urls[URL_WORDS * index + 2] ?? 0;
  }

  /** Says that a URL is known at its place from now on, and what was there no longer. False for long ones. */
  keepUrl(index: number): boolean {
    return this.#scanner.keepUrl(index) !== 0;
  }

  /** What a report of the run says. */
  report(index: number): ReportFigures {
    return {
      durationUs: this.#figure(index, 0, 1_000) ?? 0,
      billedMs: this.#figure(index, 1, 1),
      memorySizeMb: this.#figure(index, 2, 1),
      memoryUsedMb: this.#figure(index, 3, 1),
      initUs: this.#figure(index, 4, 1_000),
      restoreUs: this.#figure(index, 5, 1_000),
    };
  }

  #figure(report: number, figure: number, scale: number): number | undefined {
    const first = REPORT_NUMBERS * report;
    const found = this.#reports[first + FOUND_FIGURES] ?? 0;
    return (found & (1 << figure)) === 0 ? undefined : Math.round((this.#reports[first + figure] ?? 0) * scale);
  }

  /** Tells the scanner what the parser knows. */
  #teach(urlClasses: Uint8Array): void {
    const scanner = this.#scanner;
    let isTaught = 1;
    for (const { group, meaning, name } of scannerNames()) isTaught &= scanner.addName(group, meaning, this.#put(name));
    for (const text of scannerBeginnings()) isTaught &= scanner.addBeginning(this.#put(text));
    for (const { text, anchor, group } of scannerWords()) isTaught &= scanner.addWord(this.#put(text), anchor, group);
    if (isTaught !== 1) throw new RangeError('the scanner has no room for so many names and words');
    scanner.setLimits(MAX_MS, MAX_MB, MAX_DEPTH, MAX_NODES, MAX_SCHEME, MAX_AUTHORITY, EARLIEST_MS, LATEST_MS);
    for (const byte of urlClasses.keys()) {
      urlClasses[byte] =
        (isSchemeChar(byte) ? URL_CLASSES.scheme : 0) |
        (byte < 0x80 && isAuthorityEnd(byte) ? URL_CLASSES.authorityEnd : 0);
    }
  }

  /** Writes ASCII to the beginning of the text, where the scanner takes it from. Returns its length. */
  #put(text: string): number {
    for (let index = 0; index < text.length; index++) this.text[index] = text.charCodeAt(index);
    return text.length;
  }
}

const instantiated = (): Scanner | undefined => {
  try {
    const code = brotliDecompressSync(Buffer.from(SCANNER_CODE, 'base64'));
    // What it exports is known: the code comes with this file, and its build is checked.
    return new WebAssembly.Instance(new WebAssembly.Module(code)).exports as unknown as Scanner;
  } catch {
    // Switched off, or without wide registers: payloads are decoded then, with the same result.
    return undefined;
  }
};
