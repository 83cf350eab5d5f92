import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, TopicGrants } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type EvaluateEnvironment, writeEvaluateEnvironment } from '../config/environment.ts';
import { HandlerFunction, type HandlerSettings } from './handler-function.ts';
import { HandlerSchedule } from './handler-schedule.ts';
import type { Storage } from './storage.ts';

export interface EvaluateProps {
  readonly environment: Omit<EvaluateEnvironment, 'region'>;
  readonly storage: Storage;
  readonly alertsTopic: ITopic;
  readonly settings: HandlerSettings;
  /** Names and patterns of groups in which lines for alerts may be looked for. */
  readonly searchedGroups: readonly string[];
  /** Block and allow lists; how people are told. */
  readonly layers: readonly ILayerVersion[];
}

/** Scores the newest minute of every function, once a minute, and publishes what changed. */
export class Evaluate extends Construct {
  readonly handler: HandlerFunction;
  readonly schedule: HandlerSchedule;

  constructor(scope: Construct, id: string, props: EvaluateProps) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      ...props.settings,
      handler: 'evaluate',
      description: 'Nightjar: scores the newest minute of every function and publishes incidents',
      environment: writeEvaluateEnvironment(props.environment),
      memoryMb: 1_024,
      timeout: Duration.seconds(55), // ends before the next tick but one could pile up
      asksForInterfaces: props.environment.networkLookup === 'on',
      ...(props.layers.length === 0 ? {} : { layers: props.layers }),
    });
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
    // A policy of its own: the function waits for its role's default policy, which therefore cannot name it.
    new Policy(this, 'DispatchSlots', {
      roles: [this.handler.role],
      statements: [
        new PolicyStatement({
          sid: 'EvaluateSlots',
          actions: ['lambda:InvokeFunction'],
          resources: [this.handler.function.functionArn],
        }),
      ],
    });
    if (props.environment.networkLookup === 'on') this.#allowNetworkLookup();
    if (props.environment.functionLookup === 'on') this.#allowFunctionLookup();
    if (props.environment.tagLookup === 'on') this.#allowTagLookup();
    if (props.searchedGroups.length > 0) this.#allowLogSearch(props.searchedGroups);
    this.schedule = new HandlerSchedule(this, 'Schedule', {
      description: 'Nightjar: evaluation tick',
      handler: this.handler,
      every: Duration.minutes(1),
    });
  }
  /** Lines of subscribed groups for alerts; nothing of it is kept. */
  #allowLogSearch(groups: readonly string[]): void {
    const policy = new Policy(this, 'SearchLogs', {
      roles: [this.handler.role],
      statements: [
        new PolicyStatement({
          sid: 'FindLines',
          actions: ['logs:FilterLogEvents'],
          resources: groups.map((name) => this.#groupArn(name)),
        }),
      ],
    });
    for (const group of groups.filter((name) => name.endsWith('*'))) {
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${group}]`,
        reason: 'Functions come and go; lines are looked for in the subscribed groups only.',
      });
    }
  }

  #groupArn(resourceName: string): string {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName, arnFormat });
  }

  /** Tags of functions by their keys; no other action shows fewer. */
  #allowTagLookup(): void {
    const policy = new Policy(this, 'ReadTags', {
      roles: [this.handler.role],
      statements: [
        new PolicyStatement({
          sid: 'FindTaggedFunctions',
          actions: ['tag:GetResources'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(this).region } },
        }),
      ],
    });
    Validations.of(policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Finding resources by tag knows no resource; the statement holds for this Region only.',
    });
  }

  /** Whether functions that fell silent still exist. Which ones there will be is not known. */
  #allowFunctionLookup(): void {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const functions = { service: 'lambda', resource: 'function', resourceName: '*', arnFormat };
    const policy = new Policy(this, 'LookUpFunctions', {
      roles: [this.handler.role],
      statements: [
        new PolicyStatement({
          sid: 'FindFunction',
          actions: ['lambda:GetFunctionConfiguration'],
          resources: [Stack.of(this).formatArn(functions)],
        }),
        new PolicyStatement({
          sid: 'ListFunctions', // hundreds at once, as when a stack was deleted, or whose a network interface is
          actions: ['lambda:ListFunctions'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(this).region } },
        }),
      ],
    });
    Validations.of(policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:*]',
      reason: 'Functions come and go; the statement holds for this account and Region only.',
    });
    Validations.of(policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Listing functions knows no resource; the statement holds for this Region only.',
    });
  }

  /** A list of addresses and subnets. IAM checks the action against no resource, so the Region is all that narrows. */
  #allowNetworkLookup(): void {
    const policy = new Policy(this, 'LookUpNetwork', {
      roles: [this.handler.role],
      statements: [
        new PolicyStatement({
          sid: 'ListInterfaces',
          actions: ['ec2:DescribeNetworkInterfaces'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:RequestedRegion': Stack.of(this).region } },
        }),
      ],
    });
    Validations.of(policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Listing interfaces knows no resource; the statement holds for this Region only.',
    });
  }
}
