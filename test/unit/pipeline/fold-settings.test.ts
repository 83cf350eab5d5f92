import { describe, expect, it } from 'vitest';
import { namedGroups, namedGroupsText } from '../../../lib/config/variable-codecs.ts';
import { dropOf } from '../../../lib/core/pipeline/fold-settings.ts';
import { LogSource } from '../../../lib/infra/index.ts';

const FILTER = 'nightjar-test';
const rules = [
  LogSource.lambda({ exclude: ['/aws/lambda/test-'], includePatterns: ['*-prod'] }),
  LogSource.lambda({ prefix: '/shop/', excludePatterns: ['*-canary-?'] }),
];
/** As ingest reads it from its environment. */
const watched = namedGroups.decode(namedGroupsText(rules)) ?? [];

const dropped = (logGroup: string, filter = FILTER) =>
  dropOf(
    { logGroup, subscriptionFilters: [filter] },
    { subscriptionFilter: FILTER, watched, salt: 1, region: 'eu-west-1' },
  );

describe('what the policy of the account delivers', () => {
  it.each(['/aws/lambda/checkout-prod', '/shop/orders', '/shop/orders-canary-10'])('counts from %s', (group) => {
    expect(dropped(group)).toBeUndefined();
  });

  it.each([
    '/aws/lambda/checkout',
    '/aws/lambda/test-x-prod',
    '/shop/orders-canary-1',
    '/aws/rds/x',
    '/aws/lambda/web/x.local',
  ])('does not count from %s', (group) => expect(dropped(group)).toBe('unwanted_group'));

  it('does not count from own groups, nor through another filter', () => {
    expect(dropped('/nightjar/x/ingest')).toBe('own_log_group');
    expect(dropped('/shop/orders', 'theirs')).toBe('foreign_filter');
  });
});
