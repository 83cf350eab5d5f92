import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { type ITopic, TopicGrants } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type EvaluateEnvironment, writeEvaluateEnvironment } from '../config/environment.ts';
import { HandlerFunction } from './handler-function.ts';
import type { Storage } from './storage.ts';

export interface EvaluateProps {
  readonly environment: Omit<EvaluateEnvironment, 'region'>;
  readonly storage: Storage;
  readonly alertsTopic: ITopic;
  readonly logRetention: RetentionDays;
}

/** A tick that is older than the next one is worthless: it is neither kept nor tried again. */
const TICK_AGE = Duration.seconds(60);

/** Scores the newest minute of every function, once a minute, and publishes what changed. */
export class Evaluate extends Construct {
  readonly handler: HandlerFunction;
  readonly schedule: Schedule;

  constructor(scope: Construct, id: string, props: EvaluateProps) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      handler: 'evaluate',
      description: 'Nightjar: scores the newest minute of every function and publishes incidents',
      installation: props.environment.installation,
      environment: writeEvaluateEnvironment(props.environment),
      memoryMb: 1_024,
      timeout: Duration.seconds(55), // ends before the next tick but one could pile up
      logRetention: props.logRetention,
    });
    this.handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TICK_AGE });
    props.storage.grant(
      this.handler.role,
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
    );
    TopicGrants.fromTopic(props.alertsTopic).actions(this.handler.role, ['sns:Publish'], {
      keyActions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    });
    this.schedule = this.#everyMinute();
  }

  #everyMinute(): Schedule {
    const { functionArn } = this.handler.function;
    const role = new Role(this, 'ScheduleRole', {
      description: 'Nightjar: lets EventBridge Scheduler start the evaluator',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ sid: 'Tick', actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
    );
    // A target of our own: the ready-made one also grants every version and alias of the function.
    return new Schedule(this, 'EveryMinute', {
      description: 'Nightjar: evaluation tick',
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: {
        bind: () => ({
          arn: functionArn,
          role,
          input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: TICK_AGE.toSeconds() },
        }),
      },
    });
  }
}
