import { Aws, type RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface EncryptionKeyProps {
  readonly removalPolicy: RemovalPolicy;
}

/** The key of an installation's table and topics. The services that publish to the topics may use it. */
export class EncryptionKey extends Key {
  constructor(scope: Construct, id: string, { removalPolicy }: EncryptionKeyProps) {
    super(scope, id, {
      description: `Nightjar: table and topics of ${scope.node.path}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    letAlarmsUse(this);
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EventsPublish',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        // No condition: EventBridge's requests to KMS for a topic carry no source, and would be dropped in silence.
      }),
    );
  }
}

/** Lets CloudWatch alarms of this account publish to topics of the key. An imported key must have this in its policy. */
export const letAlarmsUse = (key: IKey): void => {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsPublish',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'], // in a key policy: this key
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  );
};
