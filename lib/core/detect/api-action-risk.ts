import type { Severity } from '../signal.ts';

/** What a first call of an action means by itself. */
export interface ActionRisk {
  readonly severity: Severity;
  /** Own words, for a sentence: `changes who may do what`. */
  readonly reason: string;
}

interface ActionRule extends ActionRisk {
  readonly service: RegExp;
  readonly action: RegExp;
}

const rule = (service: string, action: string, severity: Severity, reason: string): ActionRule => ({
  service: new RegExp(`^(?:${service})$`),
  action: new RegExp(`^(?:${action})`),
  severity,
  reason,
});

/**
 * What attackers do with the credentials of a function, by tactic, worst first; the first rule that fits counts. Patterns
 * are anchored and free of nested repetition.
 * @see https://attack.mitre.org/matrices/enterprise/cloud/iaas/
 * @see https://stratus-red-team.cloud/attack-techniques/AWS/
 */
const RULES: readonly ActionRule[] = [
  rule(
    'cloudtrail',
    'StopLogging|DeleteTrail|UpdateTrail|PutEventSelectors|PutInsightSelectors|DeleteEventDataStore',
    'critical',
    'blinds the audit trail',
  ),
  rule(
    'guardduty',
    'Delete|Stop|Disassociate|UpdateDetector|CreateFilter|CreateIPSet',
    'critical',
    'blinds threat detection',
  ),
  rule(
    'securityhub|access-analyzer|macie2|inspector2',
    'Disable|Delete|Disassociate',
    'critical',
    'blinds threat detection',
  ),
  rule(
    'config',
    'StopConfigurationRecorder|DeleteConfigurationRecorder|DeleteDeliveryChannel|DeleteConfigRule',
    'critical',
    'blinds configuration history',
  ),
  rule(
    'organizations',
    'LeaveOrganization|DetachPolicy|DeletePolicy|DisablePolicyType',
    'critical',
    'leaves the organisation or its limits',
  ),
  rule(
    'iam',
    'CreateUser|CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|Attach|Put.*Policy$|AddUserToGroup|CreatePolicyVersion|SetDefaultPolicyVersion|UpdateAssumeRolePolicy|DeleteRolePermissionsBoundary|DeleteUserPermissionsBoundary|CreateSAMLProvider|CreateOpenIDConnectProvider|DeactivateMFADevice|DeleteAccountPasswordPolicy',
    'critical',
    'changes who may do what',
  ),
  rule(
    'iam|identitystore|sso|sso-admin|rolesanywhere',
    'Create|Add|Update|Delete|Detach|Remove|Put|Upload|Tag|Untag|Pass|Set|Enable|Deactivate|Reset|ChangePassword',
    'high',
    'changes who may do what',
  ),
  rule('logs', 'Delete|PutRetentionPolicy|AssociateKmsKey', 'high', 'deletes logs'),
  rule(
    'cloudwatch|events|eventbridge',
    'DeleteAlarms|DisableAlarmActions|DisableRule|DeleteRule|RemoveTargets',
    'high',
    'silences alarms',
  ),
  rule('ec2', 'DeleteFlowLogs', 'critical', 'blinds network logs'),
  rule(
    'route53resolver',
    'DeleteResolverQueryLogConfig|DisassociateResolverQueryLogConfig',
    'critical',
    'blinds network logs',
  ),
  rule(
    's3',
    'PutBucketLifecycle|PutLifecycleConfiguration|DeleteBucketPolicy|PutBucketLogging',
    'medium',
    'changes how data is kept',
  ),
  rule(
    'lambda',
    'UpdateFunction|AddPermission|AddLayerVersionPermission|CreateFunction|PublishLayerVersion|CreateEventSourceMapping|UpdateEventSourceMapping|PutFunction',
    'high',
    'changes code that runs',
  ),
  rule(
    'ecs|eks|codebuild|cloudformation|glue|sagemaker|batch|ssm',
    'SendCommand|StartSession|RunTask|RegisterTaskDefinition|StartBuild|CreateProject|UpdateProject|CreateStack|UpdateStack|CreateChangeSet|ExecuteChangeSet|CreateDevEndpoint|CreateNotebookInstance|CreatePresignedNotebookInstanceUrl|SubmitJob|CreateAssociation|ResumeSession',
    'high',
    'runs code elsewhere',
  ),
  rule(
    'ec2',
    'RunInstances|RequestSpot|CreateLaunchTemplate|ModifyInstanceAttribute|GetPasswordData|CreateKeyPair|ImportKeyPair|ModifySnapshotAttribute|ModifyImageAttribute|ReplaceIamInstanceProfileAssociation|AssociateIamInstanceProfile|AuthorizeSecurityGroupIngress|CreateDefaultVpc',
    'high',
    'opens or takes machines',
  ),
  rule('ec2-instance-connect', 'SendSSHPublicKey|SendSerialConsoleSSHPublicKey', 'high', 'opens or takes machines'),
  rule(
    'rds',
    'ModifyDBSnapshotAttribute|ModifyDBClusterSnapshotAttribute|ModifyDBInstance|StartExportTask',
    'high',
    'gives data away',
  ),
  rule(
    's3',
    'PutBucketPolicy|PutBucketAcl|PutObjectAcl|DeleteBucketPublicAccessBlock|PutBucketPublicAccessBlock|PutPublicAccessBlock|DeletePublicAccessBlock|PutBucketVersioning|PutBucketReplication|PutReplicationConfiguration',
    'high',
    'gives data away',
  ),
  rule(
    'kms',
    'ScheduleKeyDeletion|DisableKey|PutKeyPolicy|CreateGrant|DeleteImportedKeyMaterial',
    'high',
    'takes keys away or gives them away',
  ),
  rule('secretsmanager', 'PutResourcePolicy|DeleteSecret|UpdateSecret|PutSecretValue', 'high', 'changes secrets'),
  rule('secretsmanager', 'GetSecretValue|BatchGetSecretValue', 'medium', 'reads secrets'),
  rule('ssm', 'GetParameter', 'medium', 'reads parameters, which may be secrets'),
  rule('kms', 'Decrypt|ReEncrypt', 'medium', 'decrypts with a key'),
  rule('sts', 'AssumeRole|GetFederationToken|GetSessionToken', 'medium', 'takes on another identity'),
  rule(
    'bedrock',
    'PutFoundationModelEntitlement|PutUseCaseForModelAccess|CreateFoundationModelAgreement|DeleteModelInvocationLoggingConfiguration',
    'high',
    'opens costly models',
  ),
  rule(
    'ses|sesv2',
    'VerifyEmailIdentity|CreateEmailIdentity|PutAccountSendingAttributes|UpdateAccountSendingEnabled|PutAccountDetails',
    'high',
    'prepares to send mail',
  ),
  rule('servicequotas|support', 'RequestServiceQuotaIncrease|CreateCase', 'medium', 'prepares for abuse'),
];

/** What a first call of `service:Action` means by itself; `undefined` for the many that mean nothing. */
export const apiActionRisk = (action: string): ActionRisk | undefined => {
  const colon = action.indexOf(':');
  const service = action.slice(0, Math.max(0, colon));
  const name = action.slice(colon + 1);
  return RULES.find((candidate) => candidate.service.test(service) && candidate.action.test(name));
};

const READING = /^(?:Get|List|Describe|Head|Batch(?:Get|Describe)|Lookup|Search|Query|Scan|Select|Test|Validate|Check)/;

/** Whether an action only looks, as its name says. */
export const isReadingAction = (action: string): boolean => READING.test(action.slice(action.indexOf(':') + 1));
