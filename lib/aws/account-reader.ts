import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricDataCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
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

const HEALTH_SPAN_MS = 15 * 60_000;

/** The account that the environment's credentials, Region and endpoints lead to. Sends reading calls only. */
export const accountReader = (clock: Clock, region: string | undefined): AccountReader => {
  const settings = region === undefined ? {} : { region };
  const sts = new STSClient(settings);
  const cloudFormation = new CloudFormationClient(settings);
  const cloudWatch = new CloudWatchClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const lambda = new LambdaClient(settings);
  const sns = new SNSClient(settings);
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
        Functions.map(({ FunctionName: name = '', LoggingConfig: logging }) => ({
          name,
          logGroup: logging?.LogGroup ?? `/aws/lambda/${name}`,
          systemLogLevel: logging?.SystemLogLevel ?? 'INFO',
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
      const { MetricDataResults = [] } = await cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(clock() - HEALTH_SPAN_MS),
          EndTime: new Date(clock()),
          MetricDataQueries: Object.entries(HEALTH_METRICS).map(([Id, [metric, Stat]]) => ({
            Id,
            MetricStat: {
              Metric: {
                Namespace: METRIC_NAMESPACE,
                MetricName: METRIC_NAMES[metric],
                Dimensions: [{ Name: METRIC_DIMENSION, Value: installation }],
              },
              Period: 60,
              Stat,
            },
          })),
        }),
      );
      return Object.fromEntries(
        MetricDataResults.flatMap(({ Id = '', Values = [] }): [string, number][] => {
          const query = Object.entries(HEALTH_METRICS).find(([id]) => id === Id)?.[1];
          if (query === undefined || Values.length === 0) return [];
          return [[Id, query[1] === 'Sum' ? Values.reduce((sum, value) => sum + value, 0) : Math.max(...Values)]];
        }),
      );
    },

    async concurrency() {
      const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
      return {
        limit: AccountLimit?.ConcurrentExecutions ?? 0,
        unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? 0,
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

const HEALTH_METRICS = {
  ticks: ['ticks', 'Sum'],
  evaluationLagMs: ['evaluationLag', 'Maximum'],
  publishFailures: ['publishFailures', 'Sum'],
} as const satisfies Record<keyof HealthFigures, readonly [keyof typeof METRIC_NAMES, string]>;

/** CloudFormation has no error of its own for this. */
const isNoSuchStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
