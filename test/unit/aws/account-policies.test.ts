import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudWatchAccountPolicies, removeAccountPolicy } from '../../../lib/aws/account-policies.ts';
import { SENT_ONCE } from '../../../lib/aws/cloudwatch-log-groups.ts';
import { ServiceBusy } from '../../../lib/core/subscribe/pace.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, startHttpDouble } from '../../support/dynalite.ts';

/** A wire-level double, built from the service's model: no account exists to record from. */
let double: Awaited<ReturnType<typeof startHttpDouble>>;
let standing: Record<string, string> | undefined;
let refusal: string | undefined;
let asked: { readonly operation: string; readonly body: Record<string, unknown> }[] = [];

beforeAll(async () => {
  double = await startHttpDouble((operation, text) => {
    const body: Record<string, unknown> = JSON.parse(text);
    asked.push({ operation, body });
    if (operation === 'DescribeAccountPolicies') {
      return { status: 200, body: JSON.stringify({ accountPolicies: standing === undefined ? [] : [standing] }) };
    }
    return refusal === undefined
      ? { status: 200, body: '{}' }
      : { status: 400, body: JSON.stringify({ __type: refusal, message: 'no' }) };
  });
});

afterAll(() => double.stop());

const target = {
  filterName: 'nightjar-test',
  destinationArn: 'arn:aws:lambda:eu-west-1:123456789012:function:ingest',
};

const client = () => {
  asked = [];
  return new CloudWatchLogsClient({
    region: LOCAL_REGION,
    endpoint: double.endpoint,
    credentials: LOCAL_CREDENTIALS,
    ...SENT_ONCE,
  });
};

describe('the policy of an account', () => {
  it('takes all of its logs to the destination, but for the groups that are left out', async () => {
    standing = undefined;
    refusal = undefined;
    expect(await cloudWatchAccountPolicies(client(), target).put(['/nightjar/test/ingest'])).toBe('put');
    expect(asked.at(-1)).toEqual({
      operation: 'PutAccountPolicy',
      body: {
        policyName: 'nightjar-test',
        policyType: 'SUBSCRIPTION_FILTER_POLICY',
        scope: 'ALL',
        policyDocument: JSON.stringify({ DestinationArn: target.destinationArn, FilterPattern: '' }),
        selectionCriteria: 'LogGroupName NOT IN ["/nightjar/test/ingest"]',
      },
    });
  });

  it('keeps log streams together on the way to a stream', async () => {
    standing = undefined;
    const roleArn = 'arn:aws:iam::123456789012:role/writer';
    await cloudWatchAccountPolicies(client(), { ...target, roleArn }).put([]);
    expect(JSON.parse(String(asked.at(-1)?.body['policyDocument']))).toMatchObject({
      RoleArn: roleArn,
      Distribution: 'ByLogStream',
    });
  });

  it('is read with its destination', async () => {
    standing = {
      policyName: 'theirs',
      policyDocument: '{"DestinationArn":"arn:x"}',
      selectionCriteria: 'LogGroupName NOT IN ["a"]',
    };
    expect(await cloudWatchAccountPolicies(client(), target).read()).toEqual({
      name: 'theirs',
      destinationArn: 'arn:x',
      criteria: 'LogGroupName NOT IN ["a"]',
    });
  });

  it('is not put where one of another name stands, nor where CloudWatch Logs says that the place is taken', async () => {
    standing = { policyName: 'theirs', policyDocument: '{}' };
    expect(await cloudWatchAccountPolicies(client(), target).put([])).toBe('taken');
    expect(asked.map(({ operation }) => operation)).toEqual(['DescribeAccountPolicies']);
    standing = undefined;
    refusal = 'LimitExceededException';
    expect(await cloudWatchAccountPolicies(client(), target).put([])).toBe('taken');
  });

  it('is removed by its name, and may be gone already', async () => {
    refusal = undefined;
    await removeAccountPolicy(client(), 'nightjar-test');
    expect(asked).toEqual([
      {
        operation: 'DeleteAccountPolicy',
        body: { policyName: 'nightjar-test', policyType: 'SUBSCRIPTION_FILTER_POLICY' },
      },
    ]);
    refusal = 'ResourceNotFoundException';
    await expect(removeAccountPolicy(client(), 'nightjar-test')).resolves.toBeUndefined();
    refusal = 'OperationAbortedException';
    await expect(removeAccountPolicy(client(), 'nightjar-test')).rejects.toThrow(ServiceBusy);
  });
});
