import { describe, expect, it } from 'vitest';
import { ownerOfStream } from '../../../lib/core/parse/stream-owner.ts';

const HEX = '0123456789abcdef'.repeat(2);
const GUID = '01234567-89ab-cdef-0123-456789abcdef';

describe('ownerOfStream', () => {
  it.each([
    ['/aws/lambda/shop', `2026/01/06/[$LATEST]${HEX}`, 'shop', '$LATEST'],
    ['/aws/lambda/shop', `2026/01/06/[42]${HEX}`, 'shop', '42'],
    ['/aws/lambda/shop', `2026/01/06/[$LATEST.PUBLISHED]${HEX}`, 'shop', '$LATEST.PUBLISHED'],
    ['/aws/lambda/shop', `2015/09/25/${HEX}`, 'shop', undefined],
    ['/aws/lambda/__proto__', `2026/01/06/[1]${HEX}`, '__proto__', '1'],
    ['/team/logs', `2026/01/06/shop[$LATEST]${HEX}`, 'shop', '$LATEST'],
    ['/team/logs', `2026/01/06/shop[7][${GUID}]`, 'shop', '7'],
    ['/aws/lambda/other', `2026/01/06/shop[7]${HEX}`, 'shop', '7'],
    ['/aws/lambda/web/other', `2026/01/06/shop[7]${HEX}`, 'shop', '7'],
    ['/aws/lambda/us-east-1.resize', `2026/01/06/[3]${HEX}`, 'resize', '3'],
    ['/aws/lambda/us-gov-west-1.resize', `2026/01/06/[3]${HEX}`, 'resize', '3'],
  ])('%s %s is %s', (group, stream, name, version) => {
    expect(ownerOfStream(group, stream)).toEqual({ kind: 'function', name, version });
  });

  it.each([
    ['/aws/lambda/web/site', 'default/abc', { kind: 'web-function', name: 'site' }],
    ['/aws/lambda/web/site.local', 'default/abc', { kind: 'skipped', reason: 'web_function_twin' }],
    ['/aws/lambda/capacity-provider/pool', 'x', { kind: 'skipped', reason: 'capacity_provider' }],
    ['/aws/lambda-insights', 'shop', { kind: 'skipped', reason: 'lambda_insights' }],
    ['/aws/rds/cluster', `2026/01/06/[$LATEST]${HEX}`, { kind: 'unknown' }],
    ['/aws/lambda/a/b', 'x', { kind: 'unknown' }],
    ['/aws/lambda/', 'x', { kind: 'unknown' }],
    ['/aws/vendedlogs/states/flow', 'states/flow/2026-01-06', { kind: 'unknown' }],
    [`/aws/lambda/${'x'.repeat(65)}`, 'x', { kind: 'unknown' }],
  ])('%s %s is no function', (group, stream, expected) => {
    expect(ownerOfStream(group, stream)).toEqual(expected);
  });
});
