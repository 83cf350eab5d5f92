import type { Condition, Range, Row } from '../core/pipeline/ports.ts';
import { tableDefinition as names } from '../core/pipeline/table-definition.ts';
import { epochMs } from '../core/units.ts';

/** Bodies of the requests that DynamoDB is sent, and rows from what it answers. Pure. */

/** An attribute value in DynamoDB's JSON: text, number as text, or base64. */
type Attribute = { readonly S: string } | { readonly N: string } | { readonly B: string };
export type Item = Readonly<Record<string, Attribute>>;

export type Operation = 'GetItem' | 'PutItem' | 'BatchWriteItem' | 'Query' | 'CreateTable' | 'DescribeTable';

const MS_PER_SECOND = 1_000;

export const itemOf = (row: Row): Item => ({
  [names.partitionKey]: { S: row.partition },
  [names.sortKey]: { S: row.sort },
  [names.revision]: { N: String(row.revision) },
  ...(typeof row.data === 'string'
    ? { [names.text]: { S: row.data } }
    : { [names.bytes]: { B: Buffer.from(row.data).toString('base64') } }),
  ...(row.expiresAt !== undefined && { [names.timeToLive]: { N: String(Math.ceil(row.expiresAt / MS_PER_SECOND)) } }),
});

/** `undefined` for an item that this program did not write. */
export const rowOf = (item: Item): Row | undefined => {
  const partition = text(item[names.partitionKey]);
  const sort = text(item[names.sortKey]);
  const revision = number(item[names.revision]);
  const data = text(item[names.text]) ?? bytes(item[names.bytes]);
  const timeToLive = number(item[names.timeToLive]);
  if (partition === undefined || sort === undefined || revision === undefined || data === undefined) return undefined;
  const row = { partition, sort, revision, data };
  return timeToLive === undefined ? row : { ...row, expiresAt: epochMs(timeToLive * MS_PER_SECOND) };
};

const text = (value: Attribute | undefined): string | undefined =>
  value !== undefined && 'S' in value ? value.S : undefined;
const number = (value: Attribute | undefined): number | undefined =>
  value !== undefined && 'N' in value ? Number(value.N) : undefined;
const bytes = (value: Attribute | undefined): Uint8Array | undefined =>
  value !== undefined && 'B' in value ? new Uint8Array(Buffer.from(value.B, 'base64')) : undefined;

export const getRequest = (tableName: string, partition: string, sort: string) => ({
  TableName: tableName,
  Key: { [names.partitionKey]: { S: partition }, [names.sortKey]: { S: sort } },
  ConsistentRead: true,
});

export const putRequest = (tableName: string, row: Row, condition?: Condition) => ({
  TableName: tableName,
  Item: itemOf(row),
  ...(condition && conditionOf(condition, row)),
});

const conditionOf = (condition: Condition, row: Row): object => {
  switch (condition.kind) {
    case 'absent':
      return {
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': names.partitionKey },
      };
    case 'absent-or-lower':
      return {
        ConditionExpression: 'attribute_not_exists(#rev) OR #rev < :rev',
        ExpressionAttributeNames: { '#rev': names.revision },
        ExpressionAttributeValues: { ':rev': { N: String(row.revision) } },
      };
    case 'revision':
      return {
        ConditionExpression: '#rev = :rev',
        ExpressionAttributeNames: { '#rev': names.revision },
        ExpressionAttributeValues: { ':rev': { N: String(condition.revision) } },
      };
  }
};

/** Most rows of one {@link batchRequest}: DynamoDB's limit. */
export const BATCH_ROWS = 25;

export const batchRequest = (tableName: string, items: readonly Item[]) => ({
  RequestItems: { [tableName]: items.map((item) => ({ PutRequest: { Item: item } })) },
});

export const queryRequest = (tableName: string, range: Range, after?: Item) => ({
  TableName: tableName,
  // A key may not be compared with the empty string, which lies before every other anyway.
  KeyConditionExpression: range.from === '' ? '#pk = :pk AND #sk <= :to' : '#pk = :pk AND #sk BETWEEN :from AND :to',
  ExpressionAttributeNames: { '#pk': names.partitionKey, '#sk': names.sortKey },
  ExpressionAttributeValues: {
    ':pk': { S: range.partition },
    ':to': { S: range.to },
    ...(range.from !== '' && { ':from': { S: range.from } }),
  },
  ConsistentRead: range.consistent,
  ScanIndexForward: range.order !== 'descending',
  ...(range.pageRows !== undefined && { Limit: range.pageRows }),
  ...(after && { ExclusiveStartKey: after }),
});

/** For local tables; a deployed one is made by the stack from the same names. */
export const createTableRequest = (tableName: string) => ({
  TableName: tableName,
  AttributeDefinitions: [
    { AttributeName: names.partitionKey, AttributeType: 'S' },
    { AttributeName: names.sortKey, AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: names.partitionKey, KeyType: 'HASH' },
    { AttributeName: names.sortKey, KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
});
