import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VERSION } from '../../lib/cli/version.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { ACCOUNT, ENDPOINT, REGION, resetAccount, stubEnvironment } from './moto-account.ts';

const TEMPLATE = {
  Resources: { Alerts: { Type: 'AWS::SNS::Topic' }, Operations: { Type: 'AWS::SNS::Topic' } },
  Outputs: {
    InstalledVersion: { Value: VERSION },
    AlertsTopicArn: { Value: { Ref: 'Alerts' } },
    OperationsTopicArn: { Value: { Ref: 'Operations' } },
  },
};

describe.skipIf(ENDPOINT === '')('nightjar doctor, against moto', () => {
  beforeEach(async () => {
    stubEnvironment();
    await resetAccount();
  });
  afterEach(() => vi.unstubAllEnvs());

  const doctor = async () => {
    const { code, stdout } = await runNightjar(['doctor', '--format', 'json']);
    const report = JSON.parse(stdout);
    const verdicts: Record<string, string> = Object.fromEntries(
      report.findings.map(({ check, verdict }: { check: string; verdict: string }) => [check, verdict]),
    );
    return { code, report, verdicts };
  };

  it('finds the account and misses the stack', async () => {
    const { code, report, verdicts } = await doctor();
    expect(report).toMatchObject({ account: ACCOUNT, region: REGION });
    expect(verdicts).toMatchObject({ credentials: 'fine', stack: 'wrong' });
    expect(code).toBe(4);
  });

  it('reads stack, outputs, topics and groups, and says that nobody listens and nothing ticks', async () => {
    await new CloudFormationClient({ region: REGION }).send(
      new CreateStackCommand({ StackName: 'Nightjar', TemplateBody: JSON.stringify(TEMPLATE) }),
    );
    await new CloudWatchLogsClient({ region: REGION }).send(
      new CreateLogGroupCommand({ logGroupName: '/aws/lambda/x' }),
    );
    const { code, verdicts } = await doctor();
    expect(verdicts).toMatchObject({
      stack: 'fine',
      version: 'fine',
      'alert recipients': 'wrong',
      'operations recipients': 'wrong',
      evaluation: 'wrong',
      alarms: 'fine',
      coverage: 'fine',
    });
    expect(code).toBe(4);
  });
});
