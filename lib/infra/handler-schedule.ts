import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function.ts';

export interface HandlerScheduleProps {
  readonly description: string;
  readonly handler: HandlerFunction;
  readonly every: Duration;
}

/** What came too late is worthless, since the next one is on its way: neither kept nor tried again. */
const MAX_AGE = Duration.seconds(60);

/** Starts a handler at a fixed pace with `{"scheduledTime": …}`. */
export class HandlerSchedule extends Construct {
  readonly schedule: Schedule;

  constructor(scope: Construct, id: string, { description, handler, every }: HandlerScheduleProps) {
    super(scope, id);
    const { functionArn } = handler.function;
    handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: MAX_AGE });
    const role = new Role(this, 'Role', {
      description: `${description}, started by EventBridge Scheduler`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ sid: 'Start', actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
    );
    // A target of our own: the ready-made one also grants every version and alias of the function.
    this.schedule = new Schedule(this, 'Resource', {
      description,
      schedule: ScheduleExpression.rate(every),
      target: {
        bind: () => ({
          arn: functionArn,
          role,
          input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: MAX_AGE.toSeconds() },
        }),
      },
    });
  }
}
