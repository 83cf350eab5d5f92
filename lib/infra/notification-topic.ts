import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface NotificationTopicProps {
  readonly displayName: string;
  readonly encryptionKey: IKey;
  readonly emails: readonly string[];
}

/** An encrypted topic that refuses requests without TLS, with its e-mail subscriptions. */
export class NotificationTopic extends Topic {
  constructor(scope: Construct, id: string, { displayName, encryptionKey, emails }: NotificationTopicProps) {
    super(scope, id, { displayName, masterKey: encryptionKey, enforceSSL: true });
    for (const email of emails) this.addSubscription(new EmailSubscription(email));
  }

  /** Lets CloudWatch alarms of this account and Region publish. A topic with a policy of its own loses that default. */
  allowAlarms(): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
  }
}
