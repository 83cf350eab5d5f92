import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { cloudWatchLogGroups, SENT_ONCE } from '../../../lib/aws/cloudwatch-log-groups.ts';
import { ServiceBusy } from '../../../lib/core/subscribe/pace.ts';

interface Exchange {
  readonly action: string;
  readonly body: unknown;
}

/** Answers as the service's JSON protocol does, and keeps what was asked. */
const clientAnswering = (status: number, answer: object, asked: Exchange[] = []): CloudWatchLogsClient =>
  new CloudWatchLogsClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    ...SENT_ONCE,
    requestHandler: {
      handle: async ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
        asked.push({ action: headers['x-amz-target'] ?? '', body: JSON.parse(new TextDecoder().decode(body)) });
        const bytes = new TextEncoder().encode(JSON.stringify(answer));
        return {
          response: { statusCode: status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: bytes },
        };
      },
    },
  });

const target = {
  filterName: 'nightjar-Nightjar',
  destinationArn: 'arn:aws:lambda:eu-west-1:123456789012:function:ingest',
};

describe('the log groups of an account', () => {
  it('are listed by prefix, page by page', async () => {
    const asked: Exchange[] = [];
    const page = {
      logGroups: [
        { logGroupName: '/aws/lambda/a', creationTime: 5, logGroupClass: 'INFREQUENT_ACCESS' },
        { logGroupName: '/aws/lambda/b', creationTime: 6 },
      ],
      nextToken: 'more',
    };
    const logGroups = cloudWatchLogGroups(clientAnswering(200, page, asked), target);
    expect(await logGroups.list('/aws/lambda/', 'before')).toEqual({
      groups: [
        { name: '/aws/lambda/a', createdAt: 5, logClass: 'INFREQUENT_ACCESS' },
        { name: '/aws/lambda/b', createdAt: 6, logClass: 'STANDARD' },
      ],
      next: 'more',
    });
    expect(asked).toEqual([
      {
        action: 'Logs_20140328.DescribeLogGroups',
        body: { logGroupNamePrefix: '/aws/lambda/', limit: 50, nextToken: 'before' },
      },
    ]);
  });

  it('get a filter that takes every line to a function', async () => {
    const asked: Exchange[] = [];
    expect(await cloudWatchLogGroups(clientAnswering(200, {}, asked), target).putFilter('/aws/lambda/a')).toBe('put');
    expect(asked).toEqual([
      {
        action: 'Logs_20140328.PutSubscriptionFilter',
        body: { logGroupName: '/aws/lambda/a', filterPattern: '', ...target },
      },
    ]);
  });

  it('get a filter that keeps log streams together on the way to a stream', async () => {
    const asked: Exchange[] = [];
    const roleArn = 'arn:aws:iam::123456789012:role/writer';
    await cloudWatchLogGroups(clientAnswering(200, {}, asked), { ...target, roleArn }).putFilter('/aws/lambda/a');
    expect(asked[0]?.body).toMatchObject({ roleArn, distribution: 'ByLogStream' });
  });

  it.each([
    ['LimitExceededException', 'filters-taken'],
    ['ResourceNotFoundException', 'gone'],
    ['AccessDeniedException', 'denied'],
  ])('answer %s with “%s”', async (type, outcome) => {
    const client = clientAnswering(400, { __type: type, message: 'no' });
    expect(await cloudWatchLogGroups(client, target).putFilter('/aws/lambda/a')).toBe(outcome);
  });

  it('end the run with what the next group would meet too', async () => {
    const client = clientAnswering(400, { __type: 'InvalidParameterException', message: 'no' });
    await expect(cloudWatchLogGroups(client, target).putFilter('/aws/lambda/a')).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each([
    [400, 'ThrottlingException'],
    [400, 'OperationAbortedException'],
    [503, 'ServiceUnavailableException'],
    [500, 'UnheardOf'],
  ])(
    'are busy when they answer %d %s, and are not asked again behind the back of who keeps the pace',
    async (status, type) => {
      const asked: Exchange[] = [];
      const logGroups = cloudWatchLogGroups(clientAnswering(status, { __type: type, message: 'no' }, asked), target);
      await expect(logGroups.putFilter('/aws/lambda/a')).rejects.toThrow(ServiceBusy);
      await expect(logGroups.list('/aws/lambda/')).rejects.toThrow(ServiceBusy);
      await expect(logGroups.removeFilter('/aws/lambda/a')).rejects.toThrow(ServiceBusy);
      expect(asked).toHaveLength(3);
    },
  );

  it('lose the one filter of this installation', async () => {
    const asked: Exchange[] = [];
    expect(await cloudWatchLogGroups(clientAnswering(200, {}, asked), target).removeFilter('/a')).toBe('removed');
    expect(asked).toEqual([
      {
        action: 'Logs_20140328.DeleteSubscriptionFilter',
        body: { logGroupName: '/a', filterName: 'nightjar-Nightjar' },
      },
    ]);
  });
});
