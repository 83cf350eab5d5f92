import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { VERSION } from '../../lib/cli/version.ts';
import { newProgress, writeProgress } from '../../lib/core/pipeline/backfill-progress.ts';
import { type SubscriptionStatus, subscriptionStatusRow } from '../../lib/core/subscribe/subscription-status.ts';
import { epochMs } from '../../lib/core/units.ts';
import { LogSource } from '../../lib/infra/index.ts';
import { type AccountDouble, startAccountDouble } from '../support/aws-account-double.ts';
import { type LocalDynamo, startDynalite } from '../support/dynalite.ts';
import { runNightjar } from '../support/run-nightjar.ts';

let account: AccountDouble;
/** As every deployment has them. */
const OWN = ['ingest', 'evaluate', 'subscribe'].map((handler) => ({
  FunctionName: `Nightjar-${handler}-0a1b`,
  Timeout: 60,
  LoggingConfig: { LogGroup: `/nightjar/Nightjar/${handler}` },
}));

beforeAll(async () => {
  account = await startAccountDouble();
});
afterAll(() => account.stop());

beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', account.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  account.functions = [{ FunctionName: 'checkout' }, ...OWN];
  account.logGroups = new Map([['/aws/lambda/checkout', { logClass: 'STANDARD', filters: ['nightjar-Nightjar'] }]]);
  for (const { LoggingConfig } of OWN)
    account.logGroups.set(LoggingConfig.LogGroup, { logClass: 'STANDARD', filters: [] });
  account.shards = { open: 2, openInAccount: 4, limit: 500 };
  account.subscriptions = ['arn:aws:sns:eu-west-1:123456789012:alerts:0e8f1a52'];
  account.ringingAlarms = [];
  account.metrics = new Map([
    ['Ticks', [5, 5, 5]],
    ['EvaluationLag', [61_000, 62_000]],
    ['Duration', [900, 1_200]],
  ]);
  account.stack = {
    status: 'UPDATE_COMPLETE',
    outputs: {
      InstallationName: 'Nightjar',
      InstalledVersion: VERSION,
      AlertsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      OperationsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:operations',
      TableName: 'Table',
      StreamName: 'Stream',
    },
  };
  account.unreserved = 900;
  account.denied.clear();
  account.asked.length = 0;
});
afterEach(() => vi.unstubAllEnvs());

/** What `doctor --format json` finds, and its exit code. */
const doctor = async (...more: string[]) => {
  const { code, stdout, stderr } = await runNightjar(['doctor', '--format', 'json', ...more]);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout);
  const verdicts: Record<string, string> = Object.fromEntries(
    report.findings.map(({ check, verdict }: { check: string; verdict: string }) => [check, verdict]),
  );
  return { code, report, verdicts };
};

describe('nightjar doctor', () => {
  it('finds nothing wrong where nothing is', async () => {
    const { code, report, verdicts } = await doctor();
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['fine']));
    expect(report).toMatchObject({ v: 1, type: 'doctor', well: true, account: '123456789012', region: 'eu-west-1' });
    expect(report.functions).toEqual([{ function: 'checkout', state: 'watched' }]);
    expect(code).toBe(0);
  });

  it('only reads, and only what the documents say', async () => {
    await doctor();
    const documents = readFileSync('docs/cli.md', 'utf8');
    for (const operation of account.asked) expect(documents).toContain(`:${operation}\``);
    expect(account.asked.filter((operation) => !/^(Describe|Get|List)/.test(operation))).toEqual([]);
  });

  it('says of every function that is not seen why', async () => {
    const group = (logClass: string, ...filters: string[]) => ({ logClass, filters });
    account.functions = [
      { FunctionName: 'archived' },
      { FunctionName: 'crowded' },
      { FunctionName: 'forgotten' },
      { FunctionName: 'new' },
      { FunctionName: 'terse', LoggingConfig: { LogGroup: '/shared', SystemLogLevel: 'WARN' } },
    ];
    account.logGroups = new Map([
      ['/aws/lambda/archived', group('DELIVERY')],
      ['/aws/lambda/crowded', group('STANDARD', 'one', 'two')],
      ['/aws/lambda/forgotten', group('STANDARD', 'one')],
      ['/shared', group('STANDARD', 'nightjar-Nightjar')],
    ]);
    delete account.stack?.outputs['TableName'];
    const { code, report, verdicts } = await doctor();
    expect(report.functions).toEqual([
      { function: 'archived', state: 'blind', because: 'log-class' },
      { function: 'crowded', state: 'blind', because: 'filters-taken' },
      { function: 'forgotten', state: 'blind', because: 'not-subscribed' },
      { function: 'new', state: 'idle' },
      { function: 'terse', state: 'blind', because: 'system-log-level' },
    ]);
    expect(verdicts['coverage']).toBe('wrong');
    expect(code).toBe(4);
  });

  it('says how many functions it did not look at', async () => {
    const { code, report } = await doctor('--groups', '0');
    expect(report.functions).toEqual([{ function: 'checkout', state: 'unchecked' }]);
    expect(code).toBe(4);
  });

  it.each<[string, string, (account: AccountDouble) => void]>([
    ['stack', 'wrong', (one) => (one.stack = undefined)],
    ['stack', 'wrong', (one) => Object.assign(one.stack ?? {}, { status: 'UPDATE_ROLLBACK_FAILED' })],
    ['version', 'warning', (one) => Object.assign(one.stack?.outputs ?? {}, { InstalledVersion: '0.0.1' })],
    ['alert recipients', 'wrong', (one) => (one.subscriptions = ['PendingConfirmation'])],
    ['alert recipients', 'warning', (one) => one.subscriptions.push('PendingConfirmation')],
    ['evaluation', 'wrong', (one) => one.metrics.clear()],
    ['evaluation', 'wrong', (one) => one.metrics.set('EvaluationLag', [400_000])],
    ['evaluation', 'wrong', (one) => one.metrics.set('PublishFailures', [0, 2])],
    ['alarms', 'wrong', (one) => one.ringingAlarms.push('Nightjar-IngestLost')],
    ['quota', 'warning', (one) => (one.unreserved = 5)],
    ['errors', 'warning', (one) => one.metrics.set('Errors Nightjar-ingest-0a1b', [0, 3])],
    ['errors', 'warning', (one) => one.metrics.set('Throttles Nightjar-ingest-0a1b', [1])],
    ['duration', 'warning', (one) => one.metrics.set('Duration Nightjar-evaluate-0a1b', [900, 51_000])],
    ['table', 'warning', (one) => one.metrics.set('ConsumedWriteCapacityUnits', [10, 60 * 33_000])],
    ['table', 'warning', (one) => one.metrics.set('ReadThrottleEvents', [0, 1])],
    ['stream', 'warning', (one) => one.metrics.set('IncomingBytes', [60 * 1_900_000])],
    ['stream', 'warning', (one) => one.metrics.set('WriteProvisionedThroughputExceeded', [4])],
    ['stream', 'warning', (one) => (one.shards = { open: 2, openInAccount: 499, limit: 500 })],
    ['table', 'warning', (one) => one.denied.add('DescribeLimits')],
    ['credentials', 'wrong', (one) => one.denied.add('GetCallerIdentity')],
    ['coverage', 'warning', (one) => one.denied.add('ListFunctions')],
    ['alarms', 'warning', (one) => one.denied.add('DescribeAlarms')],
  ])('finds %s to be %s (%#)', async (check, verdict, spoil) => {
    spoil(account);
    const { code, report, verdicts } = await doctor();
    expect(verdicts[check]).toBe(verdict);
    expect(report.well).toBe(false);
    expect(code).toBe(4);
  });

  describe('with what runs of subscribe and backfill left in the table', () => {
    let dynamo: LocalDynamo;
    let table: DynamoTable;
    beforeAll(async () => {
      dynamo = await startDynalite();
    });
    afterAll(() => dynamo.stop());
    beforeEach(async () => {
      const made = await dynamo.createTable();
      table = made.table;
      account.dynamo = dynamo.endpoint;
      Object.assign(account.stack?.outputs ?? {}, { TableName: made.name });
    });
    afterEach(() => {
      account.dynamo = undefined;
    });

    const at = epochMs(Date.now());
    const groups = { counts: { class: 0, delivery: 0, 'filters-taken': 0, denied: 0 }, named: [] };
    const selection = [LogSource.lambda({ exclude: ['/aws/lambda/test-'] })];
    const status: SubscriptionStatus = { v: 1, at, wanted: 5_000, left: 0, sweepStartedAt: at, groups, selection };
    const write = (change: Partial<SubscriptionStatus>) => subscriptionStatusRow(table).write({ ...status, ...change });
    const standard = (...filters: string[]) => ({ logClass: 'STANDARD', filters });

    it('says how far they have come', async () => {
      await write({ left: 3_200 });
      const running = { ...newProgress(at), status: 'running', slots: 16, slotsDone: 4, functions: 5_000 } as const;
      await writeProgress(table, 0, running);
      const begun = await doctor();
      expect(begun.verdicts).toMatchObject({ subscriptions: 'warning', backfill: 'warning' });
      expect(JSON.stringify(begun.report.findings)).toContain('1800 of 5000 log groups reached');
      expect(JSON.stringify(begun.report.findings)).toContain('4 of 16 parts of 5000 functions');
      await write({});
      const done = { ...newProgress(at), status: 'done', functions: 2, functionsLearnt: 2, metricsRead: 28 } as const;
      await writeProgress(table, 1, done);
      expect(await doctor()).toMatchObject({ code: 0, verdicts: { subscriptions: 'fine', backfill: 'fine' } });
    });

    it('is well while the daily sweep repeats what was put before', async () => {
      await write({ left: 3_200, isRepeat: true });
      expect(await doctor()).toMatchObject({ code: 0, verdicts: { subscriptions: 'fine' } });
    });

    it('says when filters are not put: in a circle, or since nobody runs', async () => {
      await write({ halted: { kind: 'own-volume', ownBytes: 9, accountBytes: 10 } });
      expect((await doctor()).verdicts['subscriptions']).toBe('wrong');
      await write({ at: epochMs(at - 3_600_000) });
      expect((await doctor()).verdicts['subscriptions']).toBe('wrong');
    });

    it('misses no filter where the policy of the account delivers', async () => {
      account.logGroups.set('/aws/lambda/checkout', standard());
      account.logGroups.set('/aws/lambda/test-x', standard());
      account.functions.push({ FunctionName: 'test-x' });
      const measured = { measuredAt: at, wantedBytes: 987, foreignBytes: 13, foreignShare: 0.013 };
      const decided = { means: 'account', because: 'share-small', stands: true, clearedTo: null } as const;
      await write({ account: { ...measured, ...decided, foreignDollarsPerMonth: 0.01 } });
      const { code, report } = await doctor();
      expect(report.functions).toEqual([
        { function: 'checkout', state: 'watched' },
        { function: 'test-x', state: 'unwanted' },
      ]);
      expect(code).toBe(0);
    });

    it('does not miss what the sources leave out, and misses what logs where they do not look', async () => {
      account.functions.push(
        { FunctionName: 'test-a' },
        { FunctionName: 'moved', LoggingConfig: { LogGroup: '/elsewhere' } },
        { FunctionName: 'forbidden' },
      );
      account.logGroups.set('/aws/lambda/test-a', standard()).set('/elsewhere', standard());
      account.logGroups.set('/aws/lambda/forbidden', standard());
      const named = [{ name: '/aws/lambda/forbidden', because: 'denied' }] as const;
      await write({ groups: { counts: { ...groups.counts, denied: 1 }, named } });
      const { report, code } = await doctor();
      expect(report.functions).toEqual([
        { function: 'checkout', state: 'watched' },
        { function: 'test-a', state: 'unwanted' },
        { function: 'moved', state: 'blind', because: 'elsewhere' },
        { function: 'forbidden', state: 'blind', because: 'denied' },
      ]);
      expect(code).toBe(4);
    });

    it('believes subscribe about groups that it does not look at itself', async () => {
      await write({});
      expect(await doctor('--groups', '0')).toMatchObject({ code: 0, verdicts: { coverage: 'fine' } });
      expect(account.asked).not.toContain('DescribeSubscriptionFilters');
      await write({ left: 1 });
      expect(await doctor('--groups', '0')).toMatchObject({ code: 4, verdicts: { coverage: 'warning' } });
    });
  });

  it('does not miss what a template with listed groups leaves out', async () => {
    account.functions.push({ FunctionName: 'other' });
    account.logGroups.set('/aws/lambda/other', { logClass: 'STANDARD', filters: [] });
    const { code, report } = await doctor();
    expect(report.functions).toEqual([
      { function: 'checkout', state: 'watched' },
      { function: 'other', state: 'unwanted' },
    ]);
    expect(code).toBe(0);
    account.functions.shift();
    expect(await doctor()).toMatchObject({ code: 4, verdicts: { coverage: 'warning' } });
  });

  it('tells people the same in lines', async () => {
    delete account.stack?.outputs['TableName'];
    account.logGroups.set('/aws/lambda/checkout', { logClass: 'INFREQUENT_ACCESS', filters: [] });
    const { code, stdout } = await runNightjar(['doctor']);
    expect(stdout).toContain('ok     stack');
    expect(stdout).toContain('WRONG  coverage');
    expect(stdout).toMatch(/Blind \(1\): its log group takes no subscriptions[^\n]*\n {2}checkout\n/);
    expect(stdout).toContain('Not all is well.');
    expect(code).toBe(4);
  });

  it('refuses what it does not understand', async () => {
    expect(await runNightjar(['doctor', '--format', 'xml'])).toMatchObject({ code: 2 });
    expect(await runNightjar(['doctor', '--groups', 'many'])).toMatchObject({ code: 2 });
  });
});
