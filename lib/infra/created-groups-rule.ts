import { Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function.ts';

export interface CreatedGroupsRuleProps {
  readonly handler: HandlerFunction;
  readonly prefixes: readonly string[];
}

/**
 * Tells subscribe of each new log group below a prefix within seconds. The events come from CloudTrail, so only where the
 * account has a trail; without one the schedule finds the group minutes later. Costs nothing: events of AWS are free.
 */
export class CreatedGroupsRule extends Construct {
  constructor(scope: Construct, id: string, { handler, prefixes }: CreatedGroupsRuleProps) {
    super(scope, id);
    const { functionArn } = handler.function;
    const rule = new Rule(this, 'Rule', {
      description: 'Nightjar: a log group was created',
      eventPattern: {
        source: ['aws.logs'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['logs.amazonaws.com'],
          eventName: ['CreateLogGroup'],
          requestParameters: { logGroupName: prefixes.map((prefix) => ({ prefix })) },
        },
      },
      targets: [{ bind: () => ({ arn: functionArn }) }],
    });
    // A permission of our own: the ready-made target's names no account.
    new CfnPermission(this, 'EventsInvoke', {
      functionName: functionArn,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: rule.ruleArn,
    });
  }
}
