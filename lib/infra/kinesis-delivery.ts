import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct, type IDependable } from 'constructs';
import type { KinesisTransportConfig } from '../config/config.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { Delivery } from './delivery.ts';
import type { HandlerFunction } from './handler-function.ts';

export interface KinesisDeliveryProps {
  readonly ingest: HandlerFunction;
  readonly transport: KinesisTransportConfig;
}

/** CloudWatch Logs writes a stream; ingest reads it in batches, one invocation per shard at a time. */
export class KinesisDelivery extends Construct implements Delivery {
  readonly destinationArn: string;
  readonly role: Role;
  readonly ready: readonly IDependable[];
  readonly stream: Stream;
  readonly shards: number;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { ingest, transport }: KinesisDeliveryProps) {
    super(scope, id);
    this.shards = transport.shards;
    this.stream = new Stream(this, 'Stream', {
      shardCount: transport.shards,
      retentionPeriod: Duration.hours(transport.retentionHours),
      encryption: StreamEncryption.MANAGED,
    });
    this.destinationArn = this.stream.streamArn;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.role = this.#writerRole();
    this.ready = [this.role];
    ingest.function.addEventSource(
      new KinesisEventSource(this.stream, {
        startingPosition: StartingPosition.TRIM_HORIZON, // nothing is lost between the first filter and this mapping
        batchSize: 10_000, // the 6 MB of an invocation bind first, at about 1,600 records
        maxBatchingWindow: Duration.seconds(transport.batchWindowSeconds),
        // Exact counts rest on these three: commits name whole ranges of one shard, in order. Bad data never fails a
        // batch, so the only failure is a failed write, and that one fails the whole batch.
        parallelizationFactor: 1,
        bisectBatchOnError: false,
        reportBatchItemFailures: false,
        maxRecordAge: Duration.hours(Math.min(transport.retentionHours, MAX_RECORD_AGE_HOURS)),
        onFailure: new SqsDlq(this.deadLetters),
      }),
    );
  }

  #writerRole(): Role {
    const stack = Stack.of(this);
    const logs = { service: 'logs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME };
    const role = new Role(this, 'WriterRole', {
      description: 'Nightjar: lets CloudWatch Logs write the stream',
      assumedBy: new ServicePrincipal('logs.amazonaws.com', {
        conditions: { StringLike: { 'aws:SourceArn': stack.formatArn(logs) } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ sid: 'Write', actions: ['kinesis:PutRecord'], resources: [this.stream.streamArn] }),
    );
    return role;
  }
}

/** What could not be written for so long is looked at by people; newer records must not wait behind it. */
const MAX_RECORD_AGE_HOURS = 6;
