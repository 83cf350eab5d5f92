/** Services of which every call that changes something is sensitive. */
const READ_VERBS =
  /^(?:Get|List|Describe|Batch(?:Get|Describe)|Search|Simulate|Generate(?:Credential|Service|Organizations)|Lookup|Query|Head)/;
const GUARDED_SERVICES: ReadonlySet<string> = new Set([
  'iam',
  'organizations',
  'cloudtrail',
  'guardduty',
  'securityhub',
  'access-analyzer',
  'macie2',
  'config',
  'sso',
  'identitystore',
]);

/** Calls that take, hide or widen access. */
const ACTIONS: ReadonlySet<string> = new Set([
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:GetFederationToken',
  'sts:GetSessionToken',
  'sts:GetCallerIdentity',
  'kms:Decrypt',
  'kms:CreateGrant',
  'kms:PutKeyPolicy',
  'kms:DisableKey',
  'kms:ScheduleKeyDeletion',
  'secretsmanager:GetSecretValue',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:PutResourcePolicy',
  'secretsmanager:DeleteSecret',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'ssm:SendCommand',
  'ssm:StartSession',
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
  's3:PutBucketAcl',
  's3:PutBucketPublicAccessBlock',
  's3:DeleteBucketPublicAccessBlock',
  's3:PutBucketReplication',
  's3:PutBucketLogging',
  's3:PutBucketVersioning',
  's3:PutBucketLifecycle',
  'ec2:GetPasswordData',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:AuthorizeSecurityGroupEgress',
  'ec2:ModifySnapshotAttribute',
  'ec2:ModifyImageAttribute',
  'ec2:SharedSnapshotVolumeCreated',
  'ec2:CreateKeyPair',
  'ec2:ImportKeyPair',
  'ec2:DeleteFlowLogs',
  'ec2:RunInstances',
  'rds:ModifyDBSnapshotAttribute',
  'rds:ModifyDBClusterSnapshotAttribute',
  'ecr:SetRepositoryPolicy',
  'lambda:CreateFunction',
  'lambda:DeleteFunction',
  'lambda:AddPermission',
  'lambda:AddLayerVersionPermission',
  'lambda:PutFunctionConcurrency',
  'lambda:CreateFunctionUrlConfig',
  'lambda:CreateEventSourceMapping',
  'lambda:PublishVersion',
  'lambda:PublishLayerVersion',
  'events:DeleteRule',
  'events:DisableRule',
  'events:RemoveTargets',
  'signin:ConsoleLogin',
  'wafv2:DeleteWebACL',
  'ses:UpdateAccountSendingEnabled',
]);

/** Beginnings of actions whose every ending is sensitive. */
const PREFIXES = [
  'lambda:Update',
  'logs:Delete',
  'logs:PutRetentionPolicy',
  'logs:DisassociateKmsKey',
  'cloudwatch:Delete',
  'cloudwatch:Disable',
  's3:DeleteBucket',
  'backup:Delete',
] as const;

/**
 * Whether a call (`service:Action`) by itself takes, hides or widens access: changes of identities and of what watches
 * them, reads of secrets, new roles, code of functions, deleted logs. Decides which cap the name competes under, and
 * how grave its first time is.
 */
export const isSensitiveAction = (action: string): boolean => {
  if (ACTIONS.has(action) || PREFIXES.some((prefix) => action.startsWith(prefix))) return true;
  const colon = action.indexOf(':');
  return GUARDED_SERVICES.has(action.slice(0, colon)) && !READ_VERBS.test(action.slice(colon + 1));
};
