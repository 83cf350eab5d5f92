import {
  type Condition,
  type PutOutcome,
  type Range,
  type Row,
  type Table,
  TableProblem,
} from '../core/pipeline/ports.ts';
import type { DynamoClient } from './dynamo-client.ts';
import {
  BATCH_ROWS,
  batchRequest,
  getRequest,
  type Item,
  itemOf,
  putRequest,
  queryRequest,
  rowOf,
} from './dynamo-requests.ts';

/** Batches under way at a time: enough to hide the round trip, few enough not to be throttled for it. */
const PARALLEL_BATCHES = 4;

/** The {@link Table} port over one DynamoDB table. Needs GetItem, PutItem, BatchWriteItem and Query, nothing else. */
export class DynamoTable implements Table {
  readonly #client: DynamoClient;
  readonly #name: string;

  constructor(client: DynamoClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async get(partition: string, sort: string): Promise<Row | undefined> {
    const { Item: item } = await this.#answer('GetItem', getRequest(this.#name, partition, sort));
    return item === undefined ? undefined : known(item as Item);
  }

  async put(row: Row, condition?: Condition): Promise<PutOutcome> {
    const outcome = await this.#client.send('PutItem', putRequest(this.#name, row, condition));
    return outcome.kind === 'condition' ? 'refused' : 'stored';
  }

  async putAll(rows: readonly Row[]): Promise<void> {
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) {
      await this.put(only);
      return;
    }
    const batches: Item[][] = [];
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      batches.push(rows.slice(start, start + BATCH_ROWS).map(itemOf));
    }
    for (let start = 0; start < batches.length; start += PARALLEL_BATCHES) {
      await Promise.all(batches.slice(start, start + PARALLEL_BATCHES).map((batch) => this.#putBatch(batch)));
    }
  }

  async *scan(range: Range): AsyncGenerator<Row> {
    let after: Item | undefined;
    do {
      const answer = await this.#answer('Query', queryRequest(this.#name, range, after));
      for (const item of (answer['Items'] ?? []) as Item[]) yield known(item);
      after = answer['LastEvaluatedKey'] as Item | undefined;
    } while (after !== undefined);
  }

  async #putBatch(batch: readonly Item[]): Promise<void> {
    let left = batch;
    for (let failures = 0; left.length > 0; failures++) {
      if (failures >= this.#client.attempts) {
        throw new TableProblem('table.throttled', `BatchWriteItem: ${left.length} rows are still unprocessed`);
      }
      if (failures > 0) await this.#client.pauseAfter(failures);
      const { UnprocessedItems } = await this.#answer('BatchWriteItem', batchRequest(this.#name, left));
      left = unprocessed(UnprocessedItems, this.#name);
    }
  }

  async #answer(
    operation: 'GetItem' | 'Query' | 'BatchWriteItem',
    request: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const outcome = await this.#client.send(operation, request);
    if (outcome.kind === 'condition') throw new TableProblem('table.garbled', `${operation} has no condition to fail`);
    return outcome.body;
  }
}

const unprocessed = (items: unknown, tableName: string): Item[] => {
  const requests = (items as Record<string, { PutRequest: { Item: Item } }[]> | undefined)?.[tableName] ?? [];
  return requests.map(({ PutRequest }) => PutRequest.Item);
};

const known = (item: Item): Row => {
  const row = rowOf(item);
  if (row === undefined) throw new TableProblem('table.garbled', 'the table holds an item that Nightjar did not write');
  return row;
};
