import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dynamoConnection, serviceConnection } from '../../aws/aws-connection.ts';
import { DynamoClient } from '../../aws/dynamo-client.ts';
import { DynamoTable } from '../../aws/dynamo-table.ts';
import { JsonService, ServiceProblem } from '../../aws/json-service.ts';
import { kinesisShardReader } from '../../aws/kinesis-shard-reader.ts';
import { type QueuedMessage, queuedMessages } from '../../aws/sqs-messages.ts';
import { systemClock } from '../../aws/system-clock.ts';
import { describeEnvironmentProblems, ingestSettingsOf, readIngestEnvironment } from '../../config/environment.ts';
import { readFailedDelivery } from '../../core/pipeline/failed-delivery.ts';
import { makeIngest } from '../../core/pipeline/ingest.ts';
import { TableProblem } from '../../core/pipeline/ports.ts';
import { makeRedrive } from '../../core/pipeline/redrive.ts';
import type { Command, CommandLine } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { quoted } from '../output/quoted.ts';
import { writeText } from '../output/write-text.ts';
import type { Terminal } from '../terminal.ts';
import { UserMistake } from '../user-mistake.ts';

/** `nightjar redrive`: ingests what ended in a failure queue. */
export const redriveCommand: Command = {
  name: 'redrive',
  summary: 'Ingest again what ended in a failure queue, counting nothing twice',
  operands: '[FILE|-]',
  options: {
    queue: {
      type: 'string',
      value: 'URL',
      help: 'read the messages from this SQS queue; those that succeed are deleted',
    },
    environment: {
      type: 'string',
      value: 'FILE.json',
      help: "ingest's environment variables, as a JSON object (default: those of this process)",
    },
  },
  notes: [
    'FILE holds one message body a line. Credentials and Region come from AWS_* variables:',
    'eval "$(aws configure export-credentials --format env)"',
    'aws lambda get-function-configuration --function-name INGEST --query Environment.Variables > FILE.json',
  ],
  run: async (line, terminal) => {
    try {
      return await redriveAll(line, terminal);
    } catch (error) {
      const isAws = error instanceof ServiceProblem || error instanceof TableProblem;
      if (!isAws) throw error;
      throw new UserMistake(
        `AWS did not do it: ${error.message}`,
        'put it right and run it again: nothing counts twice',
      );
    }
  },
};

const redriveAll = async (line: CommandLine, terminal: Terminal): Promise<ExitCode> => {
  const variables = await variablesOf(line);
  const redrive = redriveFor(variables);
  const sum = { v: 1, type: 'redrive', messages: 0, events: 0, duplicates: 0, gone: 0, unreadable: 0 };
  const skippedInAll = new Map<string, number>();
  for await (const { body, remove } of messagesOf(line, variables, terminal)) {
    const failed = readFailedDelivery(body);
    sum.messages++;
    if (!failed.ok) {
      sum.unreadable++;
      await writeText(terminal.err, `message ${sum.messages} left alone: ${failed.problem.code}\n`);
      continue;
    }
    const { events, duplicates, skipped, isGone } = await redrive(failed.value, randomUUID());
    sum.events += events;
    sum.duplicates += duplicates;
    for (const [reason, count] of skipped) skippedInAll.set(reason, (skippedInAll.get(reason) ?? 0) + count);
    // A message of whose records some are gone stays: it is all that is left to say that something was lost.
    if (isGone) sum.gone++;
    else await remove();
  }
  await writeText(terminal.out, `${JSON.stringify({ ...sum, skipped: Object.fromEntries(skippedInAll) })}\n`);
  return sum.unreadable + sum.gone > 0 ? EXIT.usage : EXIT.fine;
};

type Variables = Readonly<Record<string, string | undefined>>;

const variablesOf = async (line: CommandLine): Promise<Variables> => {
  const path = line.options.get('environment');
  if (typeof path !== 'string') return process.env;
  try {
    return { ...process.env, ...(JSON.parse(await readFile(path, 'utf8')) as Variables) };
  } catch {
    throw new UserMistake(`--environment ${quoted(path)} is no JSON file`, 'see nightjar redrive --help');
  }
};

const redriveFor = (variables: Variables) => {
  const environment = readIngestEnvironment(variables);
  if (!environment.ok) throw new UserMistake(describeEnvironmentProblems(environment.problem), 'give --environment');
  const { tableName, region } = environment.value;
  if (!variables['AWS_ACCESS_KEY_ID'] || !variables['AWS_SECRET_ACCESS_KEY']) {
    throw new UserMistake(
      'there are no credentials in AWS_* variables',
      'eval "$(aws configure export-credentials --format env)" puts them there',
    );
  }
  const ingest = makeIngest({
    table: new DynamoTable(new DynamoClient(dynamoConnection(variables, region)), tableName),
    metrics: { emit: () => {} },
    clock: systemClock,
    settings: ingestSettingsOf(environment.value),
  });
  const kinesis = new JsonService(
    serviceConnection('kinesis', variables, region),
    'kinesis',
    'Kinesis_20131202',
    '1.1',
  );
  return makeRedrive(ingest, kinesisShardReader(kinesis));
};

async function* messagesOf(
  { options, operands }: CommandLine,
  variables: Variables,
  terminal: Terminal,
): AsyncGenerator<QueuedMessage> {
  const queue = options.get('queue');
  const [path = '-', more] = operands;
  if (more !== undefined || (typeof queue === 'string' && operands.length > 0)) {
    throw new UserMistake('messages come from one place', 'name one file, or -, or --queue URL');
  }
  if (typeof queue === 'string') {
    const region = variables['AWS_REGION'] ?? '';
    const sqs = new JsonService(serviceConnection('sqs', variables, region), 'sqs', 'AmazonSQS', '1.0');
    yield* queuedMessages(sqs, queue);
    return;
  }
  const text = path === '-' ? await textOf(terminal) : await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new UserMistake(`${quoted(path)} cannot be read`, 'name a file of messages');
  for (const body of text.split('\n')) if (body.trim() !== '') yield { body, remove: async () => {} };
}

const textOf = async (terminal: Terminal): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of terminal.input) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
};
