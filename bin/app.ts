import { existsSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Config, parseConfig } from '../lib/config/config.ts';
import { type ConfigProblem, describeConfigProblem } from '../lib/config/config-problem.ts';
import { CONFIG_FILE, readConfigFile } from '../lib/config/read-config-file.ts';
import { NightjarStack } from '../lib/infra/nightjar-stack.ts';

/**
 * The CDK app. Configured by `nightjar.config.json` beside it, by another file (`-c config=FILE`), and for the one
 * thing that everybody must say, by `-c email=you@example.com[,…]`. `-c stackName=…` makes a second installation.
 */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
new NightjarStack(app, contextText('stackName') ?? 'Nightjar', {
  description: 'Nightjar: log anomaly detection for AWS Lambda',
  config: configured(),
});

function configured(): Config {
  const file = contextText('config') ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined);
  const read = file === undefined ? { ok: true as const, value: {} } : readConfigFile(file);
  if (!read.ok) return refuse(read.problem);
  const parsed = parseConfig(withEmail(read.value, contextText('email')));
  return parsed.ok ? parsed.value : refuse(parsed.problem);
}

function withEmail(input: unknown, emails: string | undefined): unknown {
  if (emails === undefined || typeof input !== 'object' || input === null) return input;
  const alerts = 'alerts' in input && typeof input.alerts === 'object' ? input.alerts : {};
  return { ...input, alerts: { ...alerts, emails: emails.split(',').map((email) => email.trim()) } };
}

function contextText(key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function refuse(problems: readonly ConfigProblem[]): never {
  for (const problem of problems) console.error(`nightjar: ${describeConfigProblem(problem)}`);
  process.exit(1);
}
