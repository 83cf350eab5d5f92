import { describe, expect, it } from 'vitest';
import type { LogGroupRule } from '../../../lib/core/log-group-selection.ts';
import { createdLogGroup } from '../../../lib/core/subscribe/created-log-group.ts';
import { ServiceBusy } from '../../../lib/core/subscribe/pace.ts';
import { makeSubscribeCreated } from '../../../lib/core/subscribe/subscribe-created.ts';
import { rule } from '../../support/log-account.ts';

const event = (detail: object): unknown => ({
  source: 'aws.logs',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource: 'logs.amazonaws.com', eventName: 'CreateLogGroup', ...detail },
});

describe('an event of EventBridge', () => {
  it('names the group that was created', () => {
    expect(createdLogGroup(event({ requestParameters: { logGroupName: '/aws/lambda/new' } }))).toBe('/aws/lambda/new');
  });

  it.each([
    [
      'a creation that failed',
      event({ errorCode: 'ResourceAlreadyExistsException', requestParameters: { logGroupName: '/a' } }),
    ],
    ['another call', event({ eventName: 'DeleteLogGroup', requestParameters: { logGroupName: '/a' } })],
    ['a call without parameters', event({ requestParameters: null })],
    ['a name that is no text', event({ requestParameters: { logGroupName: 7 } })],
    ['a tick of the schedule', { scheduledTime: '2026-01-05T12:00:00Z' }],
    ['nothing', undefined],
  ])('names none for %s', (_, given) => {
    expect(createdLogGroup(given)).toBeUndefined();
  });
});

describe('a group that was just created', () => {
  const puts: string[] = [];
  const subscribe = (isStopped: boolean, tags: Partial<LogGroupRule> = {}) =>
    makeSubscribeCreated(
      {
        isStopped: async () => isStopped,
        logGroups: {
          putFilter: async (name) => {
            if (name.endsWith('busy')) throw new ServiceBusy('Rate exceeded');
            puts.push(name);
            return 'put';
          },
        },
      },
      [rule('/', tags)],
    );

  it('gets the filter when it is wanted', async () => {
    puts.length = 0;
    expect(await subscribe(false)('/aws/lambda/new')).toBe('put');
    expect(puts).toEqual(['/aws/lambda/new']);
  });

  it('gets none when it is an own one, nor while the filters are being removed', async () => {
    puts.length = 0;
    expect(await subscribe(false)('/nightjar/Nightjar/ingest')).toBe('unwanted');
    expect(await subscribe(true)('/aws/lambda/new')).toBe('stopped');
    expect(puts).toEqual([]);
  });

  it('is left to the sweep where tags decide, and while the service is busy', async () => {
    puts.length = 0;
    const tags = { includeTags: [{ key: 'team', values: [] }] };
    expect(await subscribe(false, tags)('/aws/lambda/new')).toBe('left-to-sweep');
    expect(await subscribe(false)('/aws/lambda/busy')).toBe('left-to-sweep');
    expect(puts).toEqual([]);
  });
});
