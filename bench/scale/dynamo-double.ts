import type { Item } from '../../lib/aws/dynamo-requests.ts';
import { tableDefinition as names } from '../../lib/core/pipeline/table-definition.ts';
import { LAYOUT_PARTITION } from '../../lib/core/pipeline/table-keys.ts';
import { type Billed, billRead, billWrite, nothingBilled } from './billed.ts';

/** An answer of DynamoDB ends after so much. */
const PAGE_BYTES = 1_048_576;

interface Stored {
  readonly item: Item;
  readonly bytes: number;
}

type Request = Readonly<Record<string, unknown>>;

/**
 * DynamoDB as far as Nightjar speaks to it, in this process: text in, text out, so that whoever asks signs, writes and
 * reads as ever. Counts what it would bill.
 */
export class DynamoDouble {
  readonly billed: Billed = nothingBilled();
  readonly #partitions = new Map<string, Map<string, Stored>>();

  answer(operation: string, body: string): { readonly status: number; readonly body: string } {
    this.billed.requests++;
    const answer = this.#handle(operation, JSON.parse(body) as Request);
    const text = JSON.stringify(answer ?? { __type: 'dynamodb#ConditionalCheckFailedException' });
    return { status: answer === undefined ? 400 : 200, body: text };
  }

  get bytesStored(): number {
    let bytes = 0;
    for (const rows of this.#partitions.values()) for (const stored of rows.values()) bytes += stored.bytes;
    return bytes;
  }

  /** Into how many slots the functions are shared out. */
  get slots(): number {
    const layout = this.#partitions.get(LAYOUT_PARTITION)?.values().next().value;
    const text = layout === undefined ? '{}' : textOf(layout.item, names.text);
    return (JSON.parse(text) as { readonly history?: readonly number[] }).history?.at(-1) ?? 1;
  }

  /** `undefined`: the condition does not hold. */
  #handle(operation: string, request: Request): object | undefined {
    switch (operation) {
      case 'GetItem': {
        const key = request['Key'] as Item;
        const stored = this.#partition(key).get(textOf(key, names.sortKey));
        billRead(this.billed, stored?.bytes ?? 0, true);
        return stored === undefined ? {} : { Item: stored.item };
      }
      case 'PutItem': {
        const item = request['Item'] as Item;
        const known = this.#partition(item).get(textOf(item, names.sortKey));
        billWrite(this.billed, bytesOf(item));
        if (!holds(request, known)) return undefined;
        this.#put(item);
        return {};
      }
      case 'BatchWriteItem': {
        const tables = request['RequestItems'] as Readonly<Record<string, { PutRequest: { Item: Item } }[]>>;
        for (const { PutRequest } of Object.values(tables).flat()) {
          billWrite(this.billed, bytesOf(PutRequest.Item));
          this.#put(PutRequest.Item);
        }
        return { UnprocessedItems: {} };
      }
      case 'Query':
        return this.#query(request);
      default:
        throw new Error(`nobody expects ${operation}`);
    }
  }

  #query(request: Request): object {
    const values = request['ExpressionAttributeValues'] as Item;
    const [from, to] = [textOf(values, ':from'), textOf(values, ':to')];
    const isDescending = request['ScanIndexForward'] === false;
    const after = request['ExclusiveStartKey'] as Item | undefined;
    const start = after && textOf(after, names.sortKey);
    const rows = this.#partitions.get(textOf(values, ':pk')) ?? new Map<string, Stored>();
    const keys = [...rows.keys()].filter((sort) => sort >= from && sort <= to).sort();
    if (isDescending) keys.reverse();
    const rest = start === undefined ? keys : keys.slice(keys.indexOf(start) + 1);
    const items: Item[] = [];
    let bytes = 0;
    for (const key of rest) {
      const stored = rows.get(key);
      if (stored === undefined) continue;
      items.push(stored.item);
      bytes += stored.bytes;
      if (bytes >= PAGE_BYTES || items.length === request['Limit']) break;
    }
    billRead(this.billed, bytes, request['ConsistentRead'] === true);
    const last = items.length < rest.length ? items.at(-1) : undefined;
    return { Items: items, ...(last && { LastEvaluatedKey: last }) };
  }

  #put(item: Item): void {
    this.#partition(item).set(textOf(item, names.sortKey), { item, bytes: bytesOf(item) });
  }

  #partition(key: Item): Map<string, Stored> {
    const name = textOf(key, names.partitionKey);
    const known = this.#partitions.get(name) ?? new Map<string, Stored>();
    this.#partitions.set(name, known);
    return known;
  }
}

const textOf = (item: Item, name: string): string => {
  const value = item[name];
  return value !== undefined && 'S' in value ? value.S : '';
};

const numberOf = (item: Item, name: string): number => {
  const value = item[name];
  return value !== undefined && 'N' in value ? Number(value.N) : Number.NaN;
};

const holds = (request: Request, known: Stored | undefined): boolean => {
  const values = (request['ExpressionAttributeValues'] ?? {}) as Item;
  const revision = known === undefined ? undefined : numberOf(known.item, names.revision);
  switch (request['ConditionExpression']) {
    case undefined:
      return true;
    case 'attribute_not_exists(#pk)':
      return known === undefined;
    case 'attribute_not_exists(#rev) OR #rev < :rev':
      return revision === undefined || revision < numberOf(values, ':rev');
    case '#rev = :rev':
      return revision === numberOf(values, ':rev');
    default:
      throw new Error(`nobody expects ${String(request['ConditionExpression'])}`);
  }
};

/** As DynamoDB counts: names, UTF-8 text, raw bytes, and about a byte for two digits. */
const bytesOf = (item: Item): number => {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += name.length;
    if ('S' in value) bytes += value.S.length;
    else if ('B' in value) bytes += Math.floor((value.B.length * 3) / 4);
    else bytes += Math.ceil(value.N.length / 2) + 1;
  }
  return bytes;
};
