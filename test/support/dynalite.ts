import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { createTableRequest } from '../../lib/aws/dynamo-requests.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { DEFAULT_RETRY } from '../../lib/aws/retry.ts';

/** A DynamoDB in this process, on a loopback port. */
export interface LocalDynamo {
  readonly endpoint: string;
  readonly client: DynamoClient;
  /** Makes a table and waits until it takes rows. */
  createTable(): Promise<{ readonly name: string; readonly table: DynamoTable }>;
  stop(): Promise<void>;
}

export const LOCAL_REGION = 'eu-west-1';
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** What befalls one request: it is not taken, or it is done and nobody hears of it. */
export type WireFault = 'none' | 'throttled' | 'unavailable' | 'done but unheard';

/** @param nextFault of each request to come; repeated without a pause by this client, as by any other */
export const startDynalite = async (nextFault?: () => WireFault): Promise<LocalDynamo> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  if (nextFault !== undefined) misbehave(server, nextFault);
  await listening(server);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const retry = nextFault === undefined ? DEFAULT_RETRY : { ...DEFAULT_RETRY, firstDelayMs: 0, longestDelayMs: 0 };
  const client = new DynamoClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS }, retry);
  let tables = 0;
  return {
    endpoint,
    client,
    createTable: async () => {
      const name = `nightjar-test-${++tables}`;
      await client.send('CreateTable', createTableRequest(name));
      for (let isActive = false; !isActive; ) {
        const outcome = await client.send('DescribeTable', { TableName: name });
        isActive = JSON.stringify(outcome).includes('"TableStatus":"ACTIVE"');
      }
      return { name, table: new DynamoTable(client, name) };
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const REFUSALS = {
  throttled: { status: 400, type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' },
  unavailable: { status: 500, type: 'com.amazon.coral.service#InternalServerError' },
} as const;

const misbehave = (server: Server, nextFault: () => WireFault): void => {
  const answers = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const fault = nextFault();
    if (fault === 'throttled' || fault === 'unavailable') {
      const { status, type } = REFUSALS[fault];
      request.resume().on('end', () => response.writeHead(status).end(JSON.stringify({ __type: type })));
      return;
    }
    if (fault === 'done but unheard') {
      response.end = () => {
        request.socket.destroy();
        return response;
      };
    }
    for (const answer of answers) answer(request, response);
  });
};

/** Passes requests on to `handle`; a server that answers what a test wants DynamoDB to answer. */
export const startHttpDouble = async (
  answer: (operation: string, body: string) => { readonly status: number; readonly body: string } | 'hang up',
): Promise<{ readonly endpoint: string; stop(): Promise<void> }> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const reply = answer(operation, Buffer.concat(chunks).toString());
      if (reply === 'hang up') request.socket.destroy();
      else response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.0' }).end(reply.body);
    });
  });
  await listening(server);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

const listening = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
