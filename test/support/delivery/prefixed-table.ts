import type { Condition, PutOutcome, Range, Row, Table } from '../../../lib/core/pipeline/ports.ts';

/** A table of its own within another one: making a new one takes DynamoDB long. */
export class PrefixedTable implements Table {
  readonly #table: Table;
  readonly #prefix: string;

  constructor(table: Table, prefix: string) {
    this.#table = table;
    this.#prefix = prefix;
  }

  async get(partition: string, sort: string): Promise<Row | undefined> {
    const row = await this.#table.get(this.#prefix + partition, sort);
    return row && this.#inner(row);
  }

  put(row: Row, condition?: Condition): Promise<PutOutcome> {
    return this.#table.put(this.#outer(row), condition);
  }

  putAll(rows: readonly Row[]): Promise<void> {
    return this.#table.putAll(rows.map((row) => this.#outer(row)));
  }

  async *scan(range: Range): AsyncGenerator<Row> {
    for await (const row of this.#table.scan({ ...range, partition: this.#prefix + range.partition })) {
      yield this.#inner(row);
    }
  }

  #outer(row: Row): Row {
    return { ...row, partition: this.#prefix + row.partition };
  }

  #inner(row: Row): Row {
    return { ...row, partition: row.partition.slice(this.#prefix.length) };
  }
}
