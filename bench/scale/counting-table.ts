import type { Condition, PutOutcome, Range, Row, Table } from '../../lib/core/pipeline/ports.ts';

/** What DynamoDB would bill. Units as its price list defines them, for on-demand tables. */
export interface Billed {
  /** 1 KB each, rounded up per item; refused conditional puts count too. */
  writeUnits: number;
  /** 4 KB each, half when eventually consistent; of a query the sum of its rows is rounded. */
  readUnits: number;
  requests: number;
  itemsWritten: number;
}

export const nothingBilled = (): Billed => ({ writeUnits: 0, readUnits: 0, requests: 0, itemsWritten: 0 });

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;
const ROWS_PER_BATCH = 25;
/** Names of the attributes, revision and expiry. */
const OVERHEAD_BYTES = 30;

const bytesOf = ({ partition, sort, data }: Row): number =>
  OVERHEAD_BYTES + partition.length + sort.length + data.length;

const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);

/** A table that counts what its requests would cost, by who asks. */
export class CountingTable implements Table {
  readonly #table: Table;
  readonly #billed: Billed;

  constructor(table: Table, billed: Billed) {
    this.#table = table;
    this.#billed = billed;
  }

  async get(partition: string, sort: string): Promise<Row | undefined> {
    const row = await this.#table.get(partition, sort);
    this.#read(row === undefined ? 0 : bytesOf(row), true);
    return row;
  }

  async put(row: Row, condition?: Condition): Promise<PutOutcome> {
    this.#write([row], 1);
    return this.#table.put(row, condition);
  }

  async putAll(rows: readonly Row[]): Promise<void> {
    this.#write(rows, Math.ceil(rows.length / ROWS_PER_BATCH));
    await this.#table.putAll(rows);
  }

  async *scan(range: Range): AsyncGenerator<Row> {
    let bytes = 0;
    try {
      for await (const row of this.#table.scan(range)) {
        bytes += bytesOf(row);
        yield row;
      }
    } finally {
      this.#read(bytes, range.consistent);
    }
  }

  #read(bytes: number, isConsistent: boolean): void {
    this.#billed.requests++;
    this.#billed.readUnits += readUnits(bytes, isConsistent);
  }

  #write(rows: readonly Row[], requests: number): void {
    this.#billed.requests += requests;
    this.#billed.itemsWritten += rows.length;
    for (const row of rows) this.#billed.writeUnits += Math.ceil(bytesOf(row) / WRITE_UNIT_BYTES);
  }
}
