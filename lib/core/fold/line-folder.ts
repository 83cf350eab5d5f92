import type { FunctionId } from '../function-key.ts';
import { EVENT, EVENT_SPANS, type LineScanner } from '../parse/line-scanner.ts';
import type { ObservationKind } from '../parse/observation.ts';
import { scanUrls } from '../parse/url-scan.ts';
import { type EpochMs, type Minute, minuteOf } from '../units.ts';
import { countDestination } from './count-destination.ts';
import { foldReport, foldStart } from './fold-invocation.ts';
import type { Summary } from './summary.ts';
import { SummaryTable } from './summary-table.ts';
import type { Tally } from './tally.ts';

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
  readonly #lines = new Int32Array(OBSERVED_AS.length);
  #calls = 0;
  #version: string | undefined;
  #lastVersion = '';
  #functionId: FunctionId | undefined;
  #windows = new SummaryTable(0);
  #summary: Summary | undefined;
  #minute: Minute | undefined;

  constructor(scanner: LineScanner) {
    this.#scanner = scanner;
  }

  /** Begins with another payload. */
  begin(salt: number, version: string | undefined): void {
    this.#version = version;
    this.#windows = new SummaryTable(salt);
    this.#summary = undefined;
    this.#lines.fill(0);
    this.#calls = 0;
  }

  /** Folds the line that the scanner read last, which was no unclear one. */
  fold(kind: number, functionId: FunctionId, at: EpochMs): void {
    const scanner = this.#scanner;
    this.#lines[kind] = (this.#lines[kind] ?? 0) + 1;
    const summary = this.#summaryAt(functionId, minuteOf(at));
    if (kind === EVENT.app) {
      if (scanner.urls > 0) this.#foldUrls(summary);
    } else if (kind === EVENT.started) foldStart(this.#versionOfLine() ?? this.#version, summary);
    else if (kind === EVENT.reported) foldReport(scanner.figures, summary);
  }

  /** Writes the counts to the tally, and gives what was folded. */
  finish(tally: Tally): SummaryTable {
    let lines = 0;
    for (let kind = 1; kind < OBSERVED_AS.length; kind++) {
      const count = this.#lines[kind] ?? 0;
      const observation = OBSERVED_AS[kind];
      lines += count;
      if (observation !== undefined) add(tally.observations, observation, count);
    }
    tally.events += lines;
    add(tally.sources, 'lambda', lines);
    add(tally.observations, 'outbound-call', this.#calls);
    return this.#windows;
  }

  #versionOfLine(): string | undefined {
    const { version } = EVENT_SPANS;
    if (this.#scanner.isEmpty(version)) return undefined;
    // A stream is one version's.
    if (!this.#scanner.holds(version, this.#lastVersion)) this.#lastVersion = this.#scanner.ascii(version);
    return this.#lastVersion;
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
      if (destination === NONE || found.indexOf(destination) < index) continue;
      this.#calls++;
      countDestination(destination, summary);
    }
  }

  /** What a URL stands for, which the scanner knows from now on. */
  #learn(index: number): string {
    const destination = destinationOfUrl(this.#scanner.url(index));
    if (this.#scanner.keepUrl(index)) this.#destinations[~this.#scanner.urlPlace(index)] = destination;
    return destination;
  }

  /** Lines of a payload mostly share function and minute. */
  #summaryAt(functionId: FunctionId, minute: Minute): Summary {
    if (minute === this.#minute && functionId === this.#functionId && this.#summary !== undefined) return this.#summary;
    this.#minute = minute;
    this.#functionId = functionId;
    this.#summary = this.#windows.at(functionId, minute);
    return this.#summary;
  }
}

const destinationOfUrl = (url: string): string => {
  let found = NONE;
  scanUrls(url, (destination) => {
    found = destination;
  });
  return found;
};

/** Kinds that did not occur are absent, as when each is counted by itself. */
const add = <Key>(counts: Map<Key, number>, key: Key, count: number): void => {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
};
