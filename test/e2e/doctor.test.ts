import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { VERSION } from '../../lib/cli/version.ts';
import { newProgress, writeProgress } from '../../lib/core/pipeline/backfill-progress.ts';
import {
  type AccountStatus,
  type SubscriptionStatus,
  subscriptionStatusRow,
} from '../../lib/core/subscribe/subscription-status.ts';
import { epochMs } from '../../lib/core/units.ts';
import { type AccountDouble, startAccountDouble } from '../support/aws-account-double.ts';
import { startDynalite } from '../support/dynalite.ts';
import { runNightjar } from '../support/run-nightjar.ts';

let account: AccountDouble;

beforeAll(async () => {
  account = await startAccountDouble();
});
afterAll(() => account.stop());

beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', account.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  account.functions = [{ FunctionName: 'checkout' }];
  account.logGroups = new Map([['/aws/lambda/checkout', { logClass: 'STANDARD', filters: ['nightjar-Nightjar'] }]]);
  account.subscriptions = ['arn:aws:sns:eu-west-1:123456789012:alerts:0e8f1a52'];
  account.ringingAlarms = [];
  account.metrics = new Map([
    ['ticks', [5, 5, 5]],
    ['evaluationLagMs', [61_000, 62_000]],
  ]);
  account.stack = {
    status: 'UPDATE_COMPLETE',
    outputs: {
      InstallationName: 'Nightjar',
      InstalledVersion: VERSION,
      AlertsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
      OperationsTopicArn: 'arn:aws:sns:eu-west-1:123456789012:operations',
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

  it('only reads', async () => {
    await doctor();
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
    ['evaluation', 'wrong', (one) => one.metrics.set('evaluationLagMs', [400_000])],
    ['evaluation', 'wrong', (one) => one.metrics.set('publishFailures', [0, 2])],
    ['alarms', 'wrong', (one) => one.ringingAlarms.push('Nightjar-IngestLost')],
    ['quota', 'warning', (one) => (one.unreserved = 5)],
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

  it('says how far filters and backfill have come, and what stands in the way', async () => {
    const dynamo = await startDynalite();
    const { name, table } = await dynamo.createTable();
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamo.endpoint);
    Object.assign(account.stack?.outputs ?? {}, { TableName: name });
    try {
      const at = epochMs(Date.UTC(2026, 0, 5));
      const groups = { counts: { class: 0, delivery: 0, 'filters-taken': 0, denied: 0 }, named: [] };
      const status: SubscriptionStatus = { v: 1, at, wanted: 5_000, left: 3_200, sweepStartedAt: at, groups };
      await subscriptionStatusRow(table).write(status);
      await writeProgress(table, 0, {
        ...newProgress(at),
        status: 'running',
        slots: 16,
        slotsDone: 4,
        functions: 5_000,
      });
      const begun = await doctor();
      expect(begun.verdicts).toMatchObject({ subscriptions: 'warning', backfill: 'warning' });
      expect(JSON.stringify(begun.report.findings)).toContain('1800 of 5000 log groups reached');
      expect(JSON.stringify(begun.report.findings)).toContain('4 of 16 parts of 5000 functions');
      const circle = { kind: 'own-volume', ownBytes: 9, accountBytes: 10 } as const;
      const policy: AccountStatus = {
        means: 'account',
        because: 'share-small',
        stands: true,
        clearedTo: null,
        measuredAt: at,
        wantedBytes: 987,
        foreignBytes: 13,
        foreignShare: 0.013,
        foreignDollarsPerMonth: 0.01,
      };
      await subscriptionStatusRow(table).write({ ...status, left: 0, halted: circle });
      expect((await doctor()).verdicts['subscriptions']).toBe('wrong');
      // Under a policy of the account no group has a filter, and all are watched.
      account.logGroups.set('/aws/lambda/checkout', { logClass: 'STANDARD', filters: [] });
      await subscriptionStatusRow(table).write({ ...status, left: 0, account: policy });
      await writeProgress(table, 1, {
        ...newProgress(at),
        status: 'done',
        functions: 2,
        functionsLearnt: 2,
        metricsRead: 28,
      });
      const done = await doctor();
      expect(done.verdicts).toMatchObject({ subscriptions: 'fine', backfill: 'fine', coverage: 'fine' });
      expect(done.code).toBe(0);
    } finally {
      await dynamo.stop();
    }
  });

  it('tells people the same in lines', async () => {
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
