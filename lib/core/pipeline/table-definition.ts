/** Names of the table's attributes: for the adapter, the construct and every local table alike. */
export const tableDefinition = {
  partitionKey: 'pk',
  sortKey: 'sk',
  revision: 'rev',
  /** Packed bytes of a row. */
  bytes: 'bin',
  /** JSON text of a row. */
  text: 'doc',
  /** Epoch seconds after which DynamoDB may remove the item. */
  timeToLive: 'ttl',
} as const;
