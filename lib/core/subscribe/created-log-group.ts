/**
 * Name of the group that an event of EventBridge says was created; `undefined` for any other event, and for a creation
 * that failed. Such events come where the account has a CloudTrail trail of management events.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
export const createdLogGroup = (event: unknown): string | undefined => {
  const detail = property(event, 'detail');
  if (property(detail, 'eventName') !== 'CreateLogGroup' || property(detail, 'errorCode') !== undefined) {
    return undefined;
  }
  const name = property(property(detail, 'requestParameters'), 'logGroupName');
  return typeof name === 'string' && name !== '' ? name : undefined;
};

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
