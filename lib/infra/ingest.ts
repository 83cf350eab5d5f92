import { Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { type IngestEnvironment, writeIngestEnvironment } from '../config/environment.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import type { Storage } from './storage.ts';

export interface IngestProps {
  readonly environment: Omit<IngestEnvironment, 'region'>;
  readonly storage: Storage;
  readonly settings: HandlerSettings;
  readonly reservedConcurrency?: number;
}

/** Reads what CloudWatch Logs delivers and writes packed summaries. Deliveries it cannot store end in a queue. */
export class Ingest extends Construct {
  readonly handler: HandlerFunction;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.handler = new HandlerFunction(this, 'Handler', {
      ...props.settings,
      handler: 'ingest',
      description: 'Nightjar: folds log events into summaries per function and minute',
      environment: writeIngestEnvironment(props.environment),
      memoryMb: 512, // 6 MB of event, 20-30 MB of text in work; more buys no speed below one full vCPU
      timeout: Duration.seconds(60),
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrency: props.reservedConcurrency }),
    });
    // For deliveries by CloudWatch Logs, which invokes asynchronously. A retry counts nothing twice.
    this.handler.function.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.deadLetters),
    });
    props.storage.grant(
      this.handler.role,
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    );
  }
}
