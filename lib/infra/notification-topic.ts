import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface NotificationTopicProps {
  readonly displayName: string;
  readonly encryptionKey: IKey;
}

/** An encrypted topic that refuses requests without TLS. */
export class NotificationTopic extends Topic {
  constructor(scope: Construct, id: string, { displayName, encryptionKey }: NotificationTopicProps) {
    super(scope, id, { displayName, masterKey: encryptionKey, enforceSSL: true });
  }
}

/** SNS asks each of them to confirm. */
export const tellByEmail = (topic: ITopic, emails: readonly string[]): void => {
  for (const email of emails) topic.addSubscription(new EmailSubscription(email));
};

/**
 * Lets CloudWatch alarms of this account and Region publish: a topic with a policy of its own loses that default. An
 * imported topic must have this in its policy.
 */
export const letAlarmsPublish = (topic: ITopic): void => {
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsPublish',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: {
          'aws:SourceArn': Stack.of(topic).formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
};
