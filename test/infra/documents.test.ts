import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lib/config/config.ts';
import { describeConfigProblem } from '../../lib/config/config-problem.ts';
import { METRIC_NAMES } from '../../lib/config/metric-names.ts';
import { Transport } from '../../lib/infra/index.ts';
import { CONFIGURATIONS } from '../support/configurations.ts';
import { synthesise } from '../support/synthesise.ts';

const FILES = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];

/** Examples of one language, without the indentation of the list they may stand in. */
const examplesOf = (language: string): [string, string][] =>
  FILES.flatMap((file) => {
    const blocks = readFileSync(file, 'utf8').matchAll(/^( *)```(\w+)[^\n]*\n(.*?)^ *```$/gms);
    return [...blocks].flatMap(([, indentation = '', found, text = ''], index): [string, string][] =>
      found === language ? [[`${file}, block ${index + 1}`, text.replaceAll(`\n${indentation}`, '\n')]] : [],
    );
  });

const KEYS = ['alerts', 'sources', 'transport', 'subscription', 'operations', 'lists', 'learningPeriod'];

/** Some examples are several documents, one a line: those are no configurations. */
const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const configurations = examplesOf('json').flatMap(([where, text]): [string, unknown][] => {
  const parsed = jsonIn(text);
  const isConfig = typeof parsed === 'object' && parsed !== null && KEYS.some((key) => Object.hasOwn(parsed, key));
  return isConfig ? [[where, parsed]] : [];
});

describe('examples in the documents', () => {
  it.each(configurations)('are a configuration that is accepted: %s', (_, configuration) => {
    const parsed = parseConfig(configuration);
    expect(parsed.ok ? [] : parsed.problem.map(describeConfigProblem)).toEqual([]);
  });

  it('are found at all', () => {
    expect(configurations.length).toBeGreaterThanOrEqual(3);
    expect(examplesOf('ts').length).toBeGreaterThanOrEqual(3);
  });

  it('compile', { timeout: 180_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightjar-examples-'));
    try {
      symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
      for (const [index, [where, text]] of examplesOf('ts').entries()) {
        const example = text.replace("from 'nightjar'", `from '${resolve('lib/infra/index.ts')}'`);
        const known = example.includes('const stack') ? '' : "declare const stack: import('aws-cdk-lib').Stack;\n";
        writeFileSync(join(folder, `example-${index}.ts`), `// ${where}\n${known}${example}`);
      }
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      const compilerOptions = { noEmit: true, types: ['node'], typeRoots: [resolve('node_modules/@types')] };
      const config = { extends: resolve('tsconfig.json'), compilerOptions, include: [`${folder}/example-*.ts`] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const tsc = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder]);
      expect(`${tsc.stdout}`).toBe('');
      expect(tsc.status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what Nightjar says of itself', () => {
  const operations = readFileSync('docs/operations.md', 'utf8');
  const template = synthesise({ alerts: { emails: ['oncall@example.com'] }, transport: Transport.kinesis() });
  const alarms = template
    .ofType('AWS::CloudWatch::Alarm')
    .map(([id]) => id.replace(/^DetectorAlarms/, '').replace(/[0-9A-F]{8}$/, ''));

  it('has an alarm for each way to fail that nobody would notice', () => {
    expect(alarms).toEqual(
      expect.arrayContaining([
        'EvaluationStopped', // the heartbeat
        'EvaluationLate',
        'PublishFailed',
        'IngestFailed',
        'IngestLost',
        'IngestSlow',
        'StreamBehind', // iterator age
        'StreamLost',
        'SubscribeFailed',
        'CircleFound',
      ]),
    );
  });

  it.each(alarms)('explains the alarm %s', (alarm) => {
    expect(operations).toMatch(new RegExp(`^\\| ${alarm} \\|`, 'm'));
  });

  it('counts what the whole fleet needs, and little more', () => {
    expect(Object.values(METRIC_NAMES)).toEqual(
      expect.arrayContaining([
        'EventsIngested',
        'EventsSkipped',
        'DuplicateBatches',
        'LateMinutes',
        'EvaluationLag',
        'FunctionsTracked',
        'FunctionsBlind',
        'IncidentsOpen',
        'AlertsPublished',
        'PublishFailures',
      ]),
    );
    expect(Object.keys(METRIC_NAMES).length).toBeLessThanOrEqual(20);
  });

  it('tells it to a topic without filters, whose recipients are those of the alerts', () => {
    const topic = template.ofType('AWS::SNS::Topic').find(([id]) => id.includes('Operations'))?.[0];
    for (const [, { Properties }] of template.ofType('AWS::CloudWatch::Alarm')) {
      expect(Properties['AlarmActions']).toEqual([{ Ref: topic }]);
      expect(Properties['OKActions']).toEqual([{ Ref: topic }]);
    }
    const subscriptions = template
      .ofType('AWS::SNS::Subscription')
      .filter(([, { Properties }]) => JSON.stringify(Properties['TopicArn']).includes(String(topic)));
    expect(subscriptions.map(([, { Properties }]) => [Properties['Endpoint'], Properties['FilterPolicy']])).toEqual([
      ['oncall@example.com', undefined],
    ]);
  });
});

describe('the table of statements in docs/security.md', () => {
  const rows = readFileSync('docs/security.md', 'utf8');

  it.each(Object.entries(CONFIGURATIONS))('names every action that a role may take: %s', (_, props) => {
    const template = synthesise(props);
    const actions = template.ofType('AWS::IAM::Policy').flatMap(([, { Properties }]) => {
      const { Statement } = Properties['PolicyDocument'] as { Statement: { Action: string | string[] }[] };
      return Statement.flatMap(({ Action }) => Action);
    });
    const missing = new Set(
      actions.filter((action) => !rows.includes(`\`${action.split(':')[1]}\``) && !rows.includes(`\`${action}\``)),
    );
    expect([...missing]).toEqual([]);
  });
});
