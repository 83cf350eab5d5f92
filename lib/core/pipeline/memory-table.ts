import type { Condition, PutOutcome, Range, Row, Table } from './ports.ts';

/** A {@link Table} in memory. Never removes expired rows, as DynamoDB may take days over it. */
export class MemoryTable implements Table {
  readonly #partitions = new Map<string, Partition>();

  get size(): number {
    let rows = 0;
    for (const partition of this.#partitions.values()) rows += partition.size;
    return rows;
  }

  async get(partition: string, sort: string): Promise<Row | undefined> {
    return this.#partitions.get(partition)?.get(sort);
  }

  async put(row: Row, condition?: Condition): Promise<PutOutcome> {
    const partition = this.#partition(row.partition);
    if (!holds(condition, partition.get(row.sort), row)) return 'refused';
    partition.set(copyOf(row));
    return 'stored';
  }

  async putAll(rows: readonly Row[]): Promise<void> {
    for (const row of rows) this.#partition(row.partition).set(copyOf(row));
  }

  async *scan({ partition, from, to, order }: Range): AsyncGenerator<Row> {
    const rows = this.#partitions.get(partition)?.between(from, to) ?? [];
    yield* order === 'descending' ? rows.reverse() : rows;
  }

  #partition(name: string): Partition {
    const known = this.#partitions.get(name);
    if (known !== undefined) return known;
    const created = new Partition();
    this.#partitions.set(name, created);
    return created;
  }
}

/** The rows of one partition, put in order when they are scanned. */
class Partition {
  readonly #rows = new Map<string, Row>();
  #order: string[] | undefined;

  get size(): number {
    return this.#rows.size;
  }

  get(sort: string): Row | undefined {
    return this.#rows.get(sort);
  }

  set(row: Row): void {
    if (!this.#rows.has(row.sort)) this.#order = undefined;
    this.#rows.set(row.sort, row);
  }

  between(from: string, to: string): Row[] {
    this.#order ??= [...this.#rows.keys()].sort();
    const keys = this.#order.filter((sort) => sort >= from && sort <= to);
    return keys.flatMap((sort) => this.#rows.get(sort) ?? []);
  }
}

const holds = (condition: Condition | undefined, stored: Row | undefined, row: Row): boolean => {
  switch (condition?.kind) {
    case undefined:
      return true;
    case 'absent':
      return stored === undefined;
    case 'absent-or-lower':
      return stored === undefined || stored.revision < row.revision;
    case 'revision':
      return stored?.revision === condition.revision;
  }
};

/** Callers may go on using the buffer that they passed. */
const copyOf = (row: Row): Row => ({ ...row, data: typeof row.data === 'string' ? row.data : row.data.slice() });
