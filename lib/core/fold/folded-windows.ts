import type { FunctionId } from '../function-key.ts';
import type { Minute } from '../units.ts';
import { emptySummary, type Summary } from './summary.ts';
import type { SummaryCell } from './summary-table.ts';

/** Payloads have one or two; beyond so many a walk along them takes longer than a table. */
const MOST_IN_LIST = 8;

/** The summaries of one payload, in the order of their first lines. */
export class FoldedWindows {
  readonly cells: SummaryCell[] = [];
  readonly #salt: number;
  #byKey: Map<string, Summary> | undefined;

  constructor(salt: number) {
    this.#salt = salt;
  }

  /** The summary to fold into, made when missing. */
  at(functionId: FunctionId, minute: Minute): Summary {
    return this.#find(functionId, minute) ?? this.#add(functionId, minute);
  }

  #find(functionId: FunctionId, minute: Minute): Summary | undefined {
    if (this.#byKey !== undefined) return this.#byKey.get(keyOf(functionId, minute));
    for (const cell of this.cells) if (cell.minute === minute && cell.functionId === functionId) return cell.summary;
    return undefined;
  }

  #add(functionId: FunctionId, minute: Minute): Summary {
    const summary = emptySummary(this.#salt);
    this.cells.push({ functionId, minute, summary });
    if (this.#byKey !== undefined) this.#byKey.set(keyOf(functionId, minute), summary);
    else if (this.cells.length > MOST_IN_LIST) {
      this.#byKey = new Map(this.cells.map((cell) => [keyOf(cell.functionId, cell.minute), cell.summary]));
    }
    return summary;
  }
}

const keyOf = (functionId: FunctionId, minute: Minute): string => `${minute} ${functionId}`;
