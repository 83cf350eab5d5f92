// Runs the bundled handlers as Lambda does: Node 24 and the genuine runtime interface client, each handler in a process of
// its own, against DynamoDB (dynalite) and SNS on loopback. A function begins to fail; the script ends with 0 when every
// event was counted exactly once, the alert was published, and every other bundle starts and answers.
//
//   npm run test:runtime
//
// Node 24 and the client come from npm on first use, into node_modules/.cache. Where they cannot be had the run is
// skipped, with the reason; NIGHTJAR_RUNTIME_REQUIRED=1 makes that a failure.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { register } from 'tsx/esm/api';
import { bundleHandler } from './handler-bundle.mjs';
import { startLambda } from './lambda-runtime/lambda-function.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'lambda-runtime');
/** Node's own binary, without an install script; and the client that Lambda's Node.js runtime is made of. */
const NODE_PACKAGE = `node-${process.platform}-${process.arch}`;
const PACKAGES = [`${NODE_PACKAGE}@24.21.0`, 'aws-lambda-ric@4.0.2'];
const TOPIC_ARN = 'arn:aws:sns:eu-west-1:123456789012:nightjar-runtime';
const SALT_SEED = 'runtime';
const FILTER = 'nightjar-test';
const MINUTES = 30;

const run = promisify(execFile);

const parts = await findRuntime();
if (typeof parts === 'string') {
  console.log(`test:runtime: skipped, ${parts}`);
  process.exit(process.env.NIGHTJAR_RUNTIME_REQUIRED === '1' ? 1 : 0);
}
register();
await tellStory(parts);

/** Paths of Node 24 and the runtime interface client, or the reason why they cannot be had. */
async function findRuntime() {
  mkdirSync(CACHE, { recursive: true });
  const node = join(CACHE, 'node_modules', NODE_PACKAGE, 'bin', 'node');
  const client = join(CACHE, 'node_modules', 'aws-lambda-ric', 'index.mjs');
  if (!existsSync(node) || !existsSync(client)) {
    writeFileSync(join(CACHE, 'package.json'), '{"private":true}\n');
    try {
      // The client's install script compiles its native part, which a few lines of JavaScript replace here.
      const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
      await run('npm', ['install', ...options, ...PACKAGES], { cwd: CACHE, timeout: 180_000 });
    } catch (error) {
      return `${PACKAGES.join(' and ')} cannot be installed: ${
        String(error.stderr ?? error.message)
          .trim()
          .split('\n')[0]
      }`;
    }
  }
  return { node, client };
}

/** Bundles a handler with the options of the construct. */
async function bundle(handler) {
  const folder = join(CACHE, 'bundles', handler);
  rmSync(folder, { recursive: true, force: true });
  await bundleHandler(handler, { outdir: folder });
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  return folder;
}

async function tellStory({ node, client }) {
  const source = (path) => import(new URL(`../${path}`, import.meta.url).href);
  const { startDynalite, LOCAL_CREDENTIALS, LOCAL_REGION } = await source('test/support/dynalite.ts');
  const { startLoopbackSns } = await source('lib/cli/demo/cloud/loopback-sns.ts');
  const { deliveriesOf, learnedCells, storyCells } = await source('test/support/live-story.ts');
  const { storedWindows, totalsOf } = await source('test/support/stored-counts.ts');
  const environments = await source('lib/config/environment.ts');
  const { saltOf, writeEvaluateEnvironment, writeIngestEnvironment } = environments;
  const { backfill } = await source('lib/core/pipeline/backfill.ts');
  const { tickOf } = await source('lib/core/pipeline/settle.ts');

  const dynamo = await startDynalite();
  const { name: tableName, table } = await dynamo.createTable();
  const alerts = [];
  const sns = await startLoopbackSns(TOPIC_ARN, (message) => alerts.push(message));
  const lambda = {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SNS: sns.endpoint,
  };
  const common = { installation: 'runtime', tableName, saltSeed: SALT_SEED, slots: 1 };
  const filter = { subscriptionFilter: FILTER, watched: [], flowFormats: new Map() };
  const settings = {
    learningMinutes: 0,
    historyDays: 35,
    minimumSeverity: 'low',
    listFolder: '',
    policyFile: '',
    tagLookup: 'off',
    logSearch: 'off',
    backfill: 'off',
    networkLookup: 'off',
    functionLookup: 'off',
    dashboard: '',
    docsUrl: '',
  };
  const preload = resolve(ROOT, 'scripts/lambda-runtime/native-client.cjs');
  const start = async (handler, variables) =>
    startLambda({ node, client, preload, folder: await bundle(handler), environment: { ...lambda, ...variables } });
  const ingest = await start('ingest', writeIngestEnvironment({ ...common, ...filter }));
  const evaluate = await start('evaluate', writeEvaluateEnvironment({ ...common, ...settings, topicArn: TOPIC_ARN }));

  // Direct deliveries are dated by the handler's own clock, so the story ends now.
  const first = Math.floor(Date.now() / 900_000) * 15 - 45;
  const functions = [
    { name: 'checkout', perMinute: 12, failing: { from: 10, to: 25, share: 0.8 } },
    { name: 'mailer', perMinute: 6 },
  ];
  const salt = saltOf({ saltSeed: SALT_SEED });
  const fold = { ...filter, region: LOCAL_REGION, salt, slots: 1 };
  const ports = { table, settings: { ...settings, salt, slots: 1 }, attempt: 'backfill' };
  await backfill(ports, learnedCells(functions, first, 1, fold), first - 1);
  for (let window = first; window < first + MINUTES; window++) {
    for (const { event } of deliveriesOf(functions, first, window)) {
      await ingest.invoke(event);
      if (window % 3 === 0) await ingest.invoke(event); // delivered again
    }
    await evaluate.invoke({ scheduledTime: new Date(tickOf(window) * 60_000).toISOString() });
  }
  await assert.rejects(evaluate.invoke({}), /scheduledTime/);

  const expected = { starts: 0, reports: 0, durationUsSum: 0 };
  for (const { summary } of storyCells(functions, first, MINUTES, fold))
    for (const key of Object.keys(expected)) expected[key] += summary[key];
  const day = 86_400_000;
  const stored = await storedWindows(table, 1, first * 60_000 - day, Date.now() + day, salt);
  assert.deepEqual(totalsOf(stored), expected, 'every event counts once');
  const opened = alerts.filter(({ attributes }) => attributes.get('type') === 'incident.opened');
  assert.ok(
    opened.some(({ attributes }) => attributes.get('function') === 'checkout'),
    'the failing function is told of',
  );

  for (const [handler, variables, event, answer] of othersOf(environments, common)) {
    const other = await start(handler, variables);
    const answered = await other.invoke(event).catch(({ message }) => message);
    assert.match(JSON.stringify(answered), answer, handler);
    console.log(`test:runtime: ${handler}: init ${other.initMs.toFixed(0)} ms`);
    await other.stop();
  }

  report('ingest', ingest);
  report('evaluate', evaluate);
  console.log(`test:runtime: ${expected.starts} invocations counted exactly once, ${alerts.length} alerts published`);
  await Promise.all([ingest.stop(), evaluate.stop(), sns.stop(), dynamo.stop()]);
}

/** The other bundles: environment, an event that needs no AWS but the table, and what is answered. */
function othersOf(environments, common) {
  const { tableName } = common;
  const rule = { prefix: '/aws/lambda/', exclude: [], includePatterns: [], excludePatterns: [] };
  const selection = [{ ...rule, includeTags: [], excludeTags: [] }];
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:ingest';
  const target = { filterName: FILTER, destinationArn: arn, writerRoleArn: '', maximumForeignShare: 'never' };
  const days = { days: 14, maximumDollars: 5, learningMinutes: 0, historyDays: 35 };
  const created = { eventName: 'CreateLogGroup', requestParameters: { logGroupName: '/not/wanted' } };
  const webhookArn = 'arn:aws:ssm:eu-west-1:123456789012:parameter/hook';
  const { writeBackfillEnvironment, writeNotifySlackEnvironment, writeSubscribeEnvironment } = environments;
  const { writeUnsubscribeEnvironment, writeWidgetEnvironment } = environments;
  return [
    ['backfill', writeBackfillEnvironment({ ...common, ...days, selection }), {}, /null/],
    ['notify-slack', writeNotifySlackEnvironment({ tableName, webhookArn }), {}, /only a queue behind a topic/],
    ['subscribe', writeSubscribeEnvironment({ ...common, ...target, selection }), { detail: created }, /null/],
    ['unsubscribe', writeUnsubscribeEnvironment({ tableName }), {}, /Expected .*Create.*Update.*Delete/],
    ['widget', writeWidgetEnvironment({ tableName }), { describe: true }, /view/],
  ];
}

function report(name, { initMs, durationsMs }) {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const at = (rank) => sorted[Math.min(sorted.length - 1, Math.floor(rank * sorted.length))].toFixed(1);
  console.log(
    `test:runtime: ${name}: init ${initMs.toFixed(0)} ms, ${sorted.length} invocations, p50 ${at(0.5)} ms, p98 ${at(0.98)} ms`,
  );
}
