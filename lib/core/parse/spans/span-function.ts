import { isFunctionName } from '../../subject.ts';
import { functionOfArn } from '../function-arn.ts';
import { fieldOf, type JsonObject, textFieldOf } from '../json-object.ts';
import type { NamedSubject } from '../parsed-record.ts';
import { attributesOf } from './span-attributes.ts';

const GROUP_PREFIX = '/aws/lambda/';
const LAMBDA_PLATFORM = 'AWS::Lambda';
const OTHER_PLATFORM = 'aws_lambda';

/**
 * The function that a span was recorded in: `faas.name`, the ARN of its resource, its log group, or its service name if
 * the span says that it ran on Lambda. What a CLIENT span says of the callee is not looked at.
 */
export const functionOfSpan = (span: JsonObject): NamedSubject | undefined => {
  const resource = attributesOf(fieldOf(span, 'resource'));
  const arn = functionOfArn(textFieldOf(resource, 'cloud.resource_id', 'faas.id') ?? '');
  if (arn !== undefined) return arn;
  const name = nameOf(resource, attributesOf(span));
  if (name === undefined || !isFunctionName(name)) return undefined;
  const account = textFieldOf(resource, 'cloud.account.id');
  const region = textFieldOf(resource, 'cloud.region');
  return { ...(account !== undefined && { account }), ...(region !== undefined && { region }), name };
};

const nameOf = (resource: JsonObject, attributes: JsonObject): string | undefined => {
  const faas = textFieldOf(resource, 'faas.name');
  if (faas !== undefined) return faas;
  const group = groupOf(fieldOf(resource, 'aws.log.group.names'));
  if (group?.startsWith(GROUP_PREFIX)) return group.slice(GROUP_PREFIX.length);
  const isLambda =
    textFieldOf(attributes, 'PlatformType') === LAMBDA_PLATFORM ||
    textFieldOf(resource, 'cloud.platform') === OTHER_PLATFORM;
  if (!isLambda) return undefined;
  return textFieldOf(attributes, 'aws.local.service') ?? textFieldOf(resource, 'aws.local.service', 'service.name');
};

const groupOf = (value: unknown): string | undefined => {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
};
