import { describe, expect, it } from 'vitest';
import {
  alertsTopic,
  anyLogs,
  arnOf,
  byAccount,
  byPrefix,
  byTag,
  checkoutLogs,
  deadLetters,
  direct,
  inPartition,
  key,
  kinesis,
  LIST_FUNCTIONS,
  LIST_INTERFACES,
  NEIGHBOURS,
  on,
  ownLogs,
  passWriter,
  searching,
  TABLE_CALLS,
  TABLE_KEY_CALLS,
  table,
  throughDynamo,
  watchingNetworks,
} from '../support/iam-calls.ts';
import { type IamCall, SimulatedRole } from '../support/simulate-iam.ts';
import type { Synthesised } from '../support/synthesise.ts';

interface RoleCase {
  readonly template: Synthesised;
  readonly role: string;
  readonly needed: readonly IamCall[];
  readonly denied: readonly IamCall[];
}

const ROLES: Readonly<Record<string, RoleCase>> = {
  ingest: {
    template: direct,
    role: 'IngestHandlerRole',
    needed: [
      ...TABLE_CALLS,
      ...TABLE_KEY_CALLS,
      ...on(deadLetters, 'sqs:SendMessage'),
      ...on(`${ownLogs}/ingest:log-stream:2026`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ],
    denied: [
      ...NEIGHBOURS,
      ...on(alertsTopic, 'sns:Publish'),
      ...on(key, 'kms:Decrypt'), // only DynamoDB may use the key in its name
      ...on(`${ownLogs}/evaluate:log-stream:2026`, 'logs:PutLogEvents'),
    ],
  },
  evaluate: {
    template: direct,
    role: 'EvaluateHandlerRole',
    needed: [
      ...TABLE_CALLS,
      ...TABLE_KEY_CALLS,
      ...on(alertsTopic, 'sns:Publish'),
      ...on(key, 'kms:Decrypt', 'kms:GenerateDataKey'), // SNS encrypts what is published
      ...on(`${ownLogs}/evaluate:log-stream:2026`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
      ...on(arnOf(direct, 'AWS::Lambda::Function', 'Evaluate'), 'lambda:InvokeFunction'), // one for each slot
      { action: 'tag:GetResources', resource: '*', context: { 'aws:RequestedRegion': 'eu-west-1' } },
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/checkout', 'logs:FilterLogEvents'),
      ...on('arn:aws:lambda:eu-west-1:123456789012:function:checkout', 'lambda:GetFunctionConfiguration'),
      LIST_FUNCTIONS,
    ],
    denied: [
      ...NEIGHBOURS.filter(({ action }) => action !== 'logs:FilterLogEvents'),
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/billing', 'logs:FilterLogEvents'),
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/checkout', 'logs:StartQuery'),
      ...on(arnOf(direct, 'AWS::Lambda::Function', 'Ingest'), 'lambda:InvokeFunction'),
      ...on(arnOf(direct, 'AWS::Lambda::Function', 'Evaluate'), 'lambda:UpdateFunctionCode'),
      ...on(deadLetters, 'sqs:SendMessage'),
      { action: 'tag:GetResources', resource: '*', context: { 'aws:RequestedRegion': 'us-east-1' } },
      ...on(`${ownLogs}/ingest:log-stream:2026`, 'logs:PutLogEvents'),
      ...on('arn:aws:lambda:eu-west-1:123456789012:function:checkout', 'lambda:GetFunction', 'lambda:GetPolicy'),
      ...on('arn:aws:lambda:us-east-1:123456789012:function:checkout', 'lambda:GetFunctionConfiguration'),
      ...on('arn:aws:lambda:eu-west-1:210987654321:function:checkout', 'lambda:GetFunctionConfiguration'),
      { ...LIST_FUNCTIONS, context: { 'aws:RequestedRegion': 'us-east-1' } },
      LIST_INTERFACES,
    ],
  },
  'evaluate where flow logs are read': {
    template: watchingNetworks,
    role: 'EvaluateHandlerRole',
    needed: [...TABLE_CALLS, LIST_FUNCTIONS, LIST_INTERFACES],
    denied: [
      ...NEIGHBOURS.filter(({ action }) => action !== 'logs:FilterLogEvents'),
      { ...LIST_INTERFACES, context: { 'aws:RequestedRegion': 'us-east-1' } },
      ...on(
        '*',
        'ec2:DescribeInstances',
        'ec2:DescribeSecurityGroups',
        'lambda:ListLayers',
        'lambda:GetAccountSettings',
      ),
      ...on('arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0a1b', 'ec2:DeleteNetworkInterface'),
      ...on('arn:aws:lambda:eu-west-1:123456789012:function:checkout', 'lambda:GetFunction'),
    ],
  },
  widget: {
    template: direct,
    role: 'WidgetHandlerRole',
    needed: [
      ...inPartition('layout', 'dynamodb:GetItem'),
      ...inPartition('incidents', 'dynamodb:Query'),
      ...inPartition('history|0.1|20400', 'dynamodb:Query'),
      ...['kms:Decrypt', 'kms:DescribeKey'].map((action) => ({ action, resource: key, context: throughDynamo })),
      ...on(`${ownLogs}/widget:log-stream:2026`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ],
    denied: [
      ...NEIGHBOURS,
      ...inPartition('document|ledger', 'dynamodb:GetItem', 'dynamodb:Query'),
      ...inPartition('outbox|20400', 'dynamodb:Query'),
      ...inPartition('incidents', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLSelect'),
      ...['kms:Encrypt', 'kms:GenerateDataKey'].map((action) => ({ action, resource: key, context: throughDynamo })),
      ...on(key, 'kms:Decrypt'),
      ...on(alertsTopic, 'sns:Publish'),
    ],
  },
  'the schedule': {
    template: direct,
    role: 'EvaluateScheduleRole',
    needed: on(arnOf(direct, 'AWS::Lambda::Function', 'Evaluate'), 'lambda:InvokeFunction'),
    denied: [
      ...NEIGHBOURS,
      ...on(arnOf(direct, 'AWS::Lambda::Function', 'Ingest'), 'lambda:InvokeFunction'),
      ...on(`${arnOf(direct, 'AWS::Lambda::Function', 'Evaluate')}:1`, 'lambda:InvokeFunction'),
    ],
  },
  'ingest behind Kinesis': {
    template: kinesis,
    role: 'IngestHandlerRole',
    needed: [
      ...TABLE_CALLS,
      ...TABLE_KEY_CALLS,
      ...on(
        arnOf(kinesis, 'AWS::Kinesis::Stream'),
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:DescribeStreamSummary',
        'kinesis:ListShards',
      ),
      ...on(arnOf(kinesis, 'AWS::SQS::Queue', 'Kinesis'), 'sqs:SendMessage'),
    ],
    denied: [...NEIGHBOURS, ...on(arnOf(kinesis, 'AWS::Kinesis::Stream'), 'kinesis:PutRecord', 'kinesis:DeleteStream')],
  },
  'CloudWatch Logs, writing the stream': {
    template: kinesis,
    role: 'WriterRole',
    needed: on(arnOf(kinesis, 'AWS::Kinesis::Stream'), 'kinesis:PutRecord'),
    denied: [
      ...NEIGHBOURS,
      ...on(arnOf(kinesis, 'AWS::Kinesis::Stream'), 'kinesis:GetRecords', 'kinesis:DeleteStream'),
      ...on(`${arnOf(kinesis, 'AWS::Kinesis::Stream')}-other`, 'kinesis:PutRecord'),
    ],
  },
  backfill: {
    template: byTag,
    role: 'BackfillHandlerRole',
    needed: [
      ...TABLE_CALLS,
      ...TABLE_KEY_CALLS,
      ...on('*', 'cloudwatch:GetMetricData', 'lambda:ListFunctions', 'logs:DescribeLogGroups', 'tag:GetResources'),
      ...on(`${ownLogs}/backfill:log-stream:2026`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ],
    denied: [
      ...NEIGHBOURS,
      ...on('*', 'cloudwatch:PutMetricData', 'cloudwatch:GetMetricStatistics', 'logs:StartQuery', 'lambda:GetFunction'),
      ...on(checkoutLogs, 'logs:PutSubscriptionFilter'),
      ...on(alertsTopic, 'sns:Publish'),
    ],
  },
  'backfill, where past lines are searched': {
    template: searching,
    role: 'BackfillHandlerRole',
    needed: [
      ...on(checkoutLogs, 'logs:StartQuery'),
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/shop/orders:*', 'logs:StartQuery'),
      ...on('*', 'logs:GetQueryResults', 'logs:StopQuery'),
    ],
    denied: [
      ...NEIGHBOURS,
      ...on(anyLogs, 'logs:StartQuery'),
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/shop/orders-private:*', 'logs:StartQuery'),
      ...on(`${checkoutLogs}:log-stream:x`, 'logs:GetLogEvents'),
      ...on(checkoutLogs, 'logs:FilterLogEvents', 'logs:PutSubscriptionFilter'),
    ],
  },
  'the schedule of backfill': {
    template: byPrefix,
    role: 'BackfillScheduleRole',
    needed: on(arnOf(byPrefix, 'AWS::Lambda::Function', 'Backfill'), 'lambda:InvokeFunction'),
    denied: [...NEIGHBOURS, ...on(arnOf(byPrefix, 'AWS::Lambda::Function', 'Ingest'), 'lambda:InvokeFunction')],
  },
  subscribe: {
    template: byPrefix,
    role: 'SubscriberHandlerRole',
    needed: [
      ...on(table, 'dynamodb:GetItem', 'dynamodb:PutItem'),
      ...TABLE_KEY_CALLS,
      ...on('*', 'logs:DescribeLogGroups', 'lambda:ListFunctions', 'cloudwatch:GetMetricData'),
      ...on(`${ownLogs}/ingest`, 'logs:DeleteSubscriptionFilter'), // to break a circle
      ...on(checkoutLogs, 'logs:PutSubscriptionFilter'),
      { ...passWriter, context: { 'iam:PassedToService': 'logs.amazonaws.com' } },
      ...on(`${ownLogs}/subscribe:log-stream:2026`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ],
    denied: [
      ...NEIGHBOURS,
      ...on(table, 'dynamodb:Query', 'dynamodb:BatchWriteItem'),
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/rds/x', 'logs:PutSubscriptionFilter'),
      ...on(`${ownLogs}/ingest`, 'logs:PutSubscriptionFilter'),
      ...on(checkoutLogs, 'logs:DeleteSubscriptionFilter', 'logs:DeleteLogGroup', 'logs:PutRetentionPolicy'),
      ...on('*', 'tag:GetResources'), // no source names a tag
      ...on('*', 'logs:PutAccountPolicy', 'logs:DeleteAccountPolicy', 'logs:DescribeAccountPolicies'), // not asked for
      { ...passWriter, context: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      ...on(alertsTopic, 'sns:Publish'),
    ],
  },
  'subscribe, where tags decide': {
    template: byTag,
    role: 'SubscriberHandlerRole',
    needed: [
      ...on('*', 'tag:GetResources', 'lambda:ListFunctions'),
      ...on(checkoutLogs, 'logs:PutSubscriptionFilter', 'logs:DeleteSubscriptionFilter'),
    ],
    denied: [
      ...NEIGHBOURS,
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/rds/x', 'logs:DeleteSubscriptionFilter'),
      ...on('*', 'tag:TagResources'),
    ],
  },
  'subscribe, where the policy of the account is allowed': {
    template: byAccount,
    role: 'SubscriberHandlerRole',
    needed: [
      ...on('*', 'logs:PutAccountPolicy', 'logs:DescribeAccountPolicies', 'logs:DeleteAccountPolicy'),
      ...on(anyLogs, 'logs:PutSubscriptionFilter', 'logs:DeleteSubscriptionFilter'),
    ],
    denied: [...NEIGHBOURS, ...on(anyLogs, 'logs:DeleteLogGroup', 'logs:FilterLogEvents')],
  },
  'unsubscribe, where the policy of the account is allowed': {
    template: byAccount,
    role: 'RemovalHandlerRole',
    needed: [...on('*', 'logs:DeleteAccountPolicy'), ...on(anyLogs, 'logs:DeleteSubscriptionFilter')],
    denied: [...NEIGHBOURS, ...on('*', 'logs:PutAccountPolicy'), ...on(anyLogs, 'logs:PutSubscriptionFilter')],
  },
  unsubscribe: {
    template: byPrefix,
    role: 'RemovalHandlerRole',
    needed: [
      ...on(table, 'dynamodb:PutItem'),
      ...TABLE_KEY_CALLS,
      ...on('*', 'logs:DescribeLogGroups'),
      ...on(checkoutLogs, 'logs:DeleteSubscriptionFilter'),
      ...on(arnOf(byPrefix, 'AWS::Lambda::Function', 'Removal'), 'lambda:InvokeFunction'),
      ...on(`${ownLogs}/unsubscribe:log-stream:2026`, 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ],
    denied: [
      ...NEIGHBOURS,
      ...on(table, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'),
      ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/rds/x', 'logs:DeleteSubscriptionFilter'),
      ...on(checkoutLogs, 'logs:PutSubscriptionFilter', 'logs:DeleteLogGroup'),
      ...on(arnOf(byPrefix, 'AWS::Lambda::Function', 'Ingest'), 'lambda:InvokeFunction'),
      ...on(alertsTopic, 'sns:Publish'),
    ],
  },
  'the schedule of subscribe': {
    template: byPrefix,
    role: 'SubscriberScheduleRole',
    needed: on(arnOf(byPrefix, 'AWS::Lambda::Function', 'Subscriber'), 'lambda:InvokeFunction'),
    denied: [...NEIGHBOURS, ...on(arnOf(byPrefix, 'AWS::Lambda::Function', 'Ingest'), 'lambda:InvokeFunction')],
  },
};

const named = (calls: readonly IamCall[]): [string, IamCall][] =>
  calls.map((call) => [`${call.action} on ${call.resource.split(':').slice(5).join(':')}`, call]);

describe.each(Object.entries(ROLES))('the role of %s', (_, { template, role, needed, denied }) => {
  const simulated = new SimulatedRole(template, role);

  it.each(named(needed))('allows %s', async (_call, call) => {
    expect(await simulated.decide(call)).toBe('Allowed');
  });

  it.each(named(denied))('denies %s', async (_call, call) => {
    expect(await simulated.decide(call)).toBe('ImplicitlyDenied');
  });
});

describe('the roles', () => {
  it('are all simulated here', () => {
    const known = Object.values(ROLES).map(({ role }) => role);
    for (const template of [direct, kinesis, byPrefix, watchingNetworks]) {
      for (const [id] of template.ofType('AWS::IAM::Role')) {
        expect(
          known.some((role) => id.includes(role)),
          id,
        ).toBe(true);
      }
    }
  });
});
