import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsFunctionLookup } from '../../lib/aws/function-lookup.ts';
import { ACCOUNT, ENDPOINT, REGION, resetAccount, stubEnvironment, VARIABLES } from './moto-account.ts';

const keyOf = (name: string) => ({ account: ACCOUNT, region: REGION, name });
/** Lambda asks whether it may take the role. */
const TEMPLATE = {
  Resources: {
    Worker: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'worker',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
      },
    },
  },
};
/** An empty archive. */
const ZIP = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');

describe.skipIf(ENDPOINT === '')('whether functions exist, asked of moto', () => {
  beforeEach(async () => {
    stubEnvironment();
    await resetAccount();
  });
  afterEach(() => vi.unstubAllEnvs());

  // Of one it is asked by account and name, which moto does not understand.
  it('is known of many by a list of pages', { timeout: 60_000 }, async () => {
    await new CloudFormationClient({ region: REGION }).send(
      new CreateStackCommand({ StackName: 'Role', TemplateBody: JSON.stringify(TEMPLATE) }),
    );
    const client = new LambdaClient({ region: REGION });
    const existing = Array.from({ length: 60 }, (_, index) => `there-${index}`);
    for (const FunctionName of existing) {
      const Role = `arn:aws:iam::${ACCOUNT}:role/worker`;
      await client.send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          Runtime: 'nodejs22.x',
          Handler: 'x.y',
          Code: { ZipFile: ZIP },
        }),
      );
    }
    const lookup = awsFunctionLookup({ ...VARIABLES, AWS_ENDPOINT_URL_LAMBDA: ENDPOINT }, REGION);
    const gone = Array.from({ length: 40 }, (_, index) => keyOf(`gone-${index}`));
    expect(await lookup.look([...gone, ...existing.map(keyOf)])).toEqual({ gone });
  });
});
