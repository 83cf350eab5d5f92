import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { functionIdOf } from '../../lib/core/function-key.ts';
import { DEFAULT_ALERT_POLICY } from '../../lib/core/order/alert-policy.ts';
import { readOrders } from '../../lib/core/pipeline/read-orders.ts';
import { AUDIT_PARTITION, LAST_SORT_KEY } from '../../lib/core/pipeline/table-keys.ts';
import { type EpochMs, epochMs, MS_PER_MINUTE, minuteOf } from '../../lib/core/units.ts';
import { aFunction } from '../support/alarm-edges.ts';
import { type AccountDouble, startAccountDouble } from '../support/aws-account-double.ts';
import { type LocalDynamo, startDynalite } from '../support/dynalite.ts';
import { runNightjar } from '../support/run-nightjar.ts';

let account: AccountDouble;
let dynamo: LocalDynamo;
let table: DynamoTable;

beforeAll(async () => {
  [account, dynamo] = await Promise.all([startAccountDouble(), startDynalite()]);
});
afterAll(() => Promise.all([account.stop(), dynamo.stop()]));
beforeEach(async () => {
  const made = await dynamo.createTable();
  table = made.table;
  account.stack = { status: 'CREATE_COMPLETE', outputs: { TableName: made.name } };
  vi.stubEnv('AWS_ENDPOINT_URL', account.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => vi.unstubAllEnvs());

const ordersAt = async (at: EpochMs) =>
  (await readOrders(table, DEFAULT_ALERT_POLICY, undefined, at)).of(functionIdOf(aFunction('checkout')));
const later = (minutes: number): EpochMs => epochMs(Date.now() + minutes * MS_PER_MINUTE);

const audit = async (): Promise<Record<string, unknown>[]> => {
  const rows: Record<string, unknown>[] = [];
  for await (const { data } of table.scan({
    partition: AUDIT_PARTITION,
    from: '',
    to: LAST_SORT_KEY,
    consistent: true,
  })) {
    rows.push(JSON.parse(String(data)));
  }
  return rows;
};

it('mutes for a time, says who and why, and reaches evaluation', async () => {
  const { code, stdout } = await runNightjar(['mute', 'checkout', 'errors', '--until', '2h', '--reason', 'load test']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^ {2}mute checkout errors until \S+Z: load test \(arn:aws:iam::123456789012:user\/reader\)\n$/,
  );
  const orders = await ordersAt(later(1));
  const silenced = [-2, 1, 119, 122].map((minutes) => orders.isSilenced('errors', minuteOf(later(minutes))));
  expect(silenced).toEqual([false, true, true, false]);
  expect(orders.isExpected('errors', minuteOf(later(1)))).toBe(false);
  expect(await audit()).toMatchObject([
    { what: 'made', by: 'arn:aws:iam::123456789012:user/reader', mark: { kind: 'mute', reason: 'load test' } },
  ]);
  expect((await runNightjar(['mute'])).stdout).toBe(stdout);
});

it('expects, lists, and ends what it marked, with a second line of audit', async () => {
  await runNightjar(['expect', 'check*', '--until', '30m', '--reason', 'sale']);
  expect((await ordersAt(later(1))).isExpected('memory', minuteOf(later(1)))).toBe(true);
  expect(await runNightjar(['unmute', 'check*'])).toMatchObject({ code: 0, stdout: '  1 ended\n' });
  expect((await ordersAt(later(1))).isExpected('memory', minuteOf(later(1)))).toBe(false);
  expect((await runNightjar(['expect'])).stdout).toBe('  nothing is muted or expected\n');
  expect((await audit()).map(({ what }) => what)).toEqual(['made', 'ended']);
  expect(await runNightjar(['unmute', 'check*'])).toMatchObject({ code: 2, stdout: '  nothing to end\n' });
});

it.each([
  ['without an end', ['mute', 'checkout', '--reason', 'x'], '--until is needed'],
  ['without a reason', ['mute', 'checkout', '--until', '1h'], '--reason is needed'],
  ['that ends in the past', ['mute', 'checkout', '--until', '2020-01-01T00:00:00Z', '--reason', 'x'], 'must lie ahead'],
  ['that never ends', ['mute', 'checkout', '--until', '91d', '--reason', 'x'], 'within 90 days'],
  ['of an unknown signal', ['mute', 'checkout', 'latency', '--until', '1h', '--reason', 'x'], 'SIGNAL must be one of'],
  ['of what is no function', ['mute', 'a b', '--until', '1h', '--reason', 'x'], 'takes FUNCTION [SIGNAL]'],
])('refuses a mark %s', async (_, args, says) => {
  const { code, stderr } = await runNightjar(args);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
  expect(await audit()).toEqual([]);
});

it('says which stack it did not find', async () => {
  account.stack = undefined;
  const { code, stderr } = await runNightjar(['mute', '--stack', 'Other']);
  expect([code, stderr]).toEqual([2, expect.stringContaining("no stack 'Other'")]);
});
