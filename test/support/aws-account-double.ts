import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An AWS account on loopback, as far as `doctor` and `test-alert` look at it: the wire formats of the services, built
 * from their models, for every service at one address.
 */
export interface AccountDouble {
  /** Functions by name, as Lambda lists them. */
  functions: {
    FunctionName: string;
    Timeout?: number;
    LoggingConfig?: { LogGroup: string; SystemLogLevel?: string };
  }[];
  /** Class and filters by name of log group. */
  logGroups: Map<string, { logClass: string; filters: string[] }>;
  /** What SNS has in the place of the ARN of each subscription of every topic. */
  subscriptions: string[];
  ringingAlarms: string[];
  /** Values by name of the metric, with its dimension's value where that matters: `Errors checkout`. */
  metrics: Map<string, number[]>;
  /** Shards of the one stream, and of the account. */
  shards: { open: number; openInAccount: number; limit: number };
  stack: { status: string; outputs: Record<string, string> } | undefined;
  unreserved: number;
  /** Operations that are refused. */
  readonly denied: Set<string>;
  /** Where rows are read, if there are any: a DynamoDB on loopback. */
  dynamo: string | undefined;
  readonly asked: string[];
  readonly bodies: string[];
  readonly endpoint: string;
  stop(): Promise<void>;
}

export const startAccountDouble = async (): Promise<AccountDouble> => {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const operation = operationOf(request, body);
    account.asked.push(operation);
    account.bodies.push(body);
    const isQuery = body.includes('Action=');
    if (operation === 'GetItem' && account.dynamo !== undefined) {
      const headers = request.headers as Record<string, string>;
      const rows = await fetch(account.dynamo, { method: 'POST', headers: forwarded(headers), body });
      response.writeHead(rows.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await rows.text());
      return;
    }
    const answer = account.denied.has(operation) ? refusal(isQuery, 'AccessDenied', 'no') : answerOf(operation, body);
    const type = isQuery ? 'text/xml' : 'application/x-amz-json-1.1';
    response.writeHead(answer.status, { 'content-type': type }).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const answerOf = (operation: string, body: string): Answer => {
    switch (operation) {
      case 'GetCallerIdentity':
        return xml(
          operation,
          '<Arn>arn:aws:iam::123456789012:user/reader</Arn><UserId>AIDA</UserId><Account>123456789012</Account>',
        );
      case 'DescribeStacks': {
        if (account.stack === undefined) return refusal(true, 'ValidationError', 'Stack with id x does not exist');
        const outputs = Object.entries(account.stack.outputs).map(
          ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
        );
        const stack = `<StackName>Nightjar</StackName><StackStatus>${account.stack.status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${outputs.join('')}</Outputs>`;
        return xml(operation, `<Stacks><member>${stack}</member></Stacks>`);
      }
      case 'ListSubscriptionsByTopic': {
        const members = account.subscriptions.map(
          (arn) => `<member><Protocol>email</Protocol><SubscriptionArn>${arn}</SubscriptionArn></member>`,
        );
        return xml(operation, `<Subscriptions>${members.join('')}</Subscriptions>`);
      }
      case 'Publish':
        return xml(operation, '<MessageId>0e8f1a52-0000-4000-8000-000000000000</MessageId>');
      case 'ListFunctions':
        return json({ Functions: account.functions });
      case 'GetAccountSettings':
        return json({
          AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: account.unreserved },
        });
      case 'DescribeLogGroups':
        return json({
          logGroups: [...account.logGroups].map(([logGroupName, { logClass: logGroupClass }]) => ({
            logGroupName,
            logGroupClass,
          })),
        });
      case 'DescribeSubscriptionFilters': {
        const { filters = [] } = account.logGroups.get(JSON.parse(body).logGroupName) ?? {};
        return json({ subscriptionFilters: filters.map((filterName) => ({ filterName })) });
      }
      case 'DescribeAlarms':
        return json({ MetricAlarms: account.ringingAlarms.map((AlarmName) => ({ AlarmName })) });
      case 'GetMetricData':
        return json({
          MetricDataResults: (JSON.parse(body).MetricDataQueries as MetricQuery[]).map(({ Id, MetricStat }) => {
            const { MetricName, Dimensions } = MetricStat.Metric;
            const of = `${MetricName} ${Dimensions[0]?.Value}`;
            return { Id, Values: account.metrics.get(of) ?? account.metrics.get(MetricName) ?? [] };
          }),
        });
      case 'GetItem':
        return json({});
      case 'DescribeLimits':
        return json({
          ...{ AccountMaxReadCapacityUnits: 80_000, AccountMaxWriteCapacityUnits: 80_000 },
          ...{ TableMaxReadCapacityUnits: 40_000, TableMaxWriteCapacityUnits: 40_000 },
          ...{ ShardLimit: account.shards.limit, OpenShardCount: account.shards.openInAccount },
        });
      case 'DescribeStreamSummary':
        return json({
          StreamDescriptionSummary: {
            StreamName: JSON.parse(body).StreamName,
            OpenShardCount: account.shards.open,
            RetentionPeriodHours: 24,
          },
        });
      default:
        return refusal(false, 'UnknownOperationException', operation);
    }
  };

  const account: AccountDouble = {
    functions: [],
    logGroups: new Map(),
    subscriptions: [],
    ringingAlarms: [],
    metrics: new Map(),
    shards: { open: 1, openInAccount: 3, limit: 500 },
    stack: undefined,
    unreserved: 900,
    denied: new Set(),
    dynamo: undefined,
    asked: [],
    bodies: [],
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return account;
};

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly { readonly Value: string }[] };
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const json = (value: object): Answer => ({ status: 200, text: JSON.stringify(value) });

const xml = (operation: string, inner: string): Answer => ({
  status: 200,
  text: `<${operation}Response><${operation}Result>${inner}</${operation}Result></${operation}Response>`,
});

const refusal = (isQuery: boolean, code: string, message: string): Answer => ({
  status: 400,
  text: isQuery
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
    : JSON.stringify({ __type: code, message }),
});

const operationOf = ({ headers, url = '' }: IncomingMessage, body: string): string => {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.')[1] ?? '';
  if (url.includes('/account-settings')) return 'GetAccountSettings';
  if (url.includes('/functions')) return 'ListFunctions';
  return new URLSearchParams(body).get('Action') ?? '';
};

/** Signed as it came. */
const forwarded = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(authorization|content-type|x-amz-.*)$/.test(name)));

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
};
