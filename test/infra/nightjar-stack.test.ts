import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../lib/config/config.ts';
import { DETECTOR_OUTPUTS } from '../../lib/config/detector-outputs.ts';
import { NightjarStack } from '../../lib/infra/nightjar-stack.ts';

const outdir = mkdtempSync(join(tmpdir(), 'nightjar-synth-'));
afterAll(() => rmSync(outdir, { recursive: true }));

const stackOf = (input: unknown): { template: Template; warnings: string[] } => {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error('the configuration must be allowed');
  const app = new App({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new NightjarStack(app, 'Nightjar', { config: parsed.value });
  const warnings = stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
  return { template: Template.fromStack(stack), warnings };
};

describe('the ready stack', () => {
  it('keeps the logical ids of what holds data', () => {
    const { template } = stackOf({ alerts: { emails: ['oncall@example.com'] } });
    const idsOf = (type: string) => Object.keys(template.findResources(type));
    expect(
      ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key', 'AWS::SNS::Topic', 'AWS::SQS::Queue'].flatMap(idsOf),
    ).toEqual([
      'NightjarStorageTable81F8CCC8',
      'NightjarKey52FE7703',
      'NightjarAlerts94F82C13',
      'NightjarOperations0DF672A3',
      'NightjarIngestDeadLetters591CE8E7',
    ]);
  });

  it('asks for nothing when an address is configured', () => {
    const { template, warnings } = stackOf({ alerts: { emails: ['oncall@example.com'] } });
    expect(template.findParameters('AlertEmail')).toEqual({});
    expect(warnings).toEqual([]);
  });

  it('asks for the address at deployment when none is configured, and says so once', () => {
    const { template, warnings } = stackOf({});
    expect(template.findParameters('AlertEmail')['AlertEmail']).not.toHaveProperty('Default');
    template.allResourcesProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: { Ref: 'AlertEmail' } });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('nightjar.config.json');
    expect(warnings[0]).toContain('--parameters AlertEmail=');
  });

  it('says its version, and where its table, topics and dashboard are', () => {
    const { template } = stackOf({ transport: { type: 'kinesis' } });
    const keys = Object.keys(template.findOutputs('*'));
    expect(keys).toHaveLength(DETECTOR_OUTPUTS.length);
    for (const output of DETECTOR_OUTPUTS) expect(keys).toContainEqual(expect.stringMatching(`${output}[0-9A-F]{8}$`));
  });
});
