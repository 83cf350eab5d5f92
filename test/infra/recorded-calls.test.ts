import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { backfillHandler } from '../../functions/backfill/backfill-handler.ts';
import { evaluateHandler } from '../../functions/evaluate/evaluate-handler.ts';
import { ingestHandler } from '../../functions/ingest/ingest-handler.ts';
import { subscribeHandler } from '../../functions/subscribe/subscribe-handler.ts';
import { awsFunctionLookup } from '../../lib/aws/function-lookup.ts';
import {
  writeBackfillEnvironment,
  writeEvaluateEnvironment,
  writeIngestEnvironment,
  writeSubscribeEnvironment,
} from '../../lib/config/environment.ts';
import type { LogGroupSelection } from '../../lib/core/log-group-selection.ts';
import { epochMs } from '../../lib/core/units.ts';
import { LogSource, Subscription } from '../../lib/infra/index.ts';
import { type LocalDynamo, startDynalite, startHttpDouble } from '../support/dynalite.ts';
import { loggedLines, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';
import { sampleArn } from '../support/resolve-template.ts';
import { SimulatedRole } from '../support/simulate-iam.ts';
import { type Synthesised, synthesise } from '../support/synthesise.ts';

/** The handlers run against local services; what they really ask for is then put to their roles. */
const MINUTE_MS = 60_000;
const startMs = Date.UTC(2026, 0, 5, 12, 0);

let dynamo: LocalDynamo;
let logs: Awaited<ReturnType<typeof startHttpDouble>>;
let lambdas: typeof logs;
let tagging: typeof logs;
let metrics: typeof logs;
const asked = new Set<string>();

beforeAll(async () => {
  dynamo = await startDynalite();
  logs = await startHttpDouble((operation) => {
    asked.add(`logs:${operation}`);
    const body = operation === 'DescribeLogGroups' ? { logGroups: [{ logGroupName: '/aws/lambda/shop' }] } : {};
    return { status: 200, body: JSON.stringify(body) };
  });
  lambdas = await startHttpDouble(() => {
    asked.add('lambda:ListFunctions');
    return { status: 200, body: JSON.stringify({ Functions: [{ FunctionName: 'shop' }] }) };
  });
  metrics = await startHttpDouble(() => {
    asked.add('cloudwatch:GetMetricData');
    return { status: 200, body: '{"MetricDataResults":[]}' };
  });
  tagging = await startHttpDouble(() => {
    const found = [{ ResourceARN: 'arn:aws:lambda:eu-west-1:123456789012:function:shop', Tags: [] }];
    return { status: 200, body: JSON.stringify({ ResourceTagMappingList: found, PaginationToken: '' }) };
  });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(console, 'log').mockReturnValue(undefined);
  const send = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const operation = new Headers(init?.headers).get('x-amz-target')?.split('.')[1];
    if (operation !== undefined) asked.add(`${operation === 'GetResources' ? 'tag' : 'dynamodb'}:${operation}`);
    if (String(input).endsWith('/configuration')) asked.add('lambda:GetFunctionConfiguration');
    if (String(input).includes('/functions?')) asked.add('lambda:ListFunctions');
    return send(input, init);
  });
});

afterAll(async () => {
  vi.restoreAllMocks();
  await Promise.all([dynamo, logs, lambdas, tagging, metrics].map((one) => one.stop()));
});

const selection = [LogSource.lambda({ includeTags: [{ key: 'team' }] })];
const template = synthesise({ alerts: { emails: ['oncall@example.com'] }, sources: selection });
/** IAM checks these against no resource. */
const WITHOUT_RESOURCE = [
  'logs:DescribeLogGroups',
  'lambda:ListFunctions',
  'tag:GetResources',
  'cloudwatch:GetMetricData',
  'logs:PutAccountPolicy',
  'logs:DescribeAccountPolicies',
  'logs:GetQueryResults',
];

/** Runs a handler and gives the calls that its role would refuse. */
const refusedOf = async (
  role: string,
  run: () => Promise<unknown>,
  of: Synthesised = template,
): Promise<{ calls: string[]; refused: string[] }> => {
  asked.clear();
  await run();
  const [table] = of.ofType('AWS::DynamoDB::GlobalTable').map((entry) => sampleArn(...entry));
  const resourceOf = (action: string): string => {
    if (WITHOUT_RESOURCE.includes(action)) return '*';
    if (action === 'lambda:GetFunctionConfiguration') return 'arn:aws:lambda:eu-west-1:123456789012:function:shop';
    return action.startsWith('logs:')
      ? 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop'
      : String(table);
  };
  const calls = [...asked].toSorted();
  const simulated = new SimulatedRole(of, role);
  const decisions = await Promise.all(
    calls.map(async (action) => {
      const context = { 'aws:RequestedRegion': 'eu-west-1' };
      return [action, await simulated.decide({ action, resource: resourceOf(action), context })] as const;
    }),
  );
  return { calls, refused: decisions.flatMap(([action, decision]) => (decision === 'Allowed' ? [] : [action])) };
};

const variablesFor = async () => {
  const { name: tableName } = await dynamo.createTable();
  const common = { installation: 'test', tableName, saltSeed: 'seed', slots: 1 };
  const lambda = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_TAGGING: tagging.endpoint,
  };
  return { common, lambda };
};

it('ingest and evaluate ask for nothing that their roles refuse, over deliveries, ticks and a checkpoint', async () => {
  const { common, lambda } = await variablesFor();
  const ingestVariables = writeIngestEnvironment({
    ...common,
    subscriptionFilter: SUBSCRIPTION_FILTER,
    watched: [],
    flowFormats: new Map(),
  });
  const evaluateVariables = writeEvaluateEnvironment({
    ...common,
    topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
    listFolder: '',
    policyFile: '',
    tagLookup: 'on',
    logSearch: 'on',
    dashboard: 'Nightjar',
    docsUrl: '',
    networkLookup: 'off',
    functionLookup: 'on',
    backfill: 'off',
    learningMinutes: 10_080,
    historyDays: 35,
    minimumSeverity: 'low',
  });
  let nowMs = startMs;
  const clock = () => epochMs(nowMs);
  const ingest = ingestHandler({ ...ingestVariables, ...lambda }, clock);
  const evaluate = evaluateHandler({ ...evaluateVariables, ...lambda }, clock);
  const invocation = (minute: number) =>
    loggedLines({
      requestId: `0e8f1a52-0000-4000-8000-00000000000${minute % 10}`,
      at: epochMs(startMs + minute * MINUTE_MS),
      durationMs: 12,
    });
  const ingested = await refusedOf('IngestHandlerRole', async () => {
    for (let minute = 0; minute < 20; minute++) {
      nowMs = startMs + minute * MINUTE_MS + 5_000;
      await ingest({ awslogs: { data: subscriptionData('shop', invocation(minute)) } });
    }
  });
  expect(ingested.refused).toEqual([]);
  expect(ingested.calls).toContain('dynamodb:PutItem');
  const evaluated = await refusedOf('EvaluateHandlerRole', async () => {
    for (let minute = 2; minute < 34; minute++) {
      nowMs = startMs + minute * MINUTE_MS;
      await evaluate({ scheduledTime: new Date(nowMs).toISOString() });
    }
  });
  expect(evaluated.refused).toEqual([]);
  expect(evaluated.calls).toEqual(expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']));
});

it('evaluate may ask whether functions that fell silent exist, one or a whole stack', async () => {
  const silent = await startHttpDouble(() => ({ status: 200, body: '{"Functions":[]}' }));
  const { lambda } = await variablesFor();
  const lookup = awsFunctionLookup({ ...lambda, AWS_ENDPOINT_URL_LAMBDA: silent.endpoint }, 'eu-west-1');
  const keysOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      account: '123456789012',
      region: 'eu-west-1',
      name: `shop-${index}`,
    }));
  const { calls, refused } = await refusedOf('EvaluateHandlerRole', async () => {
    await lookup.look(keysOf(1));
    await lookup.look(keysOf(500));
  });
  await silent.stop();
  expect(refused).toEqual([]);
  expect(calls).toEqual(['lambda:GetFunctionConfiguration', 'lambda:ListFunctions']);
});

it('backfill asks for nothing that its role refuses', async () => {
  const { common, lambda } = await variablesFor();
  const variables = writeBackfillEnvironment({
    ...common,
    selection,
    days: 14,
    maximumDollars: 5,
    learningMinutes: 10_080,
    historyDays: 35,
  });
  const endpoints = { CLOUDWATCH_LOGS: logs, LAMBDA: lambdas, CLOUDWATCH: metrics };
  for (const [name, { endpoint }] of Object.entries(endpoints)) vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  const invokedFunctionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:backfill';
  const { calls, refused } = await refusedOf(
    'BackfillHandlerRole',
    () =>
      backfillHandler({ ...variables, ...lambda })({}, { invokedFunctionArn, getRemainingTimeInMillis: () => 600_000 }),
    synthesise({ alerts: { emails: ['oncall@example.com'] }, sources: selection, backfillLogs: {} }),
  );
  vi.unstubAllEnvs();
  expect(refused).toEqual([]);
  expect(calls).toEqual([
    'cloudwatch:GetMetricData',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'lambda:ListFunctions',
    'logs:DescribeLogGroups',
    'logs:GetQueryResults',
    'logs:StartQuery',
    'tag:GetResources',
  ]);
});

it('subscribe asks for nothing that its role refuses', async () => {
  const { common, lambda } = await variablesFor();
  const handlerFor = (wanted: LogGroupSelection, maximumForeignShare: number | 'never' = 'never') => {
    const variables = writeSubscribeEnvironment({
      installation: 'test',
      tableName: common.tableName,
      selection: wanted,
      filterName: 'nightjar-test',
      destinationArn: 'arn:aws:lambda:eu-west-1:123456789012:function:ingest',
      writerRoleArn: '',
      maximumForeignShare,
    });
    return subscribeHandler({ ...variables, ...lambda });
  };
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', logs.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', lambdas.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', metrics.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  const subscribe = handlerFor(selection);
  const { calls, refused } = await refusedOf('SubscriberHandlerRole', () =>
    subscribe({}, { getRemainingTimeInMillis: () => 60_000 }),
  );
  expect(refused).toEqual([]);
  expect(calls).toEqual([
    'cloudwatch:GetMetricData',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'lambda:ListFunctions',
    'logs:DescribeLogGroups',
    'logs:PutSubscriptionFilter',
    'tag:GetResources',
  ]);
  const created = { detail: { eventName: 'CreateLogGroup', requestParameters: { logGroupName: '/aws/lambda/shop' } } };
  const forCreated = await refusedOf('SubscriberHandlerRole', () =>
    handlerFor([LogSource.lambda()])(created, { getRemainingTimeInMillis: () => 60_000 }),
  );
  expect(forCreated).toEqual({ calls: ['dynamodb:GetItem', 'logs:PutSubscriptionFilter'], refused: [] });

  const byAccount = synthesise({
    alerts: { emails: ['oncall@example.com'] },
    subscription: Subscription.account({ maximumForeignShare: 1 }),
  });
  const forAccount = await refusedOf(
    'SubscriberHandlerRole',
    () => handlerFor([LogSource.lambda()], 1)({}, { getRemainingTimeInMillis: () => 60_000 }),
    byAccount,
  );
  vi.unstubAllEnvs();
  expect(forAccount.refused).toEqual([]);
  expect(forAccount.calls).toEqual(
    expect.arrayContaining([
      'logs:DescribeAccountPolicies',
      'logs:PutAccountPolicy',
      'logs:DeleteSubscriptionFilter',
      'cloudwatch:GetMetricData',
    ]),
  );
  expect(forAccount.calls).not.toContain('logs:PutSubscriptionFilter');
});
