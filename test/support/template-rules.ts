import type { Synthesised } from './synthesise.ts';

/**
 * House rules for a whole template, beyond what cdk-nag asks for: each gives the logical ids that break it. They hold
 * for every resource of a kind, also for those that do not exist yet.
 */
export const TEMPLATE_RULES: Readonly<Record<string, (template: Synthesised) => string[]>> = {
  'every log group expires and stands below /nightjar/': (template) =>
    breaking(
      template,
      'AWS::Logs::LogGroup',
      ({ RetentionInDays, LogGroupName }) =>
        typeof RetentionInDays === 'number' && String(LogGroupName).startsWith('/nightjar/'),
    ),
  'what is to be kept or deleted with the stack is said of everything that holds data': (template) =>
    [...template.ofType('AWS::Logs::LogGroup'), ...template.ofType('AWS::KMS::Key'), ...template.ofType(TABLE)]
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === undefined)
      .map(([id]) => id),
  'every table is encrypted by a key, recovers to a point in time, and lets rows expire': (template) =>
    breaking(
      template,
      TABLE,
      ({ SSESpecification, Replicas, TimeToLiveSpecification }) =>
        JSON.stringify(SSESpecification ?? '').includes('"KMS"') &&
        JSON.stringify(TimeToLiveSpecification ?? '').includes('true') &&
        list(Replicas).every(
          (replica) =>
            JSON.stringify(replica).includes('KMSMasterKeyId') &&
            JSON.stringify(replica).includes('"PointInTimeRecoveryEnabled":true'),
        ),
    ),
  'every topic and stream is encrypted': (template) => [
    ...breaking(template, 'AWS::SNS::Topic', ({ KmsMasterKeyId }) => KmsMasterKeyId !== undefined),
    ...breaking(template, 'AWS::Kinesis::Stream', ({ StreamEncryption }) => StreamEncryption !== undefined),
  ],
  'every function runs on arm64 and Node 24': (template) =>
    breaking(
      template,
      'AWS::Lambda::Function',
      ({ Runtime, Architectures }) => Runtime === 'nodejs24.x' && list(Architectures).join() === 'arm64',
    ),
  'what a function is invoked with is kept when it fails, or never tried again': (template) =>
    breaking(
      template,
      'AWS::Lambda::EventInvokeConfig',
      ({ MaximumRetryAttempts, DestinationConfig }) => MaximumRetryAttempts === 0 || DestinationConfig !== undefined,
    ),
  'nothing bears a name that a second installation would want too': (template) =>
    HARD_NAMES.flatMap(([type, property]) =>
      breaking(template, type, ({ [property]: name }) => name === undefined || isOfInstallation(name)),
    ),
  'every function logs to a group of its own making': (template) =>
    breaking(template, 'AWS::Lambda::Function', ({ LoggingConfig }) =>
      JSON.stringify(LoggingConfig ?? '').includes('"Ref"'),
    ),
  'every function has a role of its own': (template) => {
    const roles = template
      .ofType('AWS::Lambda::Function')
      .map(([, { Properties }]) => JSON.stringify(Properties['Role']));
    return roles.filter((role, index) => roles.indexOf(role) !== index);
  },
  'all functions run in the same network, or all in none': (template) => {
    const networks = template
      .ofType('AWS::Lambda::Function')
      .map(([id, { Properties }]) => [id, JSON.stringify(Properties['VpcConfig'])] as const);
    return networks.filter(([, network]) => network !== networks[0]?.[1]).map(([id]) => id);
  },
  'no security group lets anything in, nor out but by HTTPS': (template) =>
    breaking(
      template,
      'AWS::EC2::SecurityGroup',
      ({ SecurityGroupIngress, SecurityGroupEgress }) =>
        SecurityGroupIngress === undefined && JSON.stringify(SecurityGroupEgress).includes('"ToPort":443'),
    ),
  'no role has a managed policy': (template) =>
    breaking(template, 'AWS::IAM::Role', ({ ManagedPolicyArns }) => ManagedPolicyArns === undefined),
  'no policy of a role has a wildcard in its actions, or as its resource where a narrower one exists': (template) =>
    breaking(template, 'AWS::IAM::Policy', ({ PolicyDocument }) =>
      statementsOf(PolicyDocument).every(
        ({ Effect, Action, Resource }) =>
          Effect === 'Deny' ||
          (!list(Action).some((action) => String(action).includes('*')) &&
            (!list(Resource).includes('*') ||
              list(Action).every((action) => KNOW_NO_RESOURCE.includes(String(action))))),
      ),
    ),
  'every role for a service names the account that the service works for, Lambda apart': (template) =>
    breaking(template, 'AWS::IAM::Role', ({ AssumeRolePolicyDocument }) =>
      statementsOf(AssumeRolePolicyDocument).every(
        ({ Principal, Condition }) =>
          JSON.stringify(Principal).includes('lambda.amazonaws.com') ||
          JSON.stringify(Condition ?? '').includes('AccountId'),
      ),
    ),
  'every queue and topic refuses requests without TLS': (template) => {
    const refusing = [...template.ofType('AWS::SQS::QueuePolicy'), ...template.ofType('AWS::SNS::TopicPolicy')]
      .filter(([, { Properties }]) =>
        statementsOf(Properties['PolicyDocument']).some(
          ({ Effect, Condition }) => Effect === 'Deny' && JSON.stringify(Condition).includes('aws:SecureTransport'),
        ),
      )
      .map(([, { Properties }]) => JSON.stringify(Properties));
    return [...template.ofType('AWS::SQS::Queue'), ...template.ofType('AWS::SNS::Topic')]
      .map(([id]) => id)
      .filter((id) => !refusing.some((policy) => policy.includes(id)));
  },
  'every key is rotated': (template) =>
    breaking(template, 'AWS::KMS::Key', ({ EnableKeyRotation }) => EnableKeyRotation === true),
  'every alarm says what it means and has somewhere to go': (template) =>
    breaking(
      template,
      'AWS::CloudWatch::Alarm',
      ({ AlarmDescription, AlarmActions }) => String(AlarmDescription).length > 40 && list(AlarmActions).length === 1,
    ),
  'every permission to invoke names the account it is for': (template) =>
    breaking(template, 'AWS::Lambda::Permission', ({ SourceAccount }) => SourceAccount !== undefined),
  'every filter waits for what it delivers to': (template) =>
    template
      .ofType('AWS::Logs::SubscriptionFilter')
      .filter(([, { DependsOn }]) => DependsOn === undefined)
      .map(([id]) => id),
};

const TABLE = 'AWS::DynamoDB::GlobalTable';

/** Properties that name a resource for the whole account and Region. */
const HARD_NAMES = [
  ['AWS::Lambda::Function', 'FunctionName'],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::DynamoDB::GlobalTable', 'TableName'],
  ['AWS::SNS::Topic', 'TopicName'],
  ['AWS::SQS::Queue', 'QueueName'],
  ['AWS::Kinesis::Stream', 'Name'],
  ['AWS::KMS::Alias', 'AliasName'],
  ['AWS::CloudWatch::Alarm', 'AlarmName'],
  ['AWS::CloudWatch::Dashboard', 'DashboardName'],
  ['AWS::Scheduler::Schedule', 'Name'],
  ['AWS::Events::Rule', 'Name'],
  ['AWS::Lambda::LayerVersion', 'LayerName'],
] as const;

/** Named after the installation, whose name is the account's to keep apart: see the synthesised stack. */
const isOfInstallation = (name: unknown): boolean => /Nightjar-Detector|production/.test(JSON.stringify(name));

/** Actions that IAM does not check against a resource. */
const KNOW_NO_RESOURCE = [
  'logs:DescribeLogGroups',
  'lambda:ListFunctions',
  'tag:GetResources',
  'cloudwatch:GetMetricData',
  'logs:GetQueryResults',
  'logs:StopQuery',
  'logs:PutAccountPolicy',
  'logs:DescribeAccountPolicies',
  'logs:DeleteAccountPolicy',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
];

type Properties = Readonly<Record<string, unknown>>;

const breaking = (template: Synthesised, type: string, holds: (properties: Properties) => boolean): string[] =>
  template
    .ofType(type)
    .filter(([, resource]) => !holds(resource.Properties ?? {}))
    .map(([id]) => id);

const statementsOf = (document: unknown): readonly Properties[] =>
  (document as { readonly Statement: readonly Properties[] }).Statement;

const list = (value: unknown): readonly unknown[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};
