import type { FunctionId } from '../function-key.ts';
import type { Minute } from '../units.ts';
import { mergeInto } from './merge-summary.ts';
import { type PlainSummary, PlainSummaryReader } from './plain-summary.ts';
import type { Summary } from './summary.ts';

/** Minutes that are kept for reuse: as many as wait at once in a replay, and a few. */
const MOST_SPARE = 32;

/**
 * Summaries that wait until their minute is complete, as numbers: in a quarter of the memory, and without objects. What is
 * kept for longer than a moment is copied by the garbage collector, and no longer near when it is needed.
 */
export class WaitingSummaries {
  readonly #salt: number;
  readonly #byMinute = new Map<Minute, WaitingMinute>();
  readonly #spare: WaitingMinute[] = [];

  /** @param salt of the summaries, see `emptySummary` */
  constructor(salt: number) {
    this.#salt = salt;
  }

  /** Minutes that have a summary, in no particular order. */
  get minutes(): Iterable<Minute> {
    return this.#byMinute.keys();
  }

  add(functionId: FunctionId, minute: Minute, summary: PlainSummary): void {
    let waiting = this.#byMinute.get(minute);
    if (waiting === undefined) {
      waiting = this.#spare.pop() ?? new WaitingMinute();
      this.#byMinute.set(minute, waiting);
    }
    waiting.add(functionId, summary);
  }

  /** The summaries of `minute`, merged with `others` of it, which must not be used any more. Forgets the minute. */
  take(minute: Minute, others: ReadonlyMap<FunctionId, Summary>): ReadonlyMap<FunctionId, Summary> {
    const waiting = this.#byMinute.get(minute);
    if (waiting === undefined) return others;
    this.#byMinute.delete(minute);
    const row = new Map(others);
    waiting.moveInto(row, this.#salt);
    if (this.#spare.length < MOST_SPARE) this.#spare.push(waiting);
    return row;
  }
}

/** The summaries of one minute, one after the other. */
class WaitingMinute {
  #functionIds: FunctionId[] = [];
  #names: string[] = [];
  /** Larger than what is {@link #used} of it: it serves one minute after the other. */
  readonly #numbers: number[] = [];
  #used = 0;

  add(functionId: FunctionId, { numbers, names }: PlainSummary): void {
    for (let index = 0; index < numbers.length; index++) this.#numbers[this.#used++] = numbers[index] ?? 0;
    for (let index = 0; index < names.length; index++) this.#names.push(names[index] ?? '');
    this.#functionIds.push(functionId);
  }

  /** Leaves this minute empty. */
  moveInto(row: Map<FunctionId, Summary>, salt: number): void {
    const reader = new PlainSummaryReader(this.#numbers, this.#names, salt);
    for (const functionId of this.#functionIds) {
      const summary = reader.next();
      const known = row.get(functionId);
      if (known === undefined) row.set(functionId, summary);
      else mergeInto(known, summary);
    }
    this.#functionIds = [];
    this.#names = [];
    this.#used = 0;
  }
}
