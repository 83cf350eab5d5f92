import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serviceConnection } from '../../lib/aws/aws-connection.ts';
import { JsonService } from '../../lib/aws/json-service.ts';
import { snsPublisher } from '../../lib/aws/sns-publisher.ts';
import { testTransition } from '../../lib/core/alert/test-transition.ts';
import { epochMs } from '../../lib/core/units.ts';
import { ACCOUNT, ENDPOINT, REGION, resetAccount, stubEnvironment, VARIABLES } from './moto-account.ts';

const transition = (severity: 'low' | 'high') =>
  testTransition({ account: ACCOUNT, region: REGION, at: epochMs(Date.UTC(2026, 0, 5)), severity });

describe.skipIf(ENDPOINT === '')('alerts, against moto', () => {
  beforeEach(async () => {
    stubEnvironment();
    await resetAccount();
  });
  afterEach(() => vi.unstubAllEnvs());

  const queue = new JsonService(serviceConnection('sqs', VARIABLES, REGION), 'sqs', 'AmazonSQS', '1.0');

  it('reach a queue behind the topic as the documented JSON, and only those that its filter policy lets through', async () => {
    const sns = new SNSClient({ region: REGION });
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'alerts' }));
    const { QueueUrl } = await queue.ask('CreateQueue', { QueueName: 'pager' });
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:pager`,
        Attributes: { FilterPolicy: JSON.stringify({ severity: ['high', 'critical'] }) },
      }),
    );
    const publisher = snsPublisher({ topicArn: TopicArn });
    expect(await publisher.publish(transition('low'), {})).toEqual({ kind: 'published' });
    expect(await publisher.publish(transition('high'), {})).toEqual({ kind: 'published' });
    const { Messages } = await queue.ask('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
    const bodies = (Messages as { Body: string }[]).map(({ Body }) => JSON.parse(JSON.parse(Body).Message));
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).toMatchObject({ v: 1, type: 'incident.opened', severity: 'high' });
  });

  it('that no topic takes are refused for good', async () => {
    const publisher = snsPublisher({ topicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:missing` });
    expect(await publisher.publish(transition('high'), {})).toMatchObject({ kind: 'failed', refused: true });
  });
});
