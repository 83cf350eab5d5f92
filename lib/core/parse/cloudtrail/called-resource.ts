import { fieldOf, isJsonObject, type JsonObject, textFieldOf } from '../json-object.ts';

/** Neither `*` nor `?`, which would stand for more in a policy than was called. */
const ARN = /^arn:aws[a-z-]{0,16}:[a-z0-9-]{1,40}:[a-z0-9-]{0,32}:\d{0,14}:[\w./:+=,@-]{1,512}$/;
const NAME = /^[\w./+=,@-]{1,256}$/;
const QUEUE_URL = /^https:\/\/[a-z0-9.-]{1,100}\/(\d{6,14})\/([\w-]{1,80}(?:\.fifo)?)$/;

/** How a service spells the ARN of what a request parameter names. */
const NAMED_BY: ReadonlyMap<string, readonly [parameter: string, prefix: string]> = new Map([
  ['dynamodb', ['tableName', 'table/']],
  ['lambda', ['functionName', 'function:']],
  ['ssm', ['name', 'parameter/']],
  ['kinesis', ['streamName', 'stream/']],
  ['firehose', ['deliveryStreamName', 'deliverystream/']],
  ['logs', ['logGroupName', 'log-group:']],
  ['events', ['eventBusName', 'event-bus/']],
  ['ecr', ['repositoryName', 'repository/']],
  ['states', ['name', 'stateMachine:']],
]);

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

const isOfService = (arn: string, service: string): boolean => ARN.test(arn) && arn.split(':', 3)[2] === service;

/** A parameter that is an ARN of the service itself: `topicArn`, `keyId`, `secretId`, `stateMachineArn`, … */
const arnAmong = (parameters: JsonObject, service: string): string | undefined => {
  for (const value of Object.values(parameters).slice(0, 40)) {
    if (typeof value === 'string' && value.length < 700 && isOfService(value, service)) return value;
  }
  return undefined;
};

const listedArn = (record: JsonObject, service: string): string | undefined => {
  const resources = fieldOf(record, 'resources');
  const [first, second]: readonly unknown[] = Array.isArray(resources) ? resources : [];
  if (!isJsonObject(first) || second !== undefined) return undefined;
  const arn = textFieldOf(first, 'ARN', 'arn');
  return arn !== undefined && isOfService(arn, service) ? arn : undefined;
};

/**
 * The one resource that a call was about, as an ARN: the bucket, not the object. `undefined` where the record does not
 * name it, or names several.
 */
export const calledResourceOf = (record: JsonObject, action: string): string | undefined => {
  const service = action.slice(0, action.indexOf(':'));
  const given = fieldOf(record, 'requestParameters');
  const parameters = isJsonObject(given) ? given : {};
  const region = textFieldOf(record, 'awsRegion') ?? '';
  const partition = partitionOf(region);
  if (service === 's3') {
    const bucket = textFieldOf(parameters, 'bucketName');
    return bucket !== undefined && /^[a-z0-9.-]{3,63}$/.test(bucket) ? `arn:${partition}:s3:::${bucket}` : undefined;
  }
  const known = arnAmong(parameters, service) ?? listedArn(record, service);
  if (known !== undefined) return known;
  if (service === 'sqs') {
    const [, account, queue] = QUEUE_URL.exec(textFieldOf(parameters, 'queueUrl') ?? '') ?? [];
    return queue === undefined ? undefined : `arn:${partition}:sqs:${region}:${account}:${queue}`;
  }
  const [parameter, prefix] = NAMED_BY.get(service) ?? [];
  const name = parameter === undefined ? undefined : textFieldOf(parameters, parameter);
  const account = textFieldOf(record, 'recipientAccountId');
  if (name === undefined || account === undefined || !NAME.test(name)) return undefined;
  const arn = `arn:${partition}:${service}:${region}:${account}:${prefix}${name.replace(/^\//, '')}`;
  return ARN.test(arn) ? arn : undefined;
};
