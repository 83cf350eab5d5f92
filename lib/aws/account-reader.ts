import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeSubscriptionFiltersCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetAccountSettingsCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DETECTOR_OUTPUTS } from '../config/detector-outputs.ts';
import { METRIC_DIMENSION, METRIC_NAMES, METRIC_NAMESPACE } from '../config/metric-names.ts';
import type { AccountReader, HealthFigures } from '../core/doctor/account-reader.ts';
import type { Clock } from '../core/pipeline/ports.ts';
import { DynamoClient } from './dynamo-client.ts';
import { DynamoTable } from './dynamo-table.ts';
import { environmentConnection } from './environment-connection.ts';
import { JsonService } from './json-service.ts';
import { type FigureQuery, readFigures } from './metric-figures.ts';

const HEALTH_SPAN_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECONDS_PER_MINUTE = 60;

/** The account that the environment's credentials, Region and endpoints lead to. Sends reading calls only. */
export const accountReader = (clock: Clock, region: string | undefined): AccountReader => {
  const settings = region === undefined ? {} : { region };
  const sts = new STSClient(settings);
  const cloudFormation = new CloudFormationClient(settings);
  const cloudWatch = new CloudWatchClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const lambda = new LambdaClient(settings);
  const sns = new SNSClient(settings);
  const lately = (spanMs: number) => ({ from: new Date(clock() - spanMs), until: new Date(clock()) });
  const jsonService = async (service: string, target: string, version: '1.0' | '1.1') =>
    new JsonService(await environmentConnection(service, await sts.config.region()), service, target, version);
  return {
    async identity() {
      const usedRegion = await sts.config.region();
      const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn, region: usedRegion };
    },

    async stack(StackName) {
      const found = await cloudFormation
        .send(new DescribeStacksCommand({ StackName }))
        .catch((error: unknown) => (isNoSuchStack(error) ? undefined : Promise.reject(error)));
      const stack = found?.Stacks?.[0];
      if (stack === undefined) return undefined;
      const outputs = (stack.Outputs ?? []).map(
        ({ OutputKey = '', OutputValue = '' }) => [outputName(OutputKey), OutputValue] as const,
      );
      return { status: stack.StackStatus ?? 'unknown', outputs: new Map(outputs) };
    },

    async functions() {
      const pages = await allOf(paginateListFunctions({ client: lambda }, {}));
      return pages.flatMap(({ Functions = [] }) =>
        Functions.map(({ FunctionName: name = '', LoggingConfig: logging, Timeout: timeoutSeconds = 0 }) => ({
          name,
          logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
          systemLogLevel: logging?.SystemLogLevel ?? 'INFO',
          timeoutMs: timeoutSeconds * 1_000,
        })),
      );
    },

    async logGroups() {
      const pages = await allOf(paginateDescribeLogGroups({ client: logs, pageSize: 50 }, {}));
      return new Map(
        pages.flatMap(({ logGroups = [] }) =>
          logGroups.map(({ logGroupName = '', logGroupClass = 'STANDARD' }) => [logGroupName, logGroupClass] as const),
        ),
      );
    },

    async filtersOf(logGroupName) {
      const { subscriptionFilters = [] } = await logs.send(new DescribeSubscriptionFiltersCommand({ logGroupName }));
      return subscriptionFilters.map(({ filterName = '' }) => filterName);
    },

    async table(name) {
      return new DynamoTable(
        new DynamoClient(await environmentConnection('dynamodb', await sts.config.region())),
        name,
      );
    },

    async subscribersOf(TopicArn) {
      const pages = await allOf(paginateListSubscriptionsByTopic({ client: sns }, { TopicArn }));
      return pages.flatMap(({ Subscriptions = [] }) =>
        Subscriptions.map(({ Protocol = 'unknown', SubscriptionArn = '' }) => ({
          protocol: Protocol,
          // SNS has words such as PendingConfirmation in the place of the ARN.
          isConfirmed: SubscriptionArn.startsWith('arn:'),
        })),
      );
    },

    async ringingAlarms(AlarmNamePrefix) {
      const input = { AlarmNamePrefix, StateValue: 'ALARM' } as const;
      const pages = await allOf(paginateDescribeAlarms({ client: cloudWatch }, input));
      return pages.flatMap(({ MetricAlarms = [] }) => MetricAlarms.map(({ AlarmName = '' }) => AlarmName));
    },

    async health(installation) {
      const queries = Object.values(HEALTH_METRICS).map(
        ([metric, statistic]): FigureQuery => ({
          namespace: METRIC_NAMESPACE,
          metric: METRIC_NAMES[metric],
          dimension: [METRIC_DIMENSION, installation],
          statistic,
          over: statistic === 'Sum' ? 'all' : 'highest',
        }),
      );
      const figures = await readFigures(cloudWatch, queries, lately(HEALTH_SPAN_MS));
      const named = Object.keys(HEALTH_METRICS).map((name, index) => [name, figures[index]] as const);
      return Object.fromEntries(named.filter(([, figure]) => figure !== undefined));
    },

    async concurrency() {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return {
        limit: AccountLimit?.ConcurrentExecutions ?? 0,
        unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
      };
    },

    async functionLoads(names) {
      const queries = names.flatMap((name) =>
        LOAD_METRICS.map(
          ([metric, statistic, over]): FigureQuery => ({
            namespace: 'AWS/Lambda',
            metric,
            dimension: ['FunctionName', name],
            statistic,
            over,
          }),
        ),
      );
      const figures = await readFigures(cloudWatch, queries, lately(HOUR_MS));
      return names.map((_, index) => {
        const [errors = 0, throttles = 0, longestMs = 0] = figures.slice(3 * index, 3 * index + 3);
        return { errors, throttles, longestMs };
      });
    },

    async tableLoad(name) {
      const dynamo = await jsonService('dynamodb', 'DynamoDB_20120810', '1.0');
      const limits = await dynamo.ask('DescribeLimits', {});
      const of = (metric: string, over: FigureQuery['over']): FigureQuery => ({
        namespace: 'AWS/DynamoDB',
        metric,
        dimension: ['TableName', name],
        statistic: 'Sum',
        over,
      });
      const queries = [
        of('ConsumedWriteCapacityUnits', 'highest'),
        of('ConsumedReadCapacityUnits', 'highest'),
        of('WriteThrottleEvents', 'all'),
        of('ReadThrottleEvents', 'all'),
      ];
      const [written = 0, read = 0, writesRefused = 0, readsRefused = 0] = await readFigures(
        cloudWatch,
        queries,
        lately(DAY_MS),
      );
      return {
        writeUnitsPerSecond: written / SECONDS_PER_MINUTE,
        readUnitsPerSecond: read / SECONDS_PER_MINUTE,
        writeUnitsLimit: countOf(limits['TableMaxWriteCapacityUnits']),
        readUnitsLimit: countOf(limits['TableMaxReadCapacityUnits']),
        throttled: writesRefused + readsRefused,
      };
    },

    async streamLoad(StreamName) {
      const kinesis = await jsonService('kinesis', 'Kinesis_20131202', '1.1');
      const { StreamDescriptionSummary: summary } = await kinesis.ask('DescribeStreamSummary', { StreamName });
      const limits = await kinesis.ask('DescribeLimits', {});
      const of = (metric: string, over: FigureQuery['over']): FigureQuery => ({
        namespace: 'AWS/Kinesis',
        metric,
        dimension: ['StreamName', StreamName],
        statistic: 'Sum',
        over,
      });
      const queries = [of('IncomingBytes', 'highest'), of('WriteProvisionedThroughputExceeded', 'all')];
      const [bytes = 0, refused = 0] = await readFigures(cloudWatch, queries, lately(DAY_MS));
      return {
        shards: countOf(fieldOf(summary, 'OpenShardCount')),
        bytesPerSecond: bytes / SECONDS_PER_MINUTE,
        refused,
        shardsOpen: countOf(limits['OpenShardCount']),
        shardLimit: countOf(limits['ShardLimit']),
      };
    },
  };
};

/** What the construct called an output: in stacks of other people, its own id stands before it and a hash behind. */
const outputName = (key: string): string =>
  DETECTOR_OUTPUTS.find((name) => new RegExp(`${name}(?:[0-9A-F]{8})?$`).test(key)) ?? key;

const allOf = async <Page>(pages: AsyncIterable<Page>): Promise<Page[]> => {
  const all: Page[] = [];
  for await (const page of pages) all.push(page);
  return all;
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

const LOAD_METRICS = [
  ['Errors', 'Sum', 'all'],
  ['Throttles', 'Sum', 'all'],
  ['Duration', 'Maximum', 'highest'],
] as const;

const HEALTH_METRICS = {
  ticks: ['ticks', 'Sum'],
  evaluationLagMs: ['evaluationLag', 'Maximum'],
  publishFailures: ['publishFailures', 'Sum'],
} as const satisfies Record<keyof HealthFigures, readonly [keyof typeof METRIC_NAMES, FigureQuery['statistic']]>;

/** CloudFormation has no error of its own for this. */
const isNoSuchStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
