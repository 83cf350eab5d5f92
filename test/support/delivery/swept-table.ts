import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import type { Condition, PutOutcome, Range, Row, Table } from '../../../lib/core/pipeline/ports.ts';
import type { EpochMs } from '../../../lib/core/units.ts';

/** A table from which expired rows go, as they do from DynamoDB within some days. */
export class SweptTable implements Table {
  #table = new MemoryTable();
  readonly #keys = new Map<string, Pick<Row, 'partition' | 'sort'>>();

  /** Removes every row that has expired by then. */
  async sweep(now: EpochMs): Promise<void> {
    const left = new MemoryTable();
    for (const [key, { partition, sort }] of this.#keys) {
      const row = await this.#table.get(partition, sort);
      if (row === undefined || (row.expiresAt ?? Number.POSITIVE_INFINITY) <= now) this.#keys.delete(key);
      else await left.put(row);
    }
    this.#table = left;
  }

  get(partition: string, sort: string): Promise<Row | undefined> {
    return this.#table.get(partition, sort);
  }

  put(row: Row, condition?: Condition): Promise<PutOutcome> {
    this.#note(row);
    return this.#table.put(row, condition);
  }

  putAll(rows: readonly Row[]): Promise<void> {
    for (const row of rows) this.#note(row);
    return this.#table.putAll(rows);
  }

  scan(range: Range): AsyncIterable<Row> {
    return this.#table.scan(range);
  }

  #note({ partition, sort }: Row): void {
    this.#keys.set(`${partition} ${sort}`, { partition, sort });
  }
}
