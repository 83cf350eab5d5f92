/** CloudTrail events whose permission in IAM bears another name. Everything else is allowed under its own name. */
const PERMISSIONS: ReadonlyMap<string, string> = new Map([
  ['s3:ListObjects', 's3:ListBucket'],
  ['s3:ListObjectsV2', 's3:ListBucket'],
  ['s3:HeadBucket', 's3:ListBucket'],
  ['s3:ListBuckets', 's3:ListAllMyBuckets'],
  ['s3:ListObjectVersions', 's3:ListBucketVersions'],
  ['s3:HeadObject', 's3:GetObject'],
  ['s3:SelectObjectContent', 's3:GetObject'],
  ['s3:CopyObject', 's3:PutObject'],
  ['s3:CreateMultipartUpload', 's3:PutObject'],
  ['s3:UploadPart', 's3:PutObject'],
  ['s3:UploadPartCopy', 's3:PutObject'],
  ['s3:CompleteMultipartUpload', 's3:PutObject'],
  ['s3:ListParts', 's3:ListMultipartUploadParts'],
  ['s3:ListMultipartUploads', 's3:ListBucketMultipartUploads'],
  ['s3:DeleteObjects', 's3:DeleteObject'],
  ['s3:GetBucketEncryption', 's3:GetEncryptionConfiguration'],
  ['s3:PutBucketEncryption', 's3:PutEncryptionConfiguration'],
  ['s3:GetBucketLifecycle', 's3:GetLifecycleConfiguration'],
  ['s3:PutBucketLifecycle', 's3:PutLifecycleConfiguration'],
  ['s3:GetBucketReplication', 's3:GetReplicationConfiguration'],
  ['s3:DeleteBucketLifecycle', 's3:PutLifecycleConfiguration'],
  ['s3:DeleteBucketEncryption', 's3:PutEncryptionConfiguration'],
  ['s3:DeleteBucketReplication', 's3:PutReplicationConfiguration'],
  ['s3:DeleteBucketCors', 's3:PutBucketCORS'],
  ['s3:GetBucketCors', 's3:GetBucketCORS'],
  ['s3:PutBucketCors', 's3:PutBucketCORS'],
  ['s3:DeleteBucketTagging', 's3:PutBucketTagging'],
  ['s3:GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'],
  ['s3:PutPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  ['s3:GetObjectLockConfiguration', 's3:GetBucketObjectLockConfiguration'],
  ['dynamodb:ExecuteStatement', 'dynamodb:PartiQLSelect'],
  ['dynamodb:TransactGetItems', 'dynamodb:GetItem'],
  ['dynamodb:TransactWriteItems', 'dynamodb:PutItem'],
  ['sqs:SendMessageBatch', 'sqs:SendMessage'],
  ['sqs:DeleteMessageBatch', 'sqs:DeleteMessage'],
  ['sqs:ChangeMessageVisibilityBatch', 'sqs:ChangeMessageVisibility'],
  ['sns:PublishBatch', 'sns:Publish'],
  ['lambda:Invoke', 'lambda:InvokeFunction'],
  ['lambda:InvokeAsync', 'lambda:InvokeFunction'],
  ['bedrock:Converse', 'bedrock:InvokeModel'],
  ['bedrock:ConverseStream', 'bedrock:InvokeModelWithResponseStream'],
]);

/** Calls that need no permission. */
const FREE: ReadonlySet<string> = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken']);

/**
 * The permission that a recorded call needs; `undefined` for calls that need none.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const iamActionOf = (call: string): string | undefined =>
  FREE.has(call) ? undefined : (PERMISSIONS.get(call) ?? call);
