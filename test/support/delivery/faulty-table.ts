import {
  type Condition,
  type PutOutcome,
  type Range,
  type Row,
  type Table,
  TableProblem,
} from '../../../lib/core/pipeline/ports.ts';

/**
 * What befalls one operation: `dies before` it did anything, as when DynamoDB throttles it until all retries are used
 * up; `dies after` it was done but before anybody heard of it; fails now and `lands late`, as a request in flight does
 * when its sender is killed; or `sleeps`: the process stands still before it, and goes on when everybody has forgotten it.
 */
export type Fault = 'none' | 'dies before' | 'dies after' | 'lands late' | 'sleeps';

/** What a process meets of the world around it. */
export interface Surroundings {
  /** The write is done later, or never. */
  leaveInFlight(operation: () => Promise<unknown>): void;
  /** Resolves when the process is woken; `killed` when it had run for too long by then. */
  sleep(): Promise<'awake' | 'killed'>;
  /** Lets others overtake. */
  pause(): Promise<void>;
  /** Rows in one page of an answer: between pages others write. */
  readonly pageRows: number;
}

/**
 * The table as one process sees it, in which each row written and each page read may meet a fault. Whoever meets one is
 * dead: it must not go on.
 */
export class FaultyTable implements Table {
  readonly #table: Table;
  readonly #surroundings: Surroundings;
  #nextFault: () => Fault = () => 'none';

  constructor(table: Table, surroundings: Surroundings) {
    this.#table = table;
    this.#surroundings = surroundings;
  }

  /** The faults of an invocation's operations, in order. */
  meet(nextFault: () => Fault): void {
    this.#nextFault = nextFault;
  }

  async get(partition: string, sort: string): Promise<Row | undefined> {
    return this.#try(() => this.#table.get(partition, sort), false);
  }

  async put(row: Row, condition?: Condition): Promise<PutOutcome> {
    return this.#try(() => this.#table.put(row, condition), true);
  }

  async putAll(rows: readonly Row[]): Promise<void> {
    for (const row of rows) await this.#try(() => this.#table.putAll([row]), true);
  }

  async *scan(range: Range): AsyncGenerator<Row> {
    const isDescending = range.order === 'descending';
    let last: string | undefined;
    for (;;) {
      const after = last;
      const rest = after === undefined ? range : { ...range, ...(isDescending ? { to: after } : { from: after }) };
      const page = await this.#try(() => this.#pageOf(rest, after), false);
      yield* page;
      last = page.at(-1)?.sort;
      if (page.length < this.#surroundings.pageRows) return;
    }
  }

  async #pageOf(range: Range, after: string | undefined): Promise<Row[]> {
    const page: Row[] = [];
    for await (const row of this.#table.scan(range)) {
      if (row.sort === after) continue;
      page.push(row);
      if (page.length === this.#surroundings.pageRows) break;
    }
    return page;
  }

  async #try<Value>(operation: () => Promise<Value>, writes: boolean): Promise<Value> {
    await this.#surroundings.pause();
    const fault = this.#nextFault();
    if (fault === 'none') return operation();
    if (fault === 'sleeps' && (await this.#surroundings.sleep()) === 'awake') return operation();
    if (fault === 'dies after') await operation();
    if (fault === 'lands late' && writes) this.#surroundings.leaveInFlight(operation);
    throw new TableProblem('table.unavailable', `a test's fault: ${fault}`);
  }
}
