import { DynamoClient } from '../../../aws/dynamo-client.ts';
import { createTableRequest } from '../../../aws/dynamo-requests.ts';
import { DynamoTable } from '../../../aws/dynamo-table.ts';
import { closeServer, listenOnLoopback } from './loopback-server.ts';

/** DynamoDB with one table, in this process and in memory. */
export interface EmbeddedDynamo {
  readonly endpoint: string;
  readonly table: DynamoTable;
  /** Requests by operation. */
  readonly requests: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export interface EmbeddedDynamoOptions {
  readonly tableName: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const startEmbeddedDynamo = async (options: EmbeddedDynamoOptions): Promise<EmbeddedDynamo> => {
  // Not part of the bundle (it holds a native database), so it is loaded by the only command that needs it.
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const requests = new Map<string, number>();
  server.prependListener('request', ({ headers }) => {
    const operation = String(headers['x-amz-target']).split('.')[1] ?? 'unknown';
    requests.set(operation, (requests.get(operation) ?? 0) + 1);
  });
  const endpoint = await listenOnLoopback(server);
  const client = new DynamoClient({ endpoint, region: options.region, credentials: options.credentials });
  await client.send('CreateTable', createTableRequest(options.tableName));
  for (let isActive = false; !isActive; ) {
    const described = await client.send('DescribeTable', { TableName: options.tableName });
    isActive = JSON.stringify(described).includes('"TableStatus":"ACTIVE"');
  }
  return {
    endpoint,
    table: new DynamoTable(client, options.tableName),
    requests,
    stop: () => closeServer(server),
  };
};
