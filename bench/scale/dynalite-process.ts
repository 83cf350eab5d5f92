import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { createTableRequest } from '../../lib/aws/dynamo-requests.ts';

const REGION = 'eu-west-1';
const TABLE = 'bench';

/** A DynamoDB in a process of its own, so that its CPU is not taken for ours. */
export const startDynaliteProcess = async (): Promise<{
  readonly endpoint: string;
  readonly tableName: string;
  stop(): void;
}> => {
  const dynalite = createRequire(import.meta.url).resolve('dynalite');
  const program = `const server = require(${JSON.stringify(dynalite)})({ createTableMs: 0 });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    process.stdin.on('end', () => process.exit()).resume();`;
  // Ends when this process does, whose end of the pipe closes then.
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoClient({ endpoint, region: REGION, credentials });
  await client.send('CreateTable', createTableRequest(TABLE));
  for (let isActive = false; !isActive; ) {
    const outcome = await client.send('DescribeTable', { TableName: TABLE });
    isActive = JSON.stringify(outcome).includes('"TableStatus":"ACTIVE"');
  }
  return { endpoint, tableName: TABLE, stop: () => child.kill() };
};
