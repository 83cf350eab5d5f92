import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { type LoopbackSns, startLoopbackSns } from '../../../../lib/cli/demo/cloud/loopback-sns.ts';
import type { SnsMessage } from '../../../../lib/cli/demo/cloud/sns-rules.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
let sns: LoopbackSns | undefined;

const start = async (onMessage: (message: SnsMessage) => void): Promise<SNSClient> => {
  sns = await startLoopbackSns(TOPIC, onMessage);
  return new SNSClient({
    endpoint: sns.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
};

afterEach(() => sns?.stop());

describe('SNS on loopback', () => {
  it('takes what the real client sends and answers what it understands', async () => {
    const messages: SnsMessage[] = [];
    const client = await start((message) => messages.push(message));
    const answer = await client.send(
      new PublishCommand({
        TopicArn: TOPIC,
        Subject: '[HIGH] checkout & co: 50 % errors',
        MessageStructure: 'json',
        Message: JSON.stringify({ default: '{}', email: 'Zeile 1\nZeile 2: ü' }),
        MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } },
      }),
    );
    expect(answer.MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(messages.map(({ subject, bodies, attributes }) => [subject, bodies.get('email'), [...attributes]])).toEqual([
      ['[HIGH] checkout & co: 50 % errors', 'Zeile 1\nZeile 2: ü', [['severity', 'high']]],
    ]);
  });

  it('answers an error that the real client names', async () => {
    const client = await start(() => {});
    const refused = client.send(new PublishCommand({ TopicArn: `${TOPIC}-other`, Message: 'x' }));
    await expect(refused).rejects.toMatchObject({ message: 'Topic does not exist' });
    expect(sns?.refusals.get('NotFound')).toBe(1);
  });
});
