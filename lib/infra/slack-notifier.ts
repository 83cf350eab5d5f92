import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { writeNotifySlackEnvironment } from '../config/environment.ts';
import { SLACK_PARTITION } from '../core/pipeline/table-keys.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import {
  isSecret,
  type KeyReference,
  type WebhookReference,
  webhookArnOf,
  webhookResourceOf,
} from './slack-webhook.ts';
import type { Storage } from './storage.ts';

export interface SlackNotifierProps {
  readonly webhook: WebhookReference;
  /** Key of one's own that encrypts it. */
  readonly webhookKey?: KeyReference;
  /** Every message of these is posted: incidents, and alarms about Nightjar itself. */
  readonly topics: readonly ITopic[];
  /** Keeps which message stands for which incident, where a bot posts. */
  readonly storage: Storage;
  readonly settings: HandlerSettings;
}

const TIMEOUT = Duration.minutes(1);
/** As AWS advises for queues that a function reads: six times the function's time-out. */
const VISIBILITY = Duration.minutes(6);
/** About an hour and a half of tries: longer than an outage of Slack, as a rule. */
const MOST_RECEIVES = 15;

/**
 * Posts what the topics say to Slack. A queue stands between, so that what Slack does not take now is tried again for an
 * hour and then kept; the function holds the right to read the address or token, and its own rows of the table, and nothing
 * else of the installation.
 */
export class SlackNotifier extends Construct {
  readonly handler: HandlerFunction;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: SlackNotifierProps) {
    super(scope, id);
    const { webhook, webhookKey, topics, storage, settings } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    const queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MOST_RECEIVES },
    });
    for (const topic of topics) topic.addSubscription(new SqsSubscription(queue));
    this.handler = new HandlerFunction(this, 'Handler', {
      ...settings,
      handler: 'notify-slack',
      description: 'Nightjar: posts alerts and alarms to Slack',
      environment: writeNotifySlackEnvironment({
        webhookArn: webhookArnOf(webhook),
        tableName: storage.table.tableName,
      }),
      memoryMb: 256,
      timeout: TIMEOUT,
    });
    // Slack takes one message a second; two at a time is the least that a queue can be told.
    this.handler.function.addEventSource(new SqsEventSource(queue, { batchSize: 1, maxConcurrency: 2 }));
    this.#allowAddress(webhook, webhookKey);
    storage.grantRows(this.handler.role, [SLACK_PARTITION]);
  }

  /** This one value, and its key where it has one of its own. */
  #allowAddress(kept: WebhookReference, webhookKey: KeyReference | undefined): void {
    const { role } = this.handler;
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadWebhook',
        actions: [isSecret(kept) ? 'secretsmanager:GetSecretValue' : 'ssm:GetParameter'],
        resources: [webhookResourceOf(kept)],
      }),
    );
    const key = webhookKey ?? (isSecret(kept) ? kept.encryptionKey : undefined);
    if (key === undefined) return;
    const { region, urlSuffix } = Stack.of(this);
    const service = isSecret(kept) ? 'secretsmanager' : 'ssm';
    role.addToPolicy(
      new PolicyStatement({
        sid: 'DecryptWebhook',
        actions: ['kms:Decrypt'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
      }),
    );
  }
}
