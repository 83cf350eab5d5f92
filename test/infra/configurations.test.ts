import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnEventInvokeConfig, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { CONFIGURATIONS } from '../support/configurations.ts';
import { lintTemplate } from '../support/lint-template.ts';
import { synthesise } from '../support/synthesise.ts';
import { TEMPLATE_RULES } from '../support/template-rules.ts';

const alerts = { emails: ['oncall@example.com'] };

describe.each(Object.entries(CONFIGURATIONS))('%s', (_, props) => {
  const synthesised = synthesise(props);

  it('synthesises to the same bytes a second time', () => {
    expect(synthesise(props).text).toBe(synthesised.text);
  });

  it('leaves cdk-nag (AwsSolutions) without a finding', () => {
    expect(synthesised.findings).toEqual([]);
  });

  it('is no error to the linter of CloudFormation', () => {
    expect(lintTemplate(synthesised.text)).toEqual([]);
  });

  it.each(Object.entries(TEMPLATE_RULES))('holds the rule: %s', (_rule, broken) => {
    expect(broken(synthesised)).toEqual([]);
  });
});

describe('the checks themselves', () => {
  it('see what cdk-nag would complain about', () => {
    const { findings } = synthesise({ alerts }, (stack) => new Queue(stack, 'Open'));
    expect(findings).toContainEqual(expect.stringMatching(/^AwsSolutions-SQS4.* Nightjar\/Open/));
  });

  it('see what the linter would complain about', () => {
    const careless = JSON.stringify({
      Resources: {
        Misspelt: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeot: 5 } },
        Dangling: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::GetAtt': ['Nobody', 'Arn'] } } },
      },
    });
    const found = lintTemplate(careless).join();
    expect(found).toContain('Misspelt');
    expect(found).toContain('Dangling');
  });

  it('break each for what it forbids', () => {
    const careless = synthesise({ alerts }, (stack) => {
      new CfnFunction(stack, 'Slow', {
        code: { zipFile: 'x' },
        role: 'r',
        runtime: 'nodejs20.x',
        functionName: 'nightjar',
        handler: 'index.handler',
      });
      new CfnFunction(stack, 'Shares', { code: { zipFile: 'x' }, role: 'r', vpcConfig: { subnetIds: ['s'] } });
      new CfnSecurityGroup(stack, 'Door', { groupDescription: 'x', securityGroupIngress: [{ ipProtocol: '-1' }] });
      new CfnPermission(stack, 'Anybody', { action: 'lambda:InvokeFunction', functionName: 'x', principal: 's3' });
      new CfnEventInvokeConfig(stack, 'Loses', { functionName: 'x', qualifier: '$LATEST', maximumRetryAttempts: 2 });
      new CfnStream(stack, 'Plain', { shardCount: 1 });
      new CfnGlobalTable(stack, 'Forgetful', {
        attributeDefinitions: [{ attributeName: 'k', attributeType: 'S' }],
        keySchema: [{ attributeName: 'k', keyType: 'HASH' }],
        replicas: [{ region: 'eu-west-1' }],
      });
      new CfnLogGroup(stack, 'Forever', { logGroupName: '/aws/lambda/mine' });
      new Queue(stack, 'Open');
      new Key(stack, 'Old');
      new CfnAlarm(stack, 'Mute', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 });
      new CfnSubscriptionFilter(stack, 'Early', { destinationArn: 'x', filterPattern: '', logGroupName: '/a' });
      const role = new Role(stack, 'Wide', {
        assumedBy: new ServicePrincipal('logs.amazonaws.com'),
        managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
      });
      role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    });
    const broken = Object.entries(TEMPLATE_RULES)
      .filter(([, rule]) => rule(careless).length > 0)
      .map(([rule]) => rule);
    expect(broken).toEqual(Object.keys(TEMPLATE_RULES));
  });
});
