import { describe, expect, it } from 'vitest';
import { cloudTrailRecordsOf } from '../../../../lib/core/parse/cloudtrail/cloudtrail-records.ts';
import { parseCloudTrailRecord } from '../../../../lib/core/parse/cloudtrail/parse-cloudtrail-record.ts';
import { isSensitiveAction } from '../../../../lib/core/parse/cloudtrail/sensitive-action.ts';

const LAMBDA_AGENT = 'Boto3/1.40.4 md/Botocore#1.40.4 exec-env/AWS_Lambda_python3.14 Botocore/1.40.4';
const session = (role: string, name: string, more: object = {}) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE:${name}`,
  arn: `arn:aws:sts::111122223333:assumed-role/${role}/${name}`,
  accountId: '111122223333',
  accessKeyId: 'ASIAEXAMPLE',
  ...more,
});
const inScope = {
  inScopeOf: {
    issuerType: 'AWS::Lambda::Function',
    credentialsIssuedTo: 'arn:aws:lambda:eu-west-1:111122223333:function:checkout:live',
  },
};
const record = (fields: Readonly<Record<string, unknown>> = {}) => ({
  eventVersion: '1.11',
  userIdentity: session('checkout-role', 'checkout'),
  eventTime: '2026-01-06T21:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'PutObject',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.9',
  userAgent: LAMBDA_AGENT,
  requestParameters: null,
  eventID: '20780ef3-c645-42d7-b4f8-12e569dc6f9a',
  eventType: 'AwsApiCall',
  recipientAccountId: '111122223333',
  ...fields,
});
const EVENT = { eventId: '20780ef3-c645-42d7-b4f8-12e569dc6f9a' };
const factsOf = (fields: Readonly<Record<string, unknown>> = {}) => {
  const parsed = parseCloudTrailRecord(record(fields));
  return 'skipped' in parsed ? parsed.skipped : parsed.facts;
};
const SESSION = { account: '111122223333', name: 'role-session:checkout-role/checkout' };

describe('a call', () => {
  it('is of the role session that made it, with where its credentials were used', () => {
    expect(factsOf()).toEqual([
      { subject: SESSION, observation: { kind: 'api-call', action: 's3:PutObject', errorCode: undefined, ...EVENT } },
      {
        subject: SESSION,
        observation: {
          kind: 'credential-use',
          agentClass: 'lambda',
          agent: 'boto3',
          address: '203.0.113.9',
          accessKeyId: 'ASIAEXAMPLE',
          ...EVENT,
        },
      },
    ]);
  });

  it('is of the function that the credentials were issued to, wherever they are used', () => {
    const userIdentity = session('checkout-role', 'checkout', inScope);
    const subject = { account: '111122223333', region: 'eu-west-1', name: 'checkout' };
    expect(factsOf({ userIdentity, userAgent: 'aws-cli/2.15 Python/3.11' })).toMatchObject([
      { subject },
      { subject, observation: { agentClass: 'foreign', agent: 'aws-cli' } },
    ]);
  });

  it.each([
    ['people', { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice', userName: 'alice' }],
    ['root', { type: 'Root' }],
    ['nobody', null],
    ['an identity without type', { accountId: '111122223333', principalId: 'x' }],
    ['a session that no function is called like', session('admin', 'alice@example.com')],
    ['a service that keeps a role for itself', session('AWSServiceRoleForConfig', 'AWSConfig-Describe')],
  ])('of %s is counted, of no function', (_, userIdentity) => {
    expect(factsOf({ userIdentity })).toEqual([
      { subject: undefined, observation: { kind: 'api-call', action: 's3:PutObject', errorCode: undefined, ...EVENT } },
    ]);
  });

  it.each([
    ['from a service', { sourceIPAddress: 'lambda.amazonaws.com' }],
    ['inside AWS', { sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal' }],
    ['on behalf', { userIdentity: session('checkout-role', 'checkout', { invokedBy: 'athena.amazonaws.com' }) }],
  ])('%s uses no credentials of the caller', (_, fields) => {
    expect(factsOf(fields)).toHaveLength(1);
  });

  it.each([[{ eventID: undefined }], [{ eventID: '' }], [{ eventID: 7 }]])('without an id has none: %j', (fields) => {
    expect(factsOf(fields)[0]).not.toHaveProperty('observation.eventId');
  });

  it('keeps error codes in one spelling', () => {
    expect(
      factsOf({
        eventSource: 'ec2.amazonaws.com',
        eventName: 'RunInstances',
        errorCode: 'Client.UnauthorizedOperation',
      }),
    ).toMatchObject([{ observation: { action: 'ec2:RunInstances', errorCode: 'UnauthorizedOperation' } }, {}]);
    expect(factsOf({ errorCode: 'an <i>odd</i> code' })).toMatchObject([
      { observation: { errorCode: 'Unreadable' } },
      {},
    ]);
  });

  it('is named as policies name it', () => {
    expect(factsOf({ eventSource: 'monitoring.amazonaws.com', eventName: 'PutMetricData' })).toMatchObject([
      { observation: { action: 'cloudwatch:PutMetricData' } },
      {},
    ]);
    expect(
      factsOf({ eventSource: 'cloudfront.amazonaws.com', eventName: 'CreateDistribution2020_05_31' }),
    ).toMatchObject([{ observation: { action: 'cloudfront:CreateDistribution' } }, {}]);
  });

  it.each([
    ['an Insight', { eventName: undefined, eventSource: undefined, eventType: 'AwsCloudTrailInsight' }],
    ['an event of a service', { eventType: 'AwsServiceEvent' }],
    ['a name that is none', { eventName: '<script>' }],
  ])('%s is no call', (_, fields) => {
    expect(factsOf(fields)).toBe('cloudtrail_no_call');
  });
});

describe('deploys', () => {
  const deploy = (functionName: string, more: object = {}) => ({
    eventSource: 'lambda.amazonaws.com',
    eventName: 'UpdateFunctionCode20150331v2',
    requestParameters: { functionName },
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice', userName: 'alice' },
    ...more,
  });
  const PLACED = { account: '111122223333', region: 'eu-west-1', name: 'checkout' };

  it.each([
    'checkout',
    'checkout:live',
    '111122223333:function:checkout',
    'arn:aws:lambda:eu-west-1:111122223333:function:checkout',
  ])('of %s are facts of that function', (name) => {
    expect(factsOf(deploy(name))).toMatchObject([
      { subject: undefined },
      { subject: PLACED, observation: { kind: 'deploy', action: 'UpdateFunctionCode', by: 'user/alice' } },
    ]);
  });

  it('by a session name role and session', () => {
    const facts = factsOf(deploy('checkout', { userIdentity: session('deploy', 'pipeline@ci') }));
    expect(facts).toMatchObject([{}, { observation: { by: 'role/deploy/pipeline@ci' } }]);
  });

  it("that were refused did not happen, and odd names are nobody's", () => {
    expect(factsOf(deploy('checkout', { errorCode: 'AccessDenied' }))).toHaveLength(1);
    expect(factsOf(deploy('../../etc'))).toHaveLength(1);
  });
});

describe('deliveries', () => {
  const one = record();
  it.each<[string, Readonly<Record<string, unknown>>, number]>([
    ['as it is', one, 1],
    ['a file in S3', { Records: [one, { eventVersion: '2.1', eventSource: 'aws:s3' }, one] }, 2],
    ['LookupEvents', { Events: [{ EventId: 'x', CloudTrailEvent: JSON.stringify(one) }, { CloudTrailEvent: '{' }] }, 1],
    ['EventBridge', { 'detail-type': 'AWS API Call via CloudTrail', detail: one }, 1],
    ['an event of SNS', { Records: [{ EventVersion: '1.0', EventSource: 'aws:sns' }] }, 0],
    ['an empty file', { Records: [] }, 0],
  ])('%s', (_, object, count) => {
    expect(cloudTrailRecordsOf(object)).toHaveLength(count);
  });
});

describe('isSensitiveAction', () => {
  it.each([
    'iam:CreateUser',
    'iam:AttachRolePolicy',
    'sts:AssumeRole',
    'kms:Decrypt',
    'lambda:UpdateFunctionCode',
    'logs:DeleteLogGroup',
    'cloudtrail:StopLogging',
    'secretsmanager:GetSecretValue',
    'guardduty:DeleteDetector',
  ])('%s is', (action) => expect(isSensitiveAction(action)).toBe(true));
  it.each([
    's3:GetObject',
    'dynamodb:PutItem',
    'iam:GetRole',
    'iam:ListUsers',
    'cloudtrail:LookupEvents',
    'logs:PutLogEvents',
    'constructor',
  ])('%s is not', (action) => expect(isSensitiveAction(action)).toBe(false));
});
