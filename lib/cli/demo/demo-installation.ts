import { evaluateHandler } from '../../../functions/evaluate/evaluate-handler.ts';
import { ingestHandler } from '../../../functions/ingest/ingest-handler.ts';
import { writeEvaluateEnvironment, writeIngestEnvironment } from '../../config/environment.ts';
import { type EpochMs, epochMs } from '../../core/units.ts';
import { type EmbeddedDynamo, startEmbeddedDynamo } from './cloud/embedded-dynamo.ts';
import { type LoopbackSns, startLoopbackSns } from './cloud/loopback-sns.ts';
import type { SnsMessage } from './cloud/sns-rules.ts';
import { MetricSums } from './metric-sums.ts';

export const DEMO_REGION = 'eu-west-1';
export const DEMO_FILTER = 'nightjar-demo';
export const DEMO_STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/nightjar-demo';
const TOPIC_ARN = 'arn:aws:sns:eu-west-1:111122223333:nightjar-demo';
const TABLE_NAME = 'nightjar-demo';
const CREDENTIALS = { accessKeyId: 'demo', secretAccessKey: 'demo' } as const;

/** The deployed handlers with the services that they talk to, all on loopback, in simulated time. */
export interface DemoInstallation {
  readonly dynamo: EmbeddedDynamo;
  readonly sns: LoopbackSns;
  readonly metrics: MetricSums;
  readonly settings: { readonly learningMinutes: number; readonly historyDays: number; readonly slots: number };
  /** Environment of the handlers, as the construct would set it. */
  readonly saltSeed: string;
  /** Lambda invokes ingest. */
  ingest(event: unknown, now: EpochMs): Promise<void>;
  /** EventBridge Scheduler invokes evaluate for the minute. */
  evaluate(now: EpochMs): Promise<void>;
  stop(): Promise<void>;
}

export interface InstallationOptions {
  readonly learningMinutes: number;
  readonly historyDays: number;
  readonly onMessage: (message: SnsMessage) => void;
}

export const startInstallation = async (options: InstallationOptions): Promise<DemoInstallation> => {
  const dynamo = await startEmbeddedDynamo({ tableName: TABLE_NAME, region: DEMO_REGION, credentials: CREDENTIALS });
  const sns = await startLoopbackSns(TOPIC_ARN, options.onMessage);
  const common = { installation: 'demo', tableName: TABLE_NAME, saltSeed: 'nightjar-demo', slots: 1 };
  const lambda = {
    AWS_REGION: DEMO_REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SNS: sns.endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const { learningMinutes, historyDays } = options;
  // The SDK's SNS client reads the process's own environment, as in Lambda.
  const restore = setVariables(lambda);
  let now = epochMs(0);
  const clock = (): EpochMs => now;
  const metrics = new MetricSums();
  const ingest = ingestHandler(
    {
      ...lambda,
      ...writeIngestEnvironment({
        ...common,
        subscriptionFilter: DEMO_FILTER,
        watched: [],
        flowFormats: new Map(),
      }),
    },
    clock,
    metrics.take,
  );
  const evaluate = evaluateHandler(
    {
      ...lambda,
      ...writeEvaluateEnvironment({
        ...common,
        topicArn: TOPIC_ARN,
        listFolder: '',
        policyFile: '',
        tagLookup: 'off',
        logSearch: 'off',
        dashboard: '',
        docsUrl: '',
        networkLookup: 'off',
        functionLookup: 'off',
        backfill: 'off',
        learningMinutes,
        historyDays,
        minimumSeverity: 'low',
      }),
    },
    clock,
    metrics.take,
  );
  return {
    dynamo,
    sns,
    metrics,
    settings: { learningMinutes, historyDays, slots: common.slots },
    saltSeed: common.saltSeed,
    ingest: (event, at) => {
      now = at;
      return ingest(event);
    },
    evaluate: (at) => {
      now = at;
      return evaluate({ scheduledTime: new Date(at).toISOString() });
    },
    stop: async () => {
      restore();
      await Promise.all([dynamo.stop(), sns.stop()]);
    },
  };
};

/** Sets variables of this process and gives back what undoes it. */
const setVariables = (variables: Readonly<Record<string, string>>): (() => void) => {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
};
