import { fieldOf, isJsonObject, type JsonObject, parseJsonObject, textFieldOf } from '../json-object.ts';

/** A file of a busy trail holds some thousands. */
const MOST_RECORDS = 100_000;

/** One API call or event as CloudTrail records it. */
export const isCloudTrailRecord = (object: JsonObject): boolean => {
  if (!textFieldOf(object, 'eventVersion')?.startsWith('1.')) return false;
  const isApiCall = textFieldOf(object, 'eventSource')?.endsWith('.amazonaws.com') ?? false;
  return isApiCall || (textFieldOf(object, 'eventType')?.startsWith('Aws') ?? false);
};

/**
 * The records in an object, whatever form they are delivered in: one as it is (CloudWatch Logs), `Records` (files in S3),
 * `Events[].CloudTrailEvent` as text (LookupEvents), `detail` (EventBridge), `aws.cloudtrail` (OpenSearch's integration).
 * Empty for anything else.
 */
export const cloudTrailRecordsOf = (object: JsonObject): readonly JsonObject[] => {
  const inner = unwrapped(object);
  if (inner !== undefined) return [inner];
  const records = fieldOf(object, 'Records') ?? fieldOf(object, 'Events');
  if (!Array.isArray(records)) return [];
  const items: readonly unknown[] = records.slice(0, MOST_RECORDS);
  const found: JsonObject[] = [];
  for (const item of items) {
    const record = isJsonObject(item) ? unwrapped(item) : undefined;
    if (record !== undefined) found.push(record);
  }
  return found;
};

/** The one record that an object is, or carries. */
const unwrapped = (object: JsonObject): JsonObject | undefined => {
  if (isCloudTrailRecord(object)) return object;
  const text = textFieldOf(object, 'CloudTrailEvent');
  const aws = fieldOf(object, 'aws');
  const inner =
    text === undefined
      ? (fieldOf(object, 'detail') ?? (isJsonObject(aws) ? fieldOf(aws, 'cloudtrail') : undefined))
      : parseJsonObject(text);
  return isJsonObject(inner) && isCloudTrailRecord(inner) ? inner : undefined;
};
