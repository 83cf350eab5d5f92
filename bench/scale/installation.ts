import { writeEvaluateEnvironment, writeIngestEnvironment } from '../../lib/config/environment.ts';
import type { EpochMs } from '../../lib/core/units.ts';
import { Random } from '../fleet/random.ts';
import type { DynamoDouble } from './dynamo-double.ts';
import { type Answer, Environment, type EnvironmentOptions, type Outcome } from './environment.ts';

export const BENCH_FILTER = 'bench';

const REGION = 'eu-west-1';
const LAMBDA_ENDPOINT = 'http://lambda.bench';
const DOUBLE_ENDPOINT = 'http://dynamodb.bench';
const LEARNING_MINUTES = 10_080;

/** Environments of evaluate for each slot: some more than work at a time. */
const SPARE_FACTOR = 1.125;

/** What invocations took together. */
export interface Spent {
  readonly cpuMs: number;
  /** CPU of the dearest single invocation. */
  readonly dearestMs: number;
  /** CPU of the yardstick, on average. */
  readonly yardstickMs: number;
  /** Memory of the largest environment since it was started. */
  readonly peakRssBytes: number;
  /** Invocations that knew no slot. */
  readonly strangers: number;
}

/** The deployed handlers, in environments as Lambda keeps them. */
export interface Installation {
  /** One invocation for each event. */
  ingest(events: Iterable<unknown>, now: EpochMs): Promise<Spent>;
  /** The scheduled invocation, and the one of each slot that it asks for. */
  tick(event: { readonly scheduledTime: string }, now: EpochMs): Promise<Spent>;
  stop(): void;
}

/**
 * @param dynamo the double that answers, or where a DynamoDB listens
 * @param program the file that serves an environment when it is told to
 */
export const startInstallation = (
  dynamo: DynamoDouble | { readonly endpoint: string },
  tableName: string,
  program: string,
): Installation => {
  const asked: string[] = [];
  const answer: Answer = (url, target, body) => {
    if (url.startsWith(LAMBDA_ENDPOINT)) asked.push(body);
    else if (!('endpoint' in dynamo)) return dynamo.answer(target.split('.')[1] ?? '', body);
    return { status: 202, body: '' };
  };
  const common = { installation: 'bench', tableName, saltSeed: 'bench', slots: 1 };
  const variables = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_LAMBDA_FUNCTION_NAME: 'evaluate',
    AWS_ENDPOINT_URL_LAMBDA: LAMBDA_ENDPOINT,
    AWS_ENDPOINT_URL_DYNAMODB: 'endpoint' in dynamo ? dynamo.endpoint : DOUBLE_ENDPOINT,
  };
  const start = (
    handler: EnvironmentOptions['handler'],
    own: Readonly<Record<string, string | undefined>>,
  ): Environment => {
    const answered = 'endpoint' in dynamo ? [LAMBDA_ENDPOINT] : [LAMBDA_ENDPOINT, DOUBLE_ENDPOINT];
    return new Environment(program, { handler, variables: { ...variables, ...own }, answered }, answer);
  };
  const ingest = start(
    'ingest',
    writeIngestEnvironment({ ...common, subscriptionFilter: BENCH_FILTER, flowFormats: new Map(), watched: [] }),
  );
  const evaluate = writeEvaluateEnvironment({
    ...common,
    topicArn: 'arn:aws:sns:eu-west-1:123456789012:bench',
    learningMinutes: LEARNING_MINUTES,
    historyDays: 35,
    minimumSeverity: 'critical',
    listFolder: '',
    networkLookup: 'off',
    functionLookup: 'off',
    policyFile: '',
    tagLookup: 'off',
    logSearch: 'off',
    dashboard: '',
    docsUrl: '',
    backfill: 'off',
  });
  const evaluators: Environment[] = [];
  const random = new Random(1);
  /** Any of them: Lambda does not care which slot an environment had the minute before. */
  const idle = (count: number): Environment[] => {
    while (evaluators.length < count * SPARE_FACTOR) evaluators.push(start('evaluate', evaluate));
    const left = [...evaluators];
    return Array.from({ length: count }, () => left.splice(random.integer(0, left.length - 1), 1)).flat();
  };
  return {
    ingest: async (events, now) => {
      const outcomes: Outcome[] = [];
      for (const event of events) outcomes.push(await ingest.invoke(event, now));
      return spentOn(outcomes, 0);
    },
    // One after the other, as two cores can; whoever waits for the others has waited when they are through.
    tick: async (event, now) => {
      const outcomes: Outcome[] = [];
      for (const dispatcher of idle(1)) outcomes.push(await dispatcher.invoke(event, now));
      const slots = asked.splice(0).map((body): unknown => JSON.parse(body));
      const waiting: Environment[] = [];
      for (const [index, environment] of idle(slots.length).entries()) {
        const outcome = await environment.invoke(slots[index], now);
        if (outcome.kind === 'waiting') waiting.push(environment);
        else outcomes.push(outcome);
      }
      for (const environment of waiting) outcomes.push(await environment.goOn());
      return spentOn(outcomes, waiting.length);
    },
    stop: () => {
      for (const environment of [ingest, ...evaluators]) environment.stop();
    },
  };
};

const spentOn = (outcomes: readonly Outcome[], strangers: number): Spent => ({
  cpuMs: outcomes.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  dearestMs: Math.max(...outcomes.map(({ cpuMs }) => cpuMs)),
  yardstickMs: outcomes.reduce((sum, { yardstickMs }) => sum + yardstickMs, 0) / outcomes.length,
  peakRssBytes: Math.max(...outcomes.map(({ peakRssBytes }) => peakRssBytes)),
  strangers,
});
