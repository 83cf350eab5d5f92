import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface FunctionNetworkProps {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection | undefined;
  readonly securityGroups?: readonly ISecurityGroup[] | undefined;
}

/** Neither knows a resource. */
const READING = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
const CHANGING = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Where in somebody's VPC the functions run: all in the same subnets, behind the same security groups. */
export class FunctionNetwork extends Construct {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection | undefined;
  readonly securityGroups: ISecurityGroup[];

  constructor(scope: Construct, id: string, { vpc, vpcSubnets, securityGroups = [] }: FunctionNetworkProps) {
    super(scope, id);
    this.vpc = vpc;
    this.vpcSubnets = vpcSubnets;
    this.securityGroups = securityGroups.length > 0 ? [...securityGroups] : [this.#groupForHttps()];
  }

  /**
   * Lets Lambda, which does it in the role's name, look after the interfaces of its functions, and denies the same to
   * their code: no request of Lambda's own names a function as its source.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  grantInterfaces(role: Role, { codeMayDescribe }: { readonly codeMayDescribe: boolean }): void {
    const everything = Stack.of(this).formatArn({
      service: 'ec2',
      resource: '*',
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    role.addToPolicy(new PolicyStatement({ sid: 'FindInterfaces', actions: READING, resources: ['*'] }));
    // Lambda wants the role to reach interfaces by any id, or the function may not get into the VPC.
    role.addToPolicy(new PolicyStatement({ sid: 'Interfaces', actions: CHANGING, resources: [everything] }));
    role.addToPolicy(
      new PolicyStatement({
        sid: 'NotByCode',
        effect: Effect.DENY,
        actions: codeMayDescribe ? CHANGING : [...CHANGING, ...READING],
        resources: ['*'],
        conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
      }),
    );
    for (const resource of ['*', 'arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:*']) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason: 'Lambda makes and removes interfaces that do not exist yet; the code of the function is denied it.',
      });
    }
  }

  #groupForHttps(): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc,
      description: 'Nightjar: nothing comes in, HTTPS may go out',
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS, by endpoints or NAT, and Slack');
    return group;
  }
}
