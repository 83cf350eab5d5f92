import type { TemplateResource } from './synthesise.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Nightjar/0e8f1a52-0000-4000-8000-000000000000`,
};

/** The ARN that a resource would have, with its logical id as name. */
export const sampleArn = (logicalId: string, { Type, Properties }: TemplateResource): string => {
  const at = `${REGION}:${ACCOUNT}`;
  switch (Type) {
    case 'AWS::DynamoDB::GlobalTable':
      return `arn:aws:dynamodb:${at}:table/${logicalId}`;
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${at}:${logicalId}`;
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${at}:${logicalId}`;
    case 'AWS::KMS::Key':
      return `arn:aws:kms:${at}:key/0e8f1a52-1111-4000-8000-000000000000`;
    case 'AWS::Kinesis::Stream':
      return `arn:aws:kinesis:${at}:stream/${logicalId}`;
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${at}:function:${logicalId}`;
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${ACCOUNT}:role/${logicalId}`;
    case 'AWS::CloudWatch::Alarm':
      return `arn:aws:cloudwatch:${at}:alarm:${logicalId}`;
    case 'AWS::Logs::LogGroup':
      return `arn:aws:logs:${at}:log-group:${String(Properties['LogGroupName'])}:*`;
    default:
      throw new Error(`no sample ARN for ${Type}`);
  }
};

/** A value of a template with its intrinsic functions replaced by what they would give in a sample account. */
export const resolveValue = (value: unknown, resources: Readonly<Record<string, TemplateResource>>): unknown => {
  if (Array.isArray(value)) return value.map((one) => resolveValue(one, resources));
  if (typeof value !== 'object' || value === null) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry !== undefined && others.length === 0) {
    const [key, argument] = entry;
    if (key === 'Ref') return reference(String(argument), resources);
    if (key === 'Fn::GetAtt') return attribute(argument, resources);
    if (key === 'Fn::Join') {
      const [separator, parts] = resolveValue(argument, resources) as [string, string[]];
      return parts.join(separator);
    }
    if (key.startsWith('Fn::')) throw new Error(`no sample value for ${key}`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveValue(one, resources)]));
};

const resourceOf = (id: string, resources: Readonly<Record<string, TemplateResource>>): TemplateResource => {
  const resource = resources[id];
  if (resource === undefined) throw new Error(`the template has no resource ${id}`);
  return resource;
};

const reference = (id: string, resources: Readonly<Record<string, TemplateResource>>): string => {
  const pseudo = PSEUDO[id];
  if (pseudo !== undefined) return pseudo;
  const resource = resourceOf(id, resources);
  return resource.Type === 'AWS::SNS::Topic' ? sampleArn(id, resource) : id;
};

const attribute = (argument: unknown, resources: Readonly<Record<string, TemplateResource>>): string => {
  const [id, name] = argument as [string, string];
  if (name !== 'Arn') throw new Error(`no sample value for attribute ${name}`);
  return sampleArn(id, resourceOf(id, resources));
};
