import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nightjar-app-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cdkJson: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));
const TSX = pathToFileURL(resolve('node_modules/tsx/dist/loader.mjs')).href;
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:oncall';
let runs = 0;

/** Runs the app as `cdk synth` does, without bundling, in a folder with these files, and without a network. */
const synth = (context: Record<string, unknown>, files: Record<string, unknown> = {}) => {
  const cwd = join(folder, `${++runs}`);
  const outdir = join(cwd, 'out');
  mkdirSync(cwd);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), JSON.stringify(content));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', TSX, resolve('bin/app.ts')], {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      NODE_OPTIONS: `--require ${resolve('test/support/refuse-network.cjs')}`,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...context }),
    },
  });
  const written = existsSync(outdir) ? readdirSync(outdir, { recursive: true, withFileTypes: true }) : [];
  const contents = written
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')] as const);
  return { status, told: `${stdout}${stderr}`, files: new Map(contents) };
};

describe('the app', { timeout: 120_000 }, () => {
  it('needs an e-mail address and nothing else: no account, no network, the same bytes twice', () => {
    const [once, again] = [
      synth({ email: 'oncall@example.com, second@example.com' }),
      synth({ email: 'oncall@example.com, second@example.com' }),
    ];
    expect(once.told).not.toContain('network:');
    expect(once.status).toBe(0);
    const { Resources } = JSON.parse(once.files.get('Nightjar.template.json') ?? '{}');
    const endpoints = Object.values<{ Type: string; Properties: { Endpoint?: string } }>(Resources).flatMap(
      ({ Type, Properties }) => (Type === 'AWS::SNS::Subscription' ? [Properties.Endpoint] : []),
    );
    expect(new Set(endpoints)).toEqual(new Set(['oncall@example.com', 'second@example.com']));
    expect([...once.files.keys()]).toEqual([...again.files.keys()]);
    for (const [name, content] of once.files) expect(again.files.get(name), name).toBe(content);
  });

  it('reads the configuration that is named, and is another installation under another name', () => {
    const configuration = { alerts: { topic: TOPIC }, sources: [{ type: 'log-groups', names: ['/shop/orders'] }] };
    const { files } = synth({ config: 'mine.json', stackName: 'Second' }, { 'mine.json': configuration });
    const template = files.get('Second.template.json') ?? '';
    expect(template).toContain('/shop/orders');
    expect(template).toContain('"FilterName": "nightjar-Second"');
    expect(template).toContain(TOPIC);
  });

  it('says each mistake of the configuration in one line, and shows nobody a stack', () => {
    const { status, told, files } = synth({}, { 'nightjar.config.json': { alerts: { emials: [] }, slots: 0 } });
    expect(status).toBe(1);
    expect(told).toMatch(/^nightjar: alerts\.emials .*\n/m);
    expect(told).toMatch(/^nightjar: slots .*\n/m);
    expect(told).not.toMatch(/^ {4}at /m);
    expect(files.size).toBe(0);
  });

  it('says of a file that is not there that it is not', () => {
    const { status, told } = synth({ config: 'nowhere.json' });
    expect(status).toBe(1);
    expect(told).toMatch(/^nightjar: .*nowhere\.json/m);
    expect(told).not.toMatch(/^ {4}at /m);
  });

  it('would be stopped by its test if it reached out', () => {
    const program = `require('node:https').get('https://example.com').on('error', () => {})`;
    const options = {
      encoding: 'utf8',
      env: { NODE_OPTIONS: `--require ${resolve('test/support/refuse-network.cjs')}` },
    } as const;
    const { stderr } = spawnSync(process.execPath, ['-e', program], options);
    expect(stderr).toContain('network:');
  });
});
