import { LogSource, Subscription, Transport } from '../../lib/infra/index.ts';
import { sampleArn } from './resolve-template.ts';
import type { IamCall } from './simulate-iam.ts';
import { type Synthesised, synthesise } from './synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };
const sources = [LogSource.logGroups('/aws/lambda/checkout')];
export const direct = synthesise({ alerts, sources });
export const kinesis = synthesise({ alerts, sources, transport: Transport.kinesis() });

export const watchingNetworks = synthesise({
  alerts,
  sources: [...sources, LogSource.flowLogs({ groups: ['/vpc/flow'] })],
});

export const byPrefix = synthesise({ alerts, transport: Transport.kinesis() });

export const byAccount = synthesise({ alerts, subscription: Subscription.account() });
export const byTag = synthesise({ alerts, sources: [LogSource.lambda({ excludeTags: [{ key: 'noisy' }] })] });

export const searching = synthesise({
  alerts,
  sources: [LogSource.lambda(), LogSource.logGroups('/shop/orders')],
  backfillLogs: {},
});

export const arnOf = (template: Synthesised, type: string, idPart = ''): string => {
  const found = template.ofType(type).find(([id]) => id.includes(idPart));
  if (found === undefined) throw new Error(`no ${type} called ${idPart}`);
  return sampleArn(...found);
};

export const table = arnOf(direct, 'AWS::DynamoDB::GlobalTable');
export const key = arnOf(direct, 'AWS::KMS::Key');
export const alertsTopic = arnOf(direct, 'AWS::SNS::Topic', 'Alerts');
const operationsTopic = arnOf(direct, 'AWS::SNS::Topic', 'Operations');
export const deadLetters = arnOf(direct, 'AWS::SQS::Queue', 'Ingest');
export const ownLogs = 'arn:aws:logs:eu-west-1:123456789012:log-group:/nightjar/Nightjar-Detector';
export const throughDynamo = { 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' };

export const on = (resource: string, ...actions: string[]): IamCall[] =>
  actions.map((action) => ({ action, resource }));

export const inPartition = (partition: string, ...actions: string[]): IamCall[] =>
  actions.map((action) => ({ action, resource: table, context: { 'dynamodb:LeadingKeys': [partition] } }));

export const TABLE_CALLS = on(
  table,
  'dynamodb:BatchWriteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
);
export const TABLE_KEY_CALLS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'].map(
  (action) => ({
    action,
    resource: key,
    context: throughDynamo,
  }),
);

export const checkoutLogs = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/checkout';
/** A group that no source wants. */
export const anyLogs = 'arn:aws:logs:eu-west-1:123456789012:log-group:/anything';

/** What neither function may do, whoever holds its credentials. */
export const NEIGHBOURS: readonly IamCall[] = [
  ...on(table, 'dynamodb:DeleteItem', 'dynamodb:DeleteTable', 'dynamodb:Scan', 'dynamodb:UpdateTable'),
  ...on(`${table}-other`, 'dynamodb:GetItem', 'dynamodb:PutItem'),
  ...on(operationsTopic, 'sns:Publish'),
  ...on(alertsTopic, 'sns:Subscribe', 'sns:SetTopicAttributes'),
  ...on(deadLetters, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue'),
  ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/checkout:log-stream:x', 'logs:PutLogEvents'),
  ...on(checkoutLogs, 'logs:FilterLogEvents'),
  ...on('arn:aws:logs:eu-west-1:123456789012:log-group:/nightjar/x', 'logs:CreateLogGroup', 'logs:DeleteLogGroup'),
  ...on(
    'arn:aws:lambda:eu-west-1:123456789012:function:checkout',
    'lambda:InvokeFunction',
    'lambda:UpdateFunctionCode',
  ),
  ...on('arn:aws:iam::123456789012:role/admin', 'iam:PassRole', 'sts:AssumeRole'),
  ...on('arn:aws:s3:::bucket/key', 's3:GetObject'),
  ...on('arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-abcdef', 'secretsmanager:GetSecretValue'),
  ...on(key, 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:CreateGrant'),
];

const inRegion = (action: string): IamCall => ({
  action,
  resource: '*',
  context: { 'aws:RequestedRegion': 'eu-west-1' },
});

/** Which functions there are. */
export const LIST_FUNCTIONS = inRegion('lambda:ListFunctions');

/** Who uses which network interface. Asked only where there are sources that speak of interfaces. */
export const LIST_INTERFACES = inRegion('ec2:DescribeNetworkInterfaces');

export const passWriter = { action: 'iam:PassRole', resource: arnOf(byPrefix, 'AWS::IAM::Role', 'WriterRole') };
