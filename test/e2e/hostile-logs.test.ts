import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { evaluateHandler } from '../../functions/evaluate/evaluate-handler.ts';
import { ingestHandler } from '../../functions/ingest/ingest-handler.ts';
import { widgetHandler } from '../../functions/widget/widget-handler.ts';
import type { DynamoTable } from '../../lib/aws/dynamo-table.ts';
import { startLoopbackSns } from '../../lib/cli/demo/cloud/loopback-sns.ts';
import type { SnsMessage } from '../../lib/cli/demo/cloud/sns-rules.ts';
import {
  saltOf,
  writeEvaluateEnvironment,
  writeIngestEnvironment,
  writeWidgetEnvironment,
} from '../../lib/config/environment.ts';
import { slackOfNotification } from '../../lib/core/notify/slack-of-notification.ts';
import { renderReport } from '../../lib/core/picture/render-report.ts';
import { backfill } from '../../lib/core/pipeline/backfill.ts';
import { readIncidents } from '../../lib/core/pipeline/incident-log.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { addMinutes, type EpochMs, epochMs, isoOf, type Minute, minuteOf, startOf } from '../../lib/core/units.ts';
import {
  LOCAL_CREDENTIALS,
  LOCAL_REGION,
  type LocalDynamo,
  startDynalite,
  startHttpDouble,
} from '../support/dynalite.ts';
import { HOSTILE_LOG_TEXTS, LEAKS } from '../support/hostile-logs.ts';
import { readHtml } from '../support/html-tree.ts';
import { learnedCells } from '../support/live-story.ts';
import { kinesisEvent, loggedLines, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';
import { reportIncidentOf, reportOf } from '../support/report-stories.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { slackProblems } from '../support/slack-rules.ts';
import { widgetProblems } from '../support/widget-rules.ts';

const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:nightjar-test';
const WIDGET_ARN = { invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:widget' };
const FIRST = minuteOf(epochMs(Date.UTC(2026, 0, 12, 9)));
const FAILING_MINUTES = 8;
/** So far apart that neighbours are no fleet incident. */
const APART = 3;
const MINUTES = HOSTILE_LOG_TEXTS.length * APART + FAILING_MINUTES + 6;
const PER_MINUTE = 6;

const nameOf = (index: number): string => `service-${index}`;
const functions = HOSTILE_LOG_TEXTS.map((_, index) => ({ name: nameOf(index), perMinute: PER_MINUTE }));

/** One failing invocation that puts the text wherever a log can put it. */
const failure = (text: string, window: Minute, call: number) => {
  const at = epochMs(startOf(window) + call * 5_000);
  const requestId = `${String(window)}-0000-4000-8000-${String(call).padStart(12, '0')}`;
  const prefix = `${isoOf(at)}\t${requestId}`;
  const error = JSON.stringify({ errorType: text, errorMessage: text, stack: [text] });
  return loggedLines({
    requestId,
    at,
    durationMs: 30,
    lines: [
      `${prefix}\tINFO\tcalling https://${text.slice(0, 200)}/ ${text}\n`,
      `${prefix}\tINFO\t${JSON.stringify({ host: text, level: text, [text.slice(0, 50)]: text })}\n`,
      `${prefix}\tERROR\tInvoke Error \t${error}\n`,
    ],
  });
};

const usual = (window: Minute) =>
  Array.from({ length: PER_MINUTE }, (_, call) =>
    loggedLines({
      requestId: `${String(window)}-0000-4000-9000-${String(call).padStart(12, '0')}`,
      at: epochMs(startOf(window) + call * 5_000),
      durationMs: 60,
    }),
  ).flat();

describe('what somebody writes into a log, through the handlers and out of every rendering', () => {
  let dynamo: LocalDynamo;
  let logs: Awaited<ReturnType<typeof startHttpDouble>>;
  let tableName: string;
  let table: DynamoTable;
  const alerts: SnsMessage[] = [];
  let refusals = 0;
  let draw: (parameters: object) => Promise<string>;

  beforeAll(async () => {
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
    dynamo = await startDynalite();
    const made = await dynamo.createTable();
    tableName = made.name;
    table = made.table;
    const sns = await startLoopbackSns(TOPIC_ARN, (message) => alerts.push(message));
    logs = await startHttpDouble((_, body) => {
      const { logGroupName } = JSON.parse(body) as { logGroupName: string };
      const text = HOSTILE_LOG_TEXTS[Number(logGroupName.split('-').at(-1))] ?? '';
      return { status: 200, body: JSON.stringify({ events: [{ message: text, logStreamName: text }] }) };
    });
    const lambda = {
      AWS_REGION: LOCAL_REGION,
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL_SNS: sns.endpoint,
      AWS_ENDPOINT_URL_LOGS: logs.endpoint,
    };
    for (const [name, value] of Object.entries(lambda)) vi.stubEnv(name, value);
    const common = { installation: 'test', tableName, saltSeed: 'a seed', slots: 1 };
    const filter = { subscriptionFilter: SUBSCRIPTION_FILTER, watched: [] };
    const settings = {
      learningMinutes: 0,
      historyDays: 35,
      minimumSeverity: 'low',
      listFolder: '',
      backfill: 'off',
      policyFile: '',
      tagLookup: 'off',
      functionLookup: 'off',
      networkLookup: 'off',
      logSearch: 'on',
      dashboard: 'Nightjar',
      docsUrl: '',
    } as const;
    let now: EpochMs = startOf(FIRST);
    const ingest = ingestHandler(
      { ...lambda, ...writeIngestEnvironment({ ...common, ...filter, flowFormats: new Map() }) },
      () => now,
      () => {},
    );
    const evaluate = evaluateHandler(
      { ...lambda, ...writeEvaluateEnvironment({ ...common, ...settings, topicArn: TOPIC_ARN }) },
      () => now,
      () => {},
    );
    const salt = saltOf({ saltSeed: 'a seed' });
    const learned = learnedCells(functions, FIRST, 0.5, { ...filter, region: LOCAL_REGION, salt, slots: 1 });
    await backfill(
      { table, settings: { ...settings, salt, slots: 1 }, attempt: 'backfill' },
      learned,
      addMinutes(FIRST, -1),
    );
    for (let window = FIRST; window < FIRST + MINUTES; window = addMinutes(window, 1)) {
      now = epochMs(startOf(window) + 68_000);
      const records = HOSTILE_LOG_TEXTS.map((text, index) => {
        const since = window - FIRST - index * APART;
        const isFailing = since >= 0 && since < FAILING_MINUTES;
        const events = isFailing
          ? Array.from({ length: PER_MINUTE }, (_, call) => failure(text, window, call)).flat()
          : usual(window);
        const sequence = `${window}${String(index).padStart(3, '0')}`;
        return { sequence, arrivedAt: now, data: subscriptionData(nameOf(index), events) };
      });
      await ingest(kinesisEvent('shardId-000000000000', records));
      now = startOf(tickOf(window));
      await evaluate({ scheduledTime: isoOf(now) });
    }
    refusals = sns.refusals.size;
    await sns.stop();
    const widget = widgetHandler({ ...lambda, ...writeWidgetEnvironment({ tableName }) });
    const timeRange = { start: startOf(addMinutes(FIRST, -60)), end: startOf(addMinutes(FIRST, MINUTES)) };
    draw = (parameters) =>
      widget({ ...parameters, widgetContext: { timeRange, theme: 'dark', width: 900 } }, WIDGET_ARN);
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([dynamo.stop(), logs.stop()]);
  });

  const bodyOf = (alert: SnsMessage, protocol: string): string => alert.bodies.get(protocol) ?? '';

  it('alerts on nearly every text, and SNS refuses none of them', () => {
    expect(refusals).toBe(0);
    const told = new Set(alerts.map(({ attributes }) => attributes.get('function')));
    expect(told.size).toBeGreaterThanOrEqual(20);
  });

  it('stays one harmless line in mails, subjects and short messages', () => {
    for (const alert of alerts) {
      const mail = bodyOf(alert, 'email');
      expect(alert.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      expect(bodyOf(alert, 'sms')).toMatch(/^[\x20-\x7e]{1,140}$/);
      expect(mail.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(mail).not.toMatch(/^(?:Bcc|Subject):/m);
      expect(mail.length).toBeLessThan(20_000);
      const shown = mail.replace(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/\S*$/gm, '');
      expect(shown).not.toMatch(/\bhttps?:\/\/|evil\.example/i);
    }
  });

  it('leaks no secret into anything that is sent', () => {
    for (const alert of alerts) for (const body of alert.bodies.values()) expect(body).not.toMatch(LEAKS);
  });

  it('is no mention, link or mark-up in chats, and keeps every rule of Slack', () => {
    for (const alert of alerts) {
      const { content } = JSON.parse(bodyOf(alert, 'https'));
      const chat = [content.title, content.description, ...content.nextSteps].join('\n');
      for (const link of chat.match(/<[^>]*>/g) ?? []) {
        expect(link).toMatch(/^<https:\/\/eu-west-1\.console\.aws\.amazon\.com\/[^\s<>|]*\|[A-Z][a-z ]+>$/);
      }
      expect(chat).not.toMatch(/\]\(|`/);
      const { message } = slackOfNotification({ messageId: 'm', subject: '', message: bodyOf(alert, 'default') });
      expect(slackProblems(message)).toEqual([]);
    }
  });

  it('cannot leave its place in a query or a link of the console', () => {
    for (const alert of alerts) {
      for (const url of bodyOf(alert, 'email').match(/^https:\S+$/gm) ?? []) {
        expect(url).toMatch(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/[A-Za-z0-9_.$*#?=&:/-]*$/);
        if (!url.includes('queryDetail')) continue;
        const detail = decodeURIComponent(
          decodeURIComponent(url.slice(url.indexOf('queryDetail$3D') + 14).replaceAll('$', '%')),
        );
        const query = decodeURIComponent((/editorString~'([^~]*)/.exec(detail)?.[1] ?? '').replaceAll('*', '%'));
        expect(query.match(/\|/g)?.length ?? 0).toBeLessThanOrEqual(3);
        expect(query.split('"').length % 2).toBe(1);
        expect(query).not.toMatch(/unmask|@ptr|10000/);
      }
    }
  });

  it('is only text in the widgets and the report', async () => {
    const pages = [await draw({ view: 'fleet' })];
    for (const index of HOSTILE_LOG_TEXTS.keys()) pages.push(await draw({ view: 'function', function: nameOf(index) }));
    for (const page of pages) {
      expect(widgetProblems(page)).toEqual([]);
      expect(page).not.toMatch(LEAKS);
    }
    const found = await readIncidents(table, startOf(FIRST), startOf(addMinutes(FIRST, MINUTES)));
    expect(found.length).toBeGreaterThanOrEqual(10);
    const report = renderReport(reportOf([], found));
    const plain = new Set(
      readHtml(renderReport(reportOf([], [reportIncidentOf('checkout', 0)]))).map(({ name }) => name),
    );
    for (const { name, attributes } of readHtml(report)) {
      expect(
        plain.has(name) || ['input', 'label', 'table', 'caption', 'time', 'a', 'button', 'div'].includes(name),
      ).toBe(true);
      expect([...attributes.keys()].filter((key) => key.startsWith('on') || key === 'src')).toEqual([]);
    }
    expect(report).not.toMatch(LEAKS);
  });

  it('moves no cursor and colours nothing in a terminal', async () => {
    const where = ['--table', tableName, '--region', LOCAL_REGION, '--since', '400d'];
    for (const tty of [true, false]) {
      const { stdout } = await runNightjar(['incidents', ...where, '--format', 'text'], { tty, columns: 100 });
      expect(stdout).toContain('service-');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b-\u200f]/);
      expect(stdout).not.toMatch(LEAKS);
    }
  });
});
