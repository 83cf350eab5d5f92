import {
  type Condition,
  type PutOutcome,
  type Range,
  type Row,
  type Table,
  TableProblem,
} from '../../lib/core/pipeline/ports.ts';

/**
 * What befalls one operation: `dies before` it did anything, `dies after` it was done but before anybody heard of it,
 * or fails now and `lands late`, as a request in flight does when its sender is killed.
 */
export type Fault = 'none' | 'dies before' | 'dies after' | 'lands late';

/** A table on which each row written and each read may meet a fault. Whoever meets one is dead: it must not go on. */
export class FaultyTable implements Table {
  readonly #table: Table;
  readonly #nextFault: () => Fault;
  readonly #leaveInFlight: (operation: () => Promise<unknown>) => void;
  readonly #pause: () => Promise<void>;

  constructor(
    table: Table,
    nextFault: () => Fault,
    leaveInFlight: (operation: () => Promise<unknown>) => void,
    pause: () => Promise<void> = async () => {},
  ) {
    this.#table = table;
    this.#nextFault = nextFault;
    this.#leaveInFlight = leaveInFlight;
    this.#pause = pause;
  }

  async get(partition: string, sort: string): Promise<Row | undefined> {
    return this.#meet(() => this.#table.get(partition, sort), false);
  }

  async put(row: Row, condition?: Condition): Promise<PutOutcome> {
    return this.#meet(() => this.#table.put(row, condition), true);
  }

  async putAll(rows: readonly Row[]): Promise<void> {
    for (const row of rows) await this.#meet(() => this.#table.putAll([row]), true);
  }

  async *scan(range: Range): AsyncGenerator<Row> {
    await this.#meet(async () => undefined, false);
    yield* this.#table.scan(range);
  }

  async #meet<Value>(operation: () => Promise<Value>, writes: boolean): Promise<Value> {
    await this.#pause();
    const fault = this.#nextFault();
    if (fault === 'none') return operation();
    if (fault === 'dies after') await operation();
    if (fault === 'lands late' && writes) this.#leaveInFlight(operation);
    throw new TableProblem('table.unavailable', `a test's fault: ${fault}`);
  }
}
