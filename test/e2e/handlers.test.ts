import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { evaluateHandler } from '../../functions/evaluate/evaluate-handler.ts';
import { ingestHandler } from '../../functions/ingest/ingest-handler.ts';
import { widgetHandler } from '../../functions/widget/widget-handler.ts';
import { startLoopbackSns } from '../../lib/cli/demo/cloud/loopback-sns.ts';
import type { SnsMessage } from '../../lib/cli/demo/cloud/sns-rules.ts';
import {
  saltOf,
  writeEvaluateEnvironment,
  writeIngestEnvironment,
  writeWidgetEnvironment,
} from '../../lib/config/environment.ts';
import { mergeInto } from '../../lib/core/fold/merge-summary.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { backfill } from '../../lib/core/pipeline/backfill.ts';
import { readHistory } from '../../lib/core/pipeline/history-rows.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { addMinutes, type EpochMs, epochMs, isoOf, minuteOf, startOf } from '../../lib/core/units.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, type LocalDynamo, startDynalite } from '../support/dynalite.ts';
import { deliveriesOf, learnedCells, type StoryFunction, storyCells } from '../support/live-story.ts';
import { SUBSCRIPTION_FILTER } from '../support/log-payload.ts';
import { cellsOf, storedWindows } from '../support/stored-counts.ts';
import { widgetProblems } from '../support/widget-rules.ts';

const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:nightjar-test';
const WIDGET_ARN = { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:widget' };
const SALT_SEED = 'a seed';
const FUNCTIONS: readonly StoryFunction[] = [
  { name: 'search', perMinute: 10 },
  { name: 'checkout', perMinute: 12, failing: { from: 12, to: 22, share: 0.8 } },
];
const FIRST = minuteOf(epochMs(Date.UTC(2026, 0, 12, 9)));
const MINUTES = 50;

const filter = { subscriptionFilter: SUBSCRIPTION_FILTER, watched: [] };
const salt = saltOf({ saltSeed: SALT_SEED });
const foldSettings = { ...filter, region: LOCAL_REGION, salt, slots: 1 };

/** Runs the story through the handlers as Lambda would; gives what the topic's subscribers got. */
const tell = async (dynamo: LocalDynamo, isEverythingDeliveredTwice: boolean) => {
  const { name: tableName, table } = await dynamo.createTable();
  const alerts: SnsMessage[] = [];
  const sns = await startLoopbackSns(TOPIC_ARN, (message) => alerts.push(message));
  const lambda = {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SNS: sns.endpoint,
  };
  for (const [name, value] of Object.entries(lambda)) vi.stubEnv(name, value);
  const common = { installation: 'test', tableName, saltSeed: SALT_SEED, slots: 1 };
  const settings = {
    learningMinutes: 0,
    historyDays: 35,
    minimumSeverity: 'low',
    listFolder: '',
    backfill: 'off',
    policyFile: '',
    tagLookup: 'off',
    functionLookup: 'off',
    logSearch: 'off',
    dashboard: '',
    docsUrl: '',
  } as const;
  let now: EpochMs = startOf(FIRST);
  const lines: string[] = [];
  const ingest = ingestHandler(
    { ...lambda, ...writeIngestEnvironment({ ...common, ...filter, flowFormats: new Map() }) },
    () => now,
    (line) => lines.push(line),
  );
  const evaluate = evaluateHandler(
    { ...lambda, ...writeEvaluateEnvironment({ ...common, ...settings, networkLookup: 'off', topicArn: TOPIC_ARN }) },
    () => now,
    (line) => lines.push(line),
  );
  const learned = learnedCells(FUNCTIONS, FIRST, 2, foldSettings);
  const ports = { table, settings: { ...settings, salt, slots: 1 }, attempt: 'backfill' };
  await backfill(ports, learned, addMinutes(FIRST, -1));
  for (let window = FIRST; window < FIRST + MINUTES; window = addMinutes(window, 1)) {
    for (const { at, event } of deliveriesOf(FUNCTIONS, FIRST, window)) {
      now = at;
      await ingest(event);
      if (isEverythingDeliveredTwice) await ingest(event);
    }
    now = startOf(tickOf(window));
    const tick = { scheduledTime: isoOf(now) };
    await Promise.all([evaluate(tick), ...(isEverythingDeliveredTwice ? [evaluate(tick)] : [])]);
  }
  await sns.stop();
  const day = 86_400_000;
  const counted = await storedWindows(table, 1, epochMs(startOf(FIRST) - day), epochMs(now + day), salt);
  const quarters = await readHistory(table, { slots: 1, slot: 0 }, FIRST, addMinutes(FIRST, 14));
  const history = [...quarters].map(([id, points]) => [id, points.map(({ invocations }) => invocations)]);
  const widget = widgetHandler({ ...lambda, ...writeWidgetEnvironment({ tableName }) });
  return { counted, alerts, lines, history, widget, refusals: sns.refusals };
};

describe('the handlers, against DynamoDB and SNS on loopback', () => {
  let dynamo: LocalDynamo;
  let told: Awaited<ReturnType<typeof tell>>;
  beforeAll(async () => {
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
    dynamo = await startDynalite();
    told = await tell(dynamo, false);
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await dynamo.stop();
  });

  it('send an alert about the failing function, and another when it is over', () => {
    expect(told.refusals.size).toBe(0);
    const types = told.alerts.map(({ attributes }) => attributes.get('type'));
    expect(types[0]).toBe('incident.opened');
    expect(types.at(-1)).toBe('incident.resolved');
    expect(new Set(told.alerts.map(({ attributes }) => attributes.get('function')))).toEqual(new Set(['checkout']));
    expect(told.alerts[0]?.bodies.get('email')).toContain('TypeError');
  });

  it('count what they read, and each tick', () => {
    const sum = (name: string) =>
      told.lines.reduce((total, line) => total + Number((JSON.parse(line) as Record<string, unknown>)[name] ?? 0), 0);
    expect(sum('Ticks')).toBe(MINUTES);
    expect(sum('EventsIngested')).toBeGreaterThan(MINUTES * 20 * 3 * 0.8);
    expect(sum('EventsSkipped')).toBe(0);
    expect(sum('DuplicateBatches')).toBe(0);
  });

  it('store exactly what was logged', () => {
    const logged = new SummaryTable(salt);
    for (const { functionId, minute, summary } of storyCells(FUNCTIONS, FIRST, MINUTES, foldSettings)) {
      mergeInto(logged.at(functionId, minute), summary);
    }
    expect(cellsOf(told.counted)).toEqual(cellsOf(logged));
  });

  it('write history that pictures read', () => {
    expect(told.history).toHaveLength(2);
    for (const [, invocations] of told.history) expect(invocations).toEqual([expect.any(Number)]);
  });

  it('show the incident and the function on a dashboard', async () => {
    const timeRange = { start: startOf(addMinutes(FIRST, -1_440)), end: startOf(addMinutes(FIRST, MINUTES)) };
    const draw = (parameters: object) =>
      told.widget({ ...parameters, widgetContext: { timeRange, theme: 'dark', width: 900 } }, WIDGET_ARN);
    const fleet = await draw({ view: 'fleet' });
    const checkout = await draw({ view: 'function' });
    const search = await draw({ view: 'function', function: 'search' });
    for (const html of [fleet, checkout, search]) expect(widgetProblems(html)).toEqual([]);
    expect(fleet).toContain('<h2>Incidents: 1</h2>');
    expect(fleet).toContain('{"view":"function","function":"123456789012/eu-west-1/checkout"}');
    expect(checkout).toContain('<h2>checkout</h2>');
    expect(checkout.match(/class="nj-incident"/g)).toHaveLength(3);
    expect(search).toContain('<h2>search</h2>');
    expect(search).toContain('No incident in this time range.');
    expect(search.match(/class="nj-chart"/g)).toHaveLength(3);
  });

  it('say and count the same when everything is delivered twice and two evaluators run at once', {
    timeout: 120_000,
  }, async () => {
    const again = await tell(dynamo, true);
    expect(again.alerts).toEqual(told.alerts);
    expect(again.history).toEqual(told.history);
    expect(cellsOf(again.counted)).toEqual(cellsOf(told.counted));
  });
});
