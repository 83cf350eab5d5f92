import { afterAll, beforeAll } from 'vitest';
import { type LocalDynamo, startDynalite } from '../support/dynalite.ts';
import { tableContract } from './table-contract.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startDynalite();
});
afterAll(() => dynamo.stop());

tableContract('the table in DynamoDB', async () => (await dynamo.createTable()).table, 10);
