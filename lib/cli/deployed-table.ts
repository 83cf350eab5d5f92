import { accountReader } from '../aws/account-reader.ts';
import { DynamoClient } from '../aws/dynamo-client.ts';
import { DynamoTable } from '../aws/dynamo-table.ts';
import { environmentConnection } from '../aws/environment-connection.ts';
import { systemClock } from '../aws/system-clock.ts';
import type { Table } from '../core/pipeline/ports.ts';
import { identityOf } from './identity-of.ts';
import { quoted } from './output/quoted.ts';
import { UserMistake } from './user-mistake.ts';

export interface DeployedPlace {
  readonly stackName: string;
  readonly region: string | undefined;
  /** Instead of the stack's. */
  readonly tableName?: string | undefined;
}

/**
 * The table of a deployed installation, and who asks for it, by the credentials that the AWS CLI would use. `who` is empty
 * where the table was named: nothing is written then.
 */
export const openDeployedTable = async ({
  stackName,
  region: givenRegion,
  tableName,
}: DeployedPlace): Promise<{ readonly table: Table; readonly who: string }> => {
  // The SDK's word about its own support for this Node is no news of the installation.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const reader = accountReader(systemClock, givenRegion);
  // Where table and Region are said, nobody needs to be asked.
  const isSaid = tableName !== undefined && givenRegion !== undefined;
  const { arn, region } = isSaid ? { arn: '', region: givenRegion } : await identityOf(reader);
  const name = tableName ?? (await reader.stack(stackName))?.outputs.get('TableName');
  if (name === undefined) {
    throw new UserMistake(
      `no stack ${quoted(stackName)} with a table in ${region}`,
      'name it with --stack, and its Region with --region',
    );
  }
  return { table: new DynamoTable(new DynamoClient(await environmentConnection('dynamodb', region)), name), who: arn };
};
