import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SENT_ONCE } from '../../../lib/aws/cloudwatch-log-groups.ts';
import { lambdaFunctions } from '../../../lib/aws/lambda-functions.ts';
import { ServiceBusy } from '../../../lib/core/subscribe/pace.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, startHttpDouble } from '../../support/dynalite.ts';

let double: Awaited<ReturnType<typeof startHttpDouble>>;
let answer: { readonly status: number; readonly body: string };

beforeAll(async () => {
  double = await startHttpDouble(() => answer);
});

afterAll(() => double.stop());

const functions = () =>
  lambdaFunctions(
    new LambdaClient({
      region: LOCAL_REGION,
      endpoint: double.endpoint,
      credentials: LOCAL_CREDENTIALS,
      ...SENT_ONCE,
    }),
  );

describe('the functions of an account', () => {
  it('come with the group they log to and the system log level, as Lambda has them or by default', async () => {
    const LoggingConfig = { LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: '/shop' };
    const found = [{ FunctionName: 'old' }, { FunctionName: 'new', LoggingConfig }];
    answer = { status: 200, body: JSON.stringify({ Functions: found, NextMarker: 'more' }) };
    expect(await functions().list()).toEqual({
      functions: [
        { name: 'old', logGroup: '/aws/lambda/old', systemLogLevel: 'INFO' },
        { name: 'new', logGroup: '/shop', systemLogLevel: 'WARN' },
      ],
      next: 'more',
    });
  });

  it('are asked for again, by whoever keeps the pace, when Lambda has had too many requests', async () => {
    answer = { status: 429, body: JSON.stringify({ __type: 'TooManyRequestsException', Reason: 'x' }) };
    await expect(functions().list()).rejects.toThrow(ServiceBusy);
  });
});
