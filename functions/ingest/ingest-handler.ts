import { randomUUID } from 'node:crypto';
import { dynamoConnection } from '../../lib/aws/aws-connection.ts';
import { DynamoClient } from '../../lib/aws/dynamo-client.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { emfMetrics } from '../../lib/aws/emf-metrics.ts';
import { systemClock } from '../../lib/aws/system-clock.ts';
import { writeLine } from '../../lib/aws/write-line.ts';
import { describeEnvironmentProblems, ingestSettingsOf, readIngestEnvironment } from '../../lib/config/environment.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import type { Clock } from '../../lib/core/pipeline/ports.ts';

/**
 * The handler for an environment. It fails for one reason only, a store that does not answer, so that CloudWatch Logs or
 * Kinesis delivers the same again; data that cannot be read would be no better the second time.
 */
export const ingestHandler = (
  variables: Readonly<Record<string, string | undefined>>,
  clock: Clock = systemClock,
  /** Takes the metric lines. */
  write: (line: string) => void = writeLine,
) => {
  const environment = readIngestEnvironment(variables);
  if (!environment.ok) throw new Error(describeEnvironmentProblems(environment.problem));
  const { tableName, region, installation } = environment.value;
  const table = new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName);
  const metrics = emfMetrics({ installation, clock, write });
  const ingest = makeIngest({ table, metrics, clock, settings: ingestSettingsOf(environment.value) });
  return async (event: unknown): Promise<void> => {
    const read = readIngestEvent(event);
    if (read.ok) await ingest(read.value, randomUUID());
    else metrics.emit({ eventsSkipped: 1 }, { event: read.problem });
  };
};
