import type { Condition, PutOutcome, Range, Row, Table } from '../../../lib/core/pipeline/ports.ts';

/** A table whose reads may miss what was written last, where the reader said that it can bear that. */
export class LaggingTable implements Table {
  readonly #table: Table;
  readonly #isLagging: () => boolean;
  /** Rows written since {@link settle}, as they were before. */
  readonly #before = new Map<string, Row | undefined>();

  constructor(table: Table, isLagging: () => boolean) {
    this.#table = table;
    this.#isLagging = isLagging;
  }

  /** Every replica has caught up. */
  settle(): void {
    this.#before.clear();
  }

  get(partition: string, sort: string): Promise<Row | undefined> {
    return this.#table.get(partition, sort);
  }

  async put(row: Row, condition?: Condition): Promise<PutOutcome> {
    await this.#remember(row);
    return this.#table.put(row, condition);
  }

  async putAll(rows: readonly Row[]): Promise<void> {
    for (const row of rows) await this.#remember(row);
    await this.#table.putAll(rows);
  }

  async *scan(range: Range): AsyncGenerator<Row> {
    const isLagging = !range.consistent && this.#before.size > 0 && this.#isLagging();
    for await (const row of this.#table.scan(range)) {
      const key = keyOf(row);
      const seen = isLagging && this.#before.has(key) ? this.#before.get(key) : row;
      if (seen !== undefined) yield seen;
    }
  }

  async #remember(row: Row): Promise<void> {
    const key = keyOf(row);
    if (!this.#before.has(key)) this.#before.set(key, await this.#table.get(row.partition, row.sort));
  }
}

const keyOf = ({ partition, sort }: Row): string => `${partition} ${sort}`;
