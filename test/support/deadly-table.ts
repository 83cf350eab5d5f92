import type { Condition, Range, Row, Table } from '../../lib/core/pipeline/ports.ts';

/** Whoever comes to this operation dies: before it was done, or after it was done and before anybody heard of it. */
export class DeadlyTable implements Table {
  readonly #table: Table;
  readonly #at: number;
  readonly #when: 'before' | 'after';
  operations = 0;

  constructor(table: Table, at: number, when: 'before' | 'after') {
    this.#table = table;
    this.#at = at;
    this.#when = when;
  }

  get(partition: string, sort: string) {
    return this.#step(() => this.#table.get(partition, sort));
  }

  put(row: Row, condition?: Condition) {
    return this.#step(() => this.#table.put(row, condition));
  }

  putAll(rows: readonly Row[]) {
    return this.#step(() => this.#table.putAll(rows));
  }

  scan(range: Range) {
    return this.#table.scan(range);
  }

  async #step<Value>(operation: () => Promise<Value>): Promise<Value> {
    const isLast = this.operations++ === this.#at;
    if (isLast && this.#when === 'before') throw new Error('died');
    const value = await operation();
    if (isLast) throw new Error('died');
    return value;
  }
}
