import { evaluateHandler } from '../../functions/evaluate/evaluate-handler.ts';
import { ingestHandler } from '../../functions/ingest/ingest-handler.ts';
import { writeEvaluateEnvironment, writeIngestEnvironment } from '../../lib/config/environment.ts';
import type { EpochMs } from '../../lib/core/units.ts';
import type { DynamoDouble } from './dynamo-double.ts';

export const BENCH_FILTER = 'bench';

const REGION = 'eu-west-1';
const LAMBDA_ENDPOINT = 'http://lambda.bench';
const DOUBLE_ENDPOINT = 'http://dynamodb.bench';
const LEARNING_MINUTES = 10_080;

type Handler = (event: unknown) => Promise<void>;

/** The deployed handlers, one process each as warm Lambda environments are. */
export interface Installation {
  readonly ingest: Handler;
  /** The scheduled invocation, and the one of each slot that it asks for; gives the CPU time of the dearest. */
  tick(
    event: { readonly scheduledTime: string },
    timed: (run: () => Promise<void>) => Promise<number>,
  ): Promise<number>;
}

/**
 * @param dynamo the double that answers, or where a DynamoDB listens
 */
export const startInstallation = (
  dynamo: DynamoDouble | { readonly endpoint: string },
  tableName: string,
  clock: () => EpochMs,
): Installation => {
  const asked: string[] = [];
  answerFetch(dynamo, asked);
  const common = { installation: 'bench', tableName, saltSeed: 'bench', slots: 1 };
  const variables = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_LAMBDA_FUNCTION_NAME: 'evaluate',
    AWS_ENDPOINT_URL_LAMBDA: LAMBDA_ENDPOINT,
    AWS_ENDPOINT_URL_DYNAMODB: 'endpoint' in dynamo ? dynamo.endpoint : DOUBLE_ENDPOINT,
  };
  const quiet = () => {};
  const ingest = ingestHandler(
    {
      ...variables,
      ...writeIngestEnvironment({
        ...common,
        subscriptionFilter: BENCH_FILTER,
        flowFormats: new Map(),
        watched: [],
      }),
    },
    clock,
    quiet,
  );
  const evaluators = new Map<string, Handler>();
  const evaluator = (name: string): Handler => {
    const known = evaluators.get(name);
    if (known !== undefined) return known;
    const environment = writeEvaluateEnvironment({
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
    const created = evaluateHandler({ ...variables, ...environment }, clock, quiet);
    evaluators.set(name, created);
    return created;
  };
  return {
    ingest,
    tick: async (event, timed) => {
      let dearest = await timed(() => evaluator('dispatcher')(event));
      for (const body of asked.splice(0)) {
        const slotEvent = JSON.parse(body) as { readonly slot: { readonly slots: number; readonly slot: number } };
        const run = evaluator(`${slotEvent.slot.slot}.${slotEvent.slot.slots}`);
        dearest = Math.max(dearest, await timed(() => run(slotEvent)));
      }
      return dearest;
    },
  };
};

/** Lambda and the double answer in this process; everything else goes over the wire. */
const answerFetch = (dynamo: DynamoDouble | { readonly endpoint: string }, asked: string[]): void => {
  const wire = originalFetch;
  globalThis.fetch = async (input, init) => {
    const url = String(input);
    const body = typeof init?.body === 'string' ? init.body : '';
    if (url.startsWith(LAMBDA_ENDPOINT)) {
      asked.push(body);
      return new Response('', { status: 202 });
    }
    if ('endpoint' in dynamo || !url.startsWith(DOUBLE_ENDPOINT)) return wire(input, init);
    const target = new Headers(init?.headers).get('x-amz-target') ?? '';
    const { status, body: text } = dynamo.answer(target.split('.')[1] ?? '', body);
    return new Response(text, { status });
  };
};

const originalFetch = globalThis.fetch;
