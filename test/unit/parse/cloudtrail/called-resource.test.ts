import { describe, expect, it } from 'vitest';
import { policySkeleton } from '../../../../lib/cli/explain/policy-skeleton.ts';
import { calledResourceOf } from '../../../../lib/core/parse/cloudtrail/called-resource.ts';

const record = (requestParameters: unknown, more: object = {}) => ({
  awsRegion: 'eu-west-1',
  recipientAccountId: '111122223333',
  requestParameters,
  ...more,
});
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('what a call was about', () => {
  it.each([
    ['s3:GetObject', { bucketName: 'inbox', key: 'a/b' }, 'arn:aws:s3:::inbox'],
    ['dynamodb:GetItem', { tableName: 'orders' }, 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
    [
      'sqs:SendMessage',
      { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/444455556666/jobs.fifo' },
      'arn:aws:sqs:eu-west-1:444455556666:jobs.fifo',
    ],
    ['sns:Publish', { topicArn: 'arn:aws:sns:eu-west-1:111122223333:news' }, 'arn:aws:sns:eu-west-1:111122223333:news'],
    ['lambda:Invoke', { functionName: 'other' }, 'arn:aws:lambda:eu-west-1:111122223333:function:other'],
    ['ssm:GetParameter', { name: '/shop/db' }, 'arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db'],
  ])('%s is read from its parameters', (action, parameters, arn) => {
    expect(calledResourceOf(record(parameters), action)).toBe(arn);
  });

  it('is the one resource that the record lists', () => {
    expect(calledResourceOf(record(null, { resources: [{ ARN: KEY }] }), 'kms:Decrypt')).toBe(KEY);
    expect(calledResourceOf(record(null, { resources: [{ ARN: KEY }, { ARN: KEY }] }), 'kms:Decrypt')).toBeUndefined();
    expect(calledResourceOf(record(null, { resources: [{ ARN: KEY }] }), 's3:GetObject')).toBeUndefined();
  });

  it.each([
    ['s3:GetObject', { bucketName: '*' }],
    ['dynamodb:GetItem', { tableName: 'a*' }],
    ['sns:Publish', { topicArn: 'arn:aws:sns:eu-west-1:111122223333:*' }],
    ['lambda:Invoke', { functionName: 'a"b' }],
    ['dynamodb:GetItem', 'text'],
    ['dynamodb:GetItem', null],
    ['dynamodb:BatchGetItem', { requestItems: { orders: {} } }],
    ['toString:Get', { toString: 'x' }],
  ])('%s with %j names nothing that may stand in a policy', (action, parameters) => {
    expect(calledResourceOf(record(parameters), action)).toBeUndefined();
  });
});

it('a policy allows each action on what it was called on, and on anything only where that is not known', () => {
  const used = (action: string, resources: readonly string[], denied = 0) => ({ action, calls: 2, denied, resources });
  const { Statement } = policySkeleton({
    type: 'explanation',
    v: 1,
    function: 'upload',
    from: null,
    until: null,
    invocations: 1,
    services: {
      dynamodb: [used('GetItem', ['arn:table/a', 'arn:table/b']), used('PutItem', ['arn:table/a']), used('Scan', [])],
      iam: [used('ListUsers', [], 2)],
      s3: [used('GetObject', ['arn:aws:s3:::inbox']), used('ListBuckets', ['arn:aws:s3:::inbox'])],
    },
    destinations: [],
    sharedDestinations: [],
    sharedWith: [],
    deploys: {},
    notSeen: [],
  });
  expect(Statement).toEqual([
    { Sid: 'NarrowDynamodb', Effect: 'Allow', Action: ['dynamodb:Scan'], Resource: '*' },
    { Sid: 'UsedDynamodb2', Effect: 'Allow', Action: ['dynamodb:PutItem'], Resource: ['arn:table/a'] },
    { Sid: 'UsedDynamodb3', Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: ['arn:table/a', 'arn:table/b'] },
    { Sid: 'NarrowS3', Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' },
    { Sid: 'UsedS32', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::inbox/*'] },
  ]);
});
