import type { LogEvent } from '../decode/log-batch.ts';
import type { PayloadWindow } from '../decode/payload-window.ts';
import { countSkipped } from '../decode/skip-reason.ts';
import type { FunctionId } from '../function-key.ts';
import type { ObservationKind } from '../parse/observation.ts';
import { parseLambdaLine } from '../parse/parse-lambda-line.ts';
import { RAW_LINE, RawLine, type RawLineKind } from '../parse/raw-line.ts';
import { type EpochMs, type Minute, minuteOf } from '../units.ts';
import { countDestination } from './count-destination.ts';
import { foldObserved } from './fold-batch.ts';
import { foldReport, foldStart } from './fold-invocation.ts';
import type { Summary } from './summary.ts';
import type { SummaryTable } from './summary-table.ts';
import type { Tally } from './tally.ts';

/** Whose lines are folded, and where to. */
export interface LineTarget {
  readonly functionId: FunctionId;
  readonly logStream: string;
  readonly version: string | undefined;
  readonly windows: SummaryTable;
  readonly tally: Tally;
}

/** The observation that a line of each kind is; a line of the function's own may hold calls besides. */
const OBSERVED_AS = {
  [RAW_LINE.started]: 'invocation-started',
  [RAW_LINE.ended]: 'invocation-ended',
  [RAW_LINE.reported]: 'invocation-reported',
  [RAW_LINE.initStarted]: 'init-started',
  [RAW_LINE.app]: 'app-line',
} as const satisfies Record<Exclude<RawLineKind, 0>, ObservationKind>;

const KINDS = [RAW_LINE.started, RAW_LINE.ended, RAW_LINE.reported, RAW_LINE.initStarted, RAW_LINE.app] as const;

/** Folds the lines of one stream as `foldBatch` does, from their bytes where these are enough. */
export class LineFolder {
  readonly #window: PayloadWindow;
  readonly #line: RawLine;
  #target: LineTarget | undefined;
  #summary: Summary | undefined;
  #minute: Minute | undefined;
  /** Lines by kind, put into the tally at the end. */
  readonly #lines = new Int32Array(KINDS.length + 1);
  #calls = 0;
  #unclear = 0;

  constructor(window: PayloadWindow) {
    this.#window = window;
    this.#line = new RawLine(window);
  }

  /** Begins with another payload. */
  begin(target: LineTarget): void {
    this.#target = target;
    this.#summary = undefined;
    this.#minute = undefined;
    this.#lines.fill(0);
    this.#calls = 0;
    this.#unclear = 0;
  }

  /** Folds the message between two quotes of the window. */
  fold(at: EpochMs, start: number, end: number, traits: number): void {
    const target = this.#target;
    if (target === undefined) return;
    const kind = this.#line.read(start, end, traits);
    this.#lines[kind] = (this.#lines[kind] ?? 0) + 1;
    if (kind === RAW_LINE.unclear) {
      this.#unclear++;
      this.#foldParsed(target, at, start, end);
      return;
    }
    const summary = this.#summaryAt(target, minuteOf(at));
    switch (kind) {
      case RAW_LINE.started:
        foldStart(this.#line.version ?? target.version, summary);
        return;
      case RAW_LINE.reported:
        if (this.#line.figures !== undefined) foldReport(this.#line.figures, summary);
        return;
      case RAW_LINE.app:
        for (const destination of this.#line.destinations) {
          this.#calls++;
          countDestination(destination, summary);
        }
        return;
      case RAW_LINE.ended:
      case RAW_LINE.initStarted:
        return;
    }
  }

  /** Writes the counts to the tally. */
  finish(): void {
    const { tally } = this.#target ?? {};
    if (tally === undefined) return;
    let lines = this.#unclear;
    for (const kind of KINDS) {
      const count = this.#lines[kind] ?? 0;
      lines += count;
      add(tally.observations, OBSERVED_AS[kind], count);
    }
    tally.events += lines;
    add(tally.sources, 'lambda', lines);
    add(tally.observations, 'outbound-call', this.#calls);
    add(tally.fallbacks, 'line_unclear', this.#unclear);
  }

  #foldParsed({ functionId, logStream, version, windows, tally }: LineTarget, at: EpochMs, start: number, end: number) {
    // With its quotes the message is JSON by itself, checked by the walk over it.
    const message: LogEvent['message'] = JSON.parse(this.#window.text(start - 1, end + 1));
    const parsed = parseLambdaLine(message);
    if ('skipped' in parsed) {
      countSkipped(tally.skipped, parsed.skipped);
      return;
    }
    for (const observation of parsed.observations) {
      add(tally.observations, observation.kind, 1);
      foldObserved({ source: 'lambda', functionId, logStream, version, at, observation }, windows);
    }
  }

  /** Lines of a payload mostly share a minute. */
  #summaryAt({ windows, functionId }: LineTarget, minute: Minute): Summary {
    if (minute !== this.#minute || this.#summary === undefined) {
      this.#minute = minute;
      this.#summary = windows.at(functionId, minute);
    }
    return this.#summary;
  }
}

/** Kinds that did not occur are absent, as when each is counted by itself. */
const add = <Key>(counts: Map<Key, number>, key: Key, count: number): void => {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
};
