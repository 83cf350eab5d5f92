import type { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lib/config/config.ts';
import { LogSource } from '../../lib/infra/index.ts';
import { CONFIGURATIONS } from '../support/configurations.ts';
import { LIST_INTERFACES, on } from '../support/iam-calls.ts';
import { only } from '../support/only-resource.ts';
import { type IamCall, SimulatedRole } from '../support/simulate-iam.ts';
import { type Synthesised, synthesise } from '../support/synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };
const ofConfiguration = (name: string): Synthesised => {
  const props = CONFIGURATIONS[name];
  if (props === undefined) throw new Error(`no configuration ${name}`);
  return synthesise(props);
};
const vpcOf = (stack: Stack) =>
  Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: ['eu-west-1a'],
    privateSubnetIds: ['subnet-0a1b2c3d'],
    publicSubnetIds: ['subnet-9a1b2c3d'],
  });

describe('a VPC of the account', () => {
  const inVpc = ofConfiguration('a VPC of the account');
  const withAll = ofConfiguration('a VPC of the account, with its own security group and all that can run in it');

  it.each([
    ['made for it', inVpc, [{ 'Fn::GetAtt': [expect.stringContaining('NetworkSecurityGroup'), 'GroupId'] }]],
    ['of the account', withAll, ['sg-0a1b2c3d4e5f60718']],
  ])('has every function in its private subnets, behind one security group %s', (_, template, groups) => {
    const functions = template.ofType('AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThanOrEqual(6);
    for (const [, { Properties }] of functions) {
      expect(Properties['VpcConfig']).toEqual({
        SubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'],
        SecurityGroupIds: groups,
      });
    }
  });

  it('is given a group that lets HTTPS out and nothing in, or none where one is named', () => {
    expect(only(inVpc, 'AWS::EC2::SecurityGroup').Properties).toMatchObject({
      VpcId: 'vpc-0a1b2c3d4e5f60718',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
    });
    expect(withAll.ofType('AWS::EC2::SecurityGroup')).toEqual([]);
  });

  it('has no function before its role may make interfaces', () => {
    for (const [, { DependsOn }] of inVpc.ofType('AWS::Lambda::Function')) {
      expect(DependsOn).toContainEqual(expect.stringMatching(/RoleDefaultPolicy/));
    }
  });

  it('is not mixed with nothing: what chooses within a VPC needs one', () => {
    expect(() => synthesise({ alerts, vpcSubnets: {} })).toThrow(/give vpc too/);
  });

  it('is refused with public subnets, from which a function reaches nothing', () => {
    const attempt = () =>
      synthesise((stack) => {
        const vpc = vpcOf(stack);
        return { alerts, vpc, vpcSubnets: { subnets: vpc.publicSubnets } };
      });
    expect(attempt).toThrow(/public subnet/);
  });

  describe.each(['IngestHandlerRole', 'WidgetHandlerRole', 'RemovalHandlerRole'])('%s', (role) => {
    const interfaceCalls = [
      ...on('*', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'),
      ...on('arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0a1b2c3d', 'ec2:CreateNetworkInterface'),
      ...on(
        'arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0a1b',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ),
    ];
    const byCode = (call: IamCall): IamCall => ({
      ...call,
      context: {
        ...call.context,
        'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-west-1:123456789012:function:nightjar',
      },
    });

    it.each(interfaceCalls)('lets Lambda call $action, and not the code of the function', async (call) => {
      const simulated = new SimulatedRole(inVpc, role);
      expect(await simulated.decide(call)).toBe('Allowed');
      expect(await simulated.decide(byCode(call))).toBe('ExplicitlyDenied');
    });

    it.each([
      ...on('arn:aws:ec2:us-east-1:123456789012:network-interface/eni-0a1b', 'ec2:DeleteNetworkInterface'),
      ...on('arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0a1b', 'ec2:AuthorizeSecurityGroupIngress'),
      ...on('arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0a1b', 'ec2:ModifyNetworkInterfaceAttribute'),
    ])('lets nobody call $action on $resource', async (call) => {
      expect(await new SimulatedRole(inVpc, role).decide(call)).toBe('ImplicitlyDenied');
    });
  });

  it('leaves the code of evaluate its question whose an interface is, where flow logs are read', async () => {
    const template = synthesise((stack) => ({
      alerts,
      sources: [LogSource.flowLogs({ groups: ['/vpc/flow'] })],
      vpc: vpcOf(stack),
    }));
    const context = {
      ...LIST_INTERFACES.context,
      'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-west-1:123456789012:function:evaluate',
    };
    const decide = (role: string) => new SimulatedRole(template, role).decide({ ...LIST_INTERFACES, context });
    expect(await decide('EvaluateHandlerRole')).toBe('Allowed');
    expect(await decide('IngestHandlerRole')).toBe('ExplicitlyDenied');
  });
});

describe('topics and key', () => {
  it('of the same app are given the statements without which no alarm would arrive', () => {
    const template = ofConfiguration('topics and key of the same app');
    expect(JSON.stringify(only(template, 'AWS::KMS::Key').Properties['KeyPolicy'])).toContain(
      'cloudwatch.amazonaws.com',
    );
    const policy = template.ofType('AWS::SNS::TopicPolicy').find(([id]) => id.includes('Ops'));
    expect(JSON.stringify(policy)).toContain('cloudwatch.amazonaws.com');
  });

  it('of the same app get the e-mail addresses that are named beside them', () => {
    const template = ofConfiguration('topics and key of the same app');
    const subscriptions = template.ofType('AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions).toEqual([
      { Endpoint: 'oncall@example.com', Protocol: 'email', TopicArn: { Ref: expect.stringContaining('Pager') } },
    ]);
  });

  it('of the account are used and not made, also by the ARNs of a configuration file', async () => {
    const template = ofConfiguration('topics, key and VPC by a configuration file');
    for (const type of ['AWS::SNS::Topic', 'AWS::KMS::Key', 'AWS::EC2::SecurityGroup']) {
      expect(template.ofType(type)).toEqual([]);
    }
    expect(only(template, 'AWS::Lambda::Function', 'Ingest').Properties['VpcConfig']).toEqual({
      SubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
      SecurityGroupIds: ['sg-0a1b2c3d'],
    });
    const evaluate = new SimulatedRole(template, 'EvaluateHandlerRole');
    const topicKey = 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52-3333-4000-8000-000000000000';
    const needed = [
      ...on('arn:aws:sns:eu-west-1:123456789012:pager', 'sns:Publish'),
      ...on(topicKey, 'kms:GenerateDataKey', 'kms:Decrypt'),
    ];
    for (const call of needed) expect(await evaluate.decide(call)).toBe('Allowed');
    expect(await evaluate.decide({ action: 'kms:Encrypt', resource: topicKey })).toBe('ImplicitlyDenied');
    expect(template.ofType('AWS::CloudWatch::Alarm')[0]?.[1].Properties['AlarmActions']).toEqual([
      'arn:aws:sns:eu-west-1:123456789012:ops',
    ]);
  });

  it.each([
    ['a key by its alias', { encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:alias/mine' }, 'encryptionKey'],
    ['a topic by its name', { alerts: { topic: 'pager' } }, 'alerts.topic'],
    [
      'a key of no topic',
      { alerts: { topicKey: 'arn:aws:kms:eu-west-1:123456789012:key/0e8f1a52' } },
      'alerts.topicKey',
    ],
    ['a VPC without subnets', { vpc: { id: 'vpc-0a1b2c3d' } }, 'vpc.subnets'],
    ['an empty list of subnets', { vpc: { id: 'vpc-0a1b2c3d', subnets: [] } }, 'vpc.subnets'],
    ['a subnet that is none', { vpc: { id: 'vpc-0a1b2c3d', subnets: ['eu-west-1a'] } }, 'vpc.subnets[0]'],
    [
      'a subnet twice',
      { vpc: { id: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d'] } },
      'vpc.subnets[1]',
    ],
  ])('are refused with what to do: %s', (_, input, path) => {
    const parsed = parseConfig(input);
    expect(parsed.ok ? [] : parsed.problem).toMatchObject([{ path, remedy: expect.stringMatching(/.{10}/) }]);
  });
});
