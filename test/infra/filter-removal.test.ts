import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { subscribeHandler } from '../../functions/subscribe/subscribe-handler.ts';
import { unsubscribeHandler } from '../../functions/unsubscribe/unsubscribe-handler.ts';
import { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { writeSubscribeEnvironment, writeUnsubscribeEnvironment } from '../../lib/config/environment.ts';
import { selectionText } from '../../lib/config/selection-text.ts';
import { accountPlanRow, decidePlan } from '../../lib/core/subscribe/account-plan.ts';
import { epochMs } from '../../lib/core/units.ts';
import { Subscription } from '../../lib/infra/index.ts';
import { type LocalDynamo, startDynalite, startHttpDouble } from '../support/dynalite.ts';
import { rule } from '../support/log-account.ts';
import { ACCOUNT, REGION, sampleArn } from '../support/resolve-template.ts';
import { SimulatedRole } from '../support/simulate-iam.ts';
import { synthesise } from '../support/synthesise.ts';

type Double = Awaited<ReturnType<typeof startHttpDouble>>;

const GROUPS = ['/aws/lambda/a', '/aws/lambda/b', '/aws/lambda/c'];
const FILTER = 'nightjar-test';
const NO_VOLUME = {
  measuredAt: epochMs(0),
  wantedBytes: 0,
  foreignBytes: 0,
  foreignShare: 0,
  foreignDollarsPerMonth: 0,
  excluded: [],
};

let dynamo: LocalDynamo;
let doubles: Record<'logs' | 'lambda' | 'cloudFormation', Double>;
let tableName: string;
/** Group → names of its filters, as CloudWatch Logs would have them. */
let filters: Map<string, Set<string>>;
let forbidden: ReadonlySet<string>;
/** Names of account-level policies. */
let policies: Set<string>;
let answers: { Status: string; Reason: string; PhysicalResourceId: string }[];
let started: unknown[];
const asked = new Set<string>();

beforeAll(async () => {
  dynamo = await startDynalite();
  const logs = await startHttpDouble((operation, body) => {
    asked.add(`logs:${operation}`);
    const { logGroupName, filterName } = JSON.parse(body);
    const of = filters.get(logGroupName);
    if (operation === 'DescribeLogGroups') {
      return ok({ logGroups: GROUPS.map((name) => ({ logGroupName: name, creationTime: 1 })) });
    }
    if (operation === 'DeleteAccountPolicy') {
      policies.delete(JSON.parse(body).policyName);
      return ok({});
    }
    if (forbidden.has(logGroupName)) return refuse('AccessDeniedException');
    if (operation === 'PutSubscriptionFilter') of?.add(filterName);
    if (operation === 'DeleteSubscriptionFilter' && of?.delete(filterName) !== true) {
      return refuse('ResourceNotFoundException');
    }
    return ok({});
  });
  const lambda = await startHttpDouble((_, body) => {
    if (body === '') return ok({ Functions: [] });
    if (body.includes('MetricDataQueries')) return ok({ MetricDataResults: [] });
    asked.add('lambda:InvokeFunction');
    started.push(JSON.parse(body));
    return { status: 202, body: '' };
  });
  const cloudFormation = await startHttpDouble((_, body) => {
    answers.push(JSON.parse(body));
    return { status: 200, body: '' };
  });
  doubles = { logs, lambda, cloudFormation };
  const send = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const operation = new Headers(init?.headers).get('x-amz-target')?.split('.')[1];
    if (operation !== undefined) asked.add(`dynamodb:${operation}`);
    return send(input, init);
  });
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

beforeEach(async () => {
  ({ name: tableName } = await dynamo.createTable());
  filters = new Map(GROUPS.map((name) => [name, new Set([FILTER, 'foreign'])]));
  forbidden = new Set();
  policies = new Set();
  answers = [];
  started = [];
  asked.clear();
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', doubles.logs.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', doubles.lambda.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', doubles.lambda.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  vi.restoreAllMocks();
  await Promise.all([dynamo, ...Object.values(doubles)].map((one) => one.stop()));
});

const ok = (body: object) => ({ status: 200, body: JSON.stringify(body) });
const refuse = (type: string) => ({ status: 400, body: JSON.stringify({ __type: type, message: 'no' }) });

const lambdaVariables = () => ({
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
  AWS_LAMBDA_FUNCTION_NAME: 'unsubscribe',
});

const unsubscribe = () =>
  unsubscribeHandler({ ...writeUnsubscribeEnvironment({ tableName }), ...lambdaVariables() }, async () => undefined);

const subscribe = async () => {
  const variables = writeSubscribeEnvironment({
    installation: 'test',
    tableName,
    selection: [rule('/aws/lambda/')],
    filterName: FILTER,
    destinationArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:ingest`,
    writerRoleArn: '',
    maximumForeignShare: 'never',
  });
  await subscribeHandler({ ...variables, ...lambdaVariables() })({}, within(60_000));
};

const within = (spanMs: number) => ({ getRemainingTimeInMillis: () => spanMs });

const properties = (...exclude: string[]) => ({
  FilterName: FILTER,
  Sources: selectionText([rule('/aws/lambda/', { exclude })]),
  Subscription: 'log-groups',
});

const request = (RequestType: 'Create' | 'Update' | 'Delete', more: object = {}) => ({
  RequestType,
  ResponseURL: `${doubles.cloudFormation.endpoint}/answer?signature=x`,
  ServiceToken: 'arn',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Filters',
  ResourceType: 'Custom::NightjarFilters',
  ...(RequestType === 'Create' ? {} : { PhysicalResourceId: FILTER }),
  ResourceProperties: properties(),
  ...more,
});

const ownFilters = () => GROUPS.filter((name) => filters.get(name)?.has(FILTER));

describe('deleting the stack', () => {
  it('removes every own filter, no foreign one, and answers once', async () => {
    await unsubscribe()(request('Delete'), within(900_000));
    expect(ownFilters()).toEqual([]);
    expect([...filters.values()].every((of) => of.has('foreign'))).toBe(true);
    expect(answers).toEqual([
      {
        Status: 'SUCCESS',
        Reason: '',
        PhysicalResourceId: FILTER,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'Filters',
      },
    ]);
  });

  it('continues over invocations, and answers after the last', async () => {
    const handler = unsubscribe();
    await handler(request('Delete'), within(30_000)); // time for nothing but the listing
    expect(answers).toEqual([]);
    for (let runs = 0; started.length > 0 && runs < 10; runs++) {
      await handler(started.shift(), within(900_000));
    }
    expect(ownFilters()).toEqual([]);
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS']);
  });

  it('does not succeed while a filter may not be removed, and names the group', async () => {
    forbidden = new Set(['/aws/lambda/b']);
    await unsubscribe()(request('Delete'), within(900_000));
    expect(ownFilters()).toEqual(['/aws/lambda/b']);
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('/aws/lambda/b') }]);
  });

  it('ends at once where only listed groups were watched, and asks for nothing', async () => {
    const ResourceProperties = { ...properties(), Sources: '[]' };
    await unsubscribe()(request('Create', { ResourceProperties }), within(900_000));
    await unsubscribe()(request('Delete', { ResourceProperties }), within(900_000));
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect([...asked]).toEqual([]);
  });

  it('stops a subscribe that still runs from putting filters back, until the stack is made again', async () => {
    await unsubscribe()(request('Delete'), within(900_000));
    await subscribe();
    expect(ownFilters()).toEqual([]);
    await unsubscribe()(request('Create'), within(900_000));
    await subscribe();
    expect(ownFilters()).toEqual(GROUPS);
  });

  it('says so when the service fails, so that the deletion can be tried again', async () => {
    const failing = await startHttpDouble(() => refuse('InvalidParameterException'));
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', failing.endpoint);
    await unsubscribe()(request('Delete'), within(900_000));
    await failing.stop();
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('InvalidParameter') }]);
  });
});

describe('the policy of the account', () => {
  const byAccount = { ...properties(), Subscription: 'account' };

  it('goes with the stack, before the filters, and nobody else’s goes', async () => {
    policies = new Set([FILTER, 'theirs']);
    await unsubscribe()(request('Delete', { ResourceProperties: byAccount }), within(900_000));
    expect([...policies]).toEqual(['theirs']);
    expect(ownFilters()).toEqual([]);
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS']);
  });

  it('goes when filters are asked for again, which wait for it', async () => {
    policies = new Set([FILTER]);
    filters = new Map(GROUPS.map((name) => [name, new Set()]));
    const table = new DynamoTable(dynamo.client, tableName);
    const plan = decidePlan(undefined, NO_VOLUME, 'target', 0.1);
    await accountPlanRow(table).write({ ...plan, stands: true });
    await subscribe();
    expect(ownFilters()).toEqual([]);
    await unsubscribe()(request('Update', { OldResourceProperties: byAccount }), within(900_000));
    expect([...policies]).toEqual([]);
    await subscribe();
    expect(ownFilters()).toEqual(GROUPS);
  });

  it('is left alone by an installation that never asked for it', async () => {
    policies = new Set([FILTER]);
    await unsubscribe()(request('Delete'), within(900_000));
    expect([...policies]).toEqual([FILTER]);
  });
});

describe('changing the sources', () => {
  it('removes the filters that are wanted no longer', async () => {
    const change = { OldResourceProperties: properties() };
    const now = { ResourceProperties: properties('/aws/lambda/b') };
    await unsubscribe()(request('Update', { ...change, ...now }), within(900_000));
    expect(ownFilters()).toEqual(['/aws/lambda/a', '/aws/lambda/c']);
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS']);
  });

  it('to listed groups removes all, while an old subscribe that still runs puts none back; and back again', async () => {
    const listed = { ...properties(), Sources: '[]' };
    const toListed = { OldResourceProperties: properties(), ResourceProperties: listed };
    await unsubscribe()(request('Update', toListed), within(900_000));
    await subscribe();
    expect(ownFilters()).toEqual([]);
    const toPrefix = { OldResourceProperties: listed, ResourceProperties: properties() };
    await unsubscribe()(request('Update', toPrefix), within(900_000));
    await subscribe();
    expect(ownFilters()).toEqual(GROUPS);
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  it('leaves filters of another name to the request that deletes them', async () => {
    const now = { ResourceProperties: { ...properties(), FilterName: 'nightjar-renamed' } };
    const change = { OldResourceProperties: properties() };
    await unsubscribe()(request('Update', { ...change, ...now }), within(900_000));
    expect(ownFilters()).toEqual(GROUPS);
    expect(answers).toMatchObject([{ PhysicalResourceId: 'nightjar-renamed' }]);
  });
});

describe('the role of the removal', () => {
  const alerts = { emails: ['oncall@example.com'] };

  it('allows what it asks for', async () => {
    const template = synthesise({ alerts, subscription: Subscription.account() });
    const byAccount = { ...properties(), Subscription: 'account' };
    await unsubscribe()(request('Delete', { ResourceProperties: byAccount }), within(30_000));
    await unsubscribe()(started[0], within(900_000));
    const arnOf = (type: string, idPart: string) =>
      template.ofType(type).flatMap(([id, one]) => (id.includes(idPart) ? [sampleArn(id, one)] : []))[0] ?? '';
    const resources: Record<string, string> = {
      'logs:DescribeLogGroups': '*',
      'logs:DeleteAccountPolicy': '*',
      'logs:DeleteSubscriptionFilter': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/a`,
      'lambda:InvokeFunction': arnOf('AWS::Lambda::Function', 'Removal'),
      'dynamodb:PutItem': arnOf('AWS::DynamoDB::GlobalTable', 'Storage'),
    };
    expect([...asked].toSorted()).toEqual(Object.keys(resources).toSorted());
    const role = new SimulatedRole(template, 'RemovalHandlerRole');
    for (const [action, resource] of Object.entries(resources)) {
      expect(await role.decide({ action, resource }), action).toBe('Allowed');
    }
  });
});
