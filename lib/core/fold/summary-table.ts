import type { FunctionId } from '../function-key.ts';
import type { Minute } from '../units.ts';
import { mergeInto } from './merge-summary.ts';
import { emptySummary, type Summary } from './summary.ts';

/** One cell of a {@link SummaryTable}. */
export interface SummaryCell {
  readonly functionId: FunctionId;
  readonly minute: Minute;
  readonly summary: Summary;
}

/** Summaries per function and minute. */
export class SummaryTable {
  readonly salt: number;
  readonly #byMinute = new Map<Minute, Map<FunctionId, Summary>>();
  #size = 0;

  /** @param salt the installation's, see `emptySummary` */
  constructor(salt: number) {
    this.salt = salt;
  }

  /** Number of (function, minute) cells. */
  get size(): number {
    return this.#size;
  }

  /** Minutes that have a summary, in no particular order. */
  get minutes(): Iterable<Minute> {
    return this.#byMinute.keys();
  }

  /** The summary to fold into, made when missing. */
  at(functionId: FunctionId, minute: Minute): Summary {
    const row = this.#rowOf(minute);
    let summary = row.get(functionId);
    if (summary === undefined) {
      summary = emptySummary(this.salt);
      row.set(functionId, summary);
      this.#size++;
    }
    return summary;
  }

  /** Adds a finished summary, which the table may keep and go on folding into. */
  adopt(functionId: FunctionId, minute: Minute, summary: Summary): void {
    const row = this.#rowOf(minute);
    const known = row.get(functionId);
    if (known === undefined) {
      row.set(functionId, summary);
      this.#size++;
    } else mergeInto(known, summary);
  }

  /** Adds finished summaries, which must not be used any more. */
  adoptAll(cells: Iterable<SummaryCell>): void {
    for (const { functionId, minute, summary } of cells) this.adopt(functionId, minute, summary);
  }

  /** Summaries of one minute, for `Fleet.advance`. */
  row(minute: Minute): ReadonlyMap<FunctionId, Summary> {
    return this.#byMinute.get(minute) ?? EMPTY_ROW;
  }

  /** Like {@link row}, and forgets the minute. */
  take(minute: Minute): ReadonlyMap<FunctionId, Summary> {
    const row = this.row(minute);
    this.#byMinute.delete(minute);
    this.#size -= row.size;
    return row;
  }

  mergeFrom(other: SummaryTable): void {
    for (const { functionId, minute, summary } of other) mergeInto(this.at(functionId, minute), summary);
  }

  #rowOf(minute: Minute): Map<FunctionId, Summary> {
    let row = this.#byMinute.get(minute);
    if (row === undefined) {
      row = new Map();
      this.#byMinute.set(minute, row);
    }
    return row;
  }

  *[Symbol.iterator](): Generator<SummaryCell> {
    for (const [minute, row] of this.#byMinute) {
      for (const [functionId, summary] of row) yield { functionId, minute, summary };
    }
  }
}

const EMPTY_ROW: ReadonlyMap<FunctionId, Summary> = new Map();
