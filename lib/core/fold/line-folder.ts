import type { FunctionId } from '../function-key.ts';
import type { LineScanner } from '../parse/line-scanner.ts';
import type { ObservationKind } from '../parse/observation.ts';
import { EVENT, RUN_KINDS, RUN_SPANS } from '../parse/scanner-layout.ts';
import { scanUrls } from '../parse/url-scan.ts';
import { type EpochMs, epochMs, minuteOf } from '../units.ts';
import { countDestination } from './count-destination.ts';
import { foldReport, foldStarts } from './fold-invocation.ts';
import { FoldedWindows } from './folded-windows.ts';
import type { Summary } from './summary.ts';
import type { SummaryCell } from './summary-table.ts';
import { addTo, type Tally } from './tally.ts';

/** The observation that a line of each kind is, by the values of `EVENT`; a line of the function's own may hold calls besides. */
const OBSERVED_AS = [
  undefined,
  'invocation-started',
  'invocation-ended',
  'invocation-reported',
  'init-started',
  'app-line',
] as const satisfies readonly (ObservationKind | undefined)[];

/** Of what is no destination. */
const NONE = '';

/** Folds the lines of one stream that the scanner understands, as `foldBatch` does. */
export class LineFolder {
  readonly #scanner: LineScanner;
  /** What the URLs stand for that the scanner remembers, by place. */
  readonly #destinations: string[] = [];
  /** Lines by kind, put into the tally at the end. */
  readonly #lines = new Int32Array(RUN_KINDS);
  #calls = 0;
  /** What the stream's name says. */
  #version: string | undefined;
  /** Read before, mostly the same again. */
  #lastVersion = '';
  readonly #salt: number;
  #windows: FoldedWindows;

  /** @param salt the installation's, see `emptySummary` */
  constructor(scanner: LineScanner, salt: number) {
    this.#scanner = scanner;
    this.#salt = salt;
    this.#windows = new FoldedWindows(salt);
  }

  /** Begins with another payload. */
  begin(version: string | undefined): void {
    this.#version = version;
    this.#windows = new FoldedWindows(this.#salt);
    this.#lines.fill(0);
    this.#calls = 0;
  }

  /** Folds the run of lines that the scanner read last. */
  foldRun(functionId: FunctionId): void {
    const scanner = this.#scanner;
    const summary = this.#windows.at(functionId, minuteOf(epochMs(scanner.runTimestamp)));
    for (let kind = 1; kind < RUN_KINDS; kind++) this.#lines[kind] = (this.#lines[kind] ?? 0) + scanner.count(kind);
    const starts = scanner.count(EVENT.started);
    if (starts > 0) foldStarts(starts, this.#versionOfStarts() ?? this.#version, summary);
    const { reports, calls } = scanner;
    for (let index = 0; index < reports; index++) foldReport(scanner.report(index), summary);
    for (let index = 0, lineStart = 0; index < calls; index++) {
      if (!scanner.isSameLine(index)) lineStart = index;
      const destination = this.#destinationAt(index);
      let first = lineStart;
      while (first < index && this.#destinationAt(first) !== destination) first++;
      if (first === index) this.#call(destination, summary);
    }
  }

  /** Folds the line behind the run: one of the function's own, with URLs that are not known yet. */
  foldLine(functionId: FunctionId, at: EpochMs): void {
    this.#lines[EVENT.app] = (this.#lines[EVENT.app] ?? 0) + 1;
    this.#foldUrls(this.#windows.at(functionId, minuteOf(at)));
  }

  /** Writes the counts to the tally, and gives what was folded. */
  finish(tally: Tally): readonly SummaryCell[] {
    let lines = 0;
    for (let kind = 1; kind < RUN_KINDS; kind++) {
      const count = this.#lines[kind] ?? 0;
      const observation = OBSERVED_AS[kind];
      lines += count;
      if (observation !== undefined) addTo(tally.observations, observation, count);
    }
    tally.events += lines;
    addTo(tally.sources, 'lambda', lines);
    addTo(tally.observations, 'outbound-call', this.#calls);
    return this.#windows.cells;
  }

  #versionOfStarts(): string | undefined {
    const { version } = RUN_SPANS;
    if (this.#scanner.isEmpty(version)) return undefined;
    if (!this.#scanner.holds(version, this.#lastVersion)) this.#lastVersion = this.#scanner.ascii(version);
    return this.#lastVersion;
  }

  #destinationAt(index: number): string {
    return this.#destinations[this.#scanner.callPlace(index)] ?? NONE;
  }

  /** Each destination of a line counts once. */
  #foldUrls(summary: Summary): void {
    const scanner = this.#scanner;
    const { urls } = scanner;
    const found: string[] = [];
    // Those that are known first: learning one may take another's place.
    for (let index = 0; index < urls; index++) {
      const place = scanner.urlPlace(index);
      if (place >= 0) found.push(this.#destinations[place] ?? NONE);
    }
    for (let index = 0; index < urls; index++) if (scanner.urlPlace(index) < 0) found.push(this.#learn(index));
    for (let index = 0; index < urls; index++) {
      const destination = found[index] ?? NONE;
      if (found.indexOf(destination) === index) this.#call(destination, summary);
    }
  }

  #call(destination: string, summary: Summary): void {
    if (destination === NONE) return;
    this.#calls++;
    countDestination(destination, summary);
  }

  /** What a URL stands for, which the scanner knows from now on. */
  #learn(index: number): string {
    const destination = destinationOfUrl(this.#scanner.url(index));
    if (this.#scanner.keepUrl(index)) this.#destinations[~this.#scanner.urlPlace(index)] = destination;
    return destination;
  }
}

const destinationOfUrl = (url: string): string => {
  let found = NONE;
  scanUrls(url, (destination) => {
    found = destination;
  });
  return found;
};
