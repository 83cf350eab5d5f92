import { describe } from 'vitest';
import { dynamoConnection } from '../../lib/aws/aws-connection.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { createTableRequest } from '../../lib/aws/dynamo-requests.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { tableContract } from '../contract/table-contract.ts';
import { ENDPOINT, REGION, VARIABLES } from './moto-account.ts';

describe.skipIf(ENDPOINT === '')('against moto', () => {
  let tables = 0;
  tableContract(
    'the table in another DynamoDB',
    async () => {
      const client = new DynamoClient(dynamoConnection(VARIABLES, REGION));
      const name = `table-${tables++}`;
      const connection = dynamoConnection(VARIABLES, REGION);
      await fetch(connection.endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.CreateTable',
          authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${REGION}/dynamodb/aws4_request`,
        },
        body: JSON.stringify(createTableRequest(name)),
      });
      return new DynamoTable(client, name);
    },
    10,
  );
});
