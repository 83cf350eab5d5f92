import { alertJson } from '../../core/alert/alert-json.ts';
import type { Incident, Transition } from '../../core/incident/incident.ts';
import { readIncidents } from '../../core/pipeline/incident-log.ts';
import { type Table, TableProblem } from '../../core/pipeline/ports.ts';
import type { EpochMs } from '../../core/units.ts';
import { quoted } from '../output/quoted.ts';
import { UserMistake } from '../user-mistake.ts';
import { type IncidentRecord, readIncidentLine } from './incident-record.ts';

export interface Installation {
  readonly stackName: string;
  readonly region: string | undefined;
  /** Instead of the stack's. */
  readonly tableName: string | undefined;
}

/** Incidents of a deployed installation that reach into a range, with the credentials that the AWS CLI would use. */
export const readDeployedIncidents = async (
  installation: Installation,
  from: EpochMs,
  until: EpochMs,
): Promise<IncidentRecord[]> => {
  const table = await deployedTable(installation);
  const incidents = await readIncidents(table, from, until).catch((error: unknown) => {
    if (error instanceof TableProblem) throw new UserMistake(error.message, 'the table must be readable');
    throw error;
  });
  return incidents.flatMap((incident) => readIncidentLine(alertJson(lastTransition(incident))) ?? []);
};

const deployedTable = async ({ stackName, region, tableName }: Installation): Promise<Table> => {
  // The SDK's word about its own support for this Node is no news of the installation.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  // Loaded on demand: lists of a file need no client.
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const { accountReader } = await import('../../aws/account-reader.ts');
  const { serviceConnection } = await import('../../aws/aws-connection.ts');
  const { DynamoClient } = await import('../../aws/dynamo-client.ts');
  const { DynamoTable } = await import('../../aws/dynamo-table.ts');
  const { systemClock } = await import('../../aws/system-clock.ts');
  // Only asked for what every client finds: Region and credentials of environment, profile or role.
  const { config } = new CloudFormationClient(region === undefined ? {} : { region });
  const usedRegion = await config.region();
  const name = tableName ?? (await accountReader(systemClock, region).stack(stackName))?.outputs.get('TableName');
  if (name === undefined) {
    throw new UserMistake(
      `no stack ${quoted(stackName)} with a table in ${usedRegion}`,
      'name it with --stack or --table',
    );
  }
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
  const variables = {
    ...process.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  return new DynamoTable(new DynamoClient(serviceConnection('dynamodb', variables, usedRegion)), name);
};

/** What was told last, as far as the log tells it. */
const lastTransition = (incident: Incident): Transition => ({
  type: incident.status === 'open' ? 'incident.opened' : 'incident.resolved',
  incident,
  at: incident.endedAt ?? incident.detectedAt,
  changes: [],
});
