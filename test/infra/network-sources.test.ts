import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lib/config/config.ts';
import { LogSource } from '../../lib/infra/index.ts';
import { propsOf } from '../../lib/infra/props-of-config.ts';
import { type Synthesised, synthesise } from '../support/synthesise.ts';

const alerts = { emails: ['oncall@example.com'] };
const FIELDS = ['version', 'vpc-id', 'interface-id', 'srcaddr', 'dstaddr', 'bytes', 'start', 'end', 'action'];
/** As `DescribeFlowLogs` tells it. */
const FORMAT = FIELDS.map((field) => `\${${field}}`).join(' ');

const variableOf = ({ ofType }: Synthesised, handler: string, name: string): unknown => {
  const found = ofType('AWS::Lambda::Function').find(([id]) => id.includes(handler));
  const environment = found?.[1].Properties['Environment'] as { Variables: Record<string, unknown> } | undefined;
  return environment?.Variables[name];
};
const lookupPolicies = ({ ofType }: Synthesised) =>
  ofType('AWS::IAM::Policy').filter(([, one]) => JSON.stringify(one).includes('ec2:'));

describe('flow logs and resolver logs as sources', () => {
  it.each([
    ['flow logs', LogSource.flowLogs({ groups: ['/vpc/flow'] })],
    ['resolver logs', LogSource.resolverLogs('/vpc/dns')],
  ])('%s let the evaluator, and nobody else, ask who uses an interface', (_, source) => {
    const template = synthesise({ alerts, sources: [source] });
    expect(variableOf(template, 'Evaluate', 'NIGHTJAR_NETWORK_LOOKUP')).toBe('on');
    const policies = lookupPolicies(template);
    expect(policies.map(([id]) => id)).toEqual([expect.stringContaining('EvaluateLookUpNetwork')]);
    expect(policies[0]?.[1].Properties['Roles']).toHaveLength(1);
    expect(template.findings).toEqual([]);
  });

  it('without them nobody asks, and nobody may', () => {
    const template = synthesise({ alerts, sources: [LogSource.lambda(), LogSource.logGroups('/shop/orders')] });
    expect(variableOf(template, 'Evaluate', 'NIGHTJAR_NETWORK_LOOKUP')).toBe('off');
    expect(lookupPolicies(template)).toEqual([]);
  });

  it('are subscribed to like any listed group', () => {
    const sources = [LogSource.flowLogs({ groups: ['/vpc/flow'] }), LogSource.resolverLogs('/vpc/dns')];
    const filters = synthesise({ alerts, sources }).ofType('AWS::Logs::SubscriptionFilter');
    expect(filters.map(([, { Properties }]) => Properties['LogGroupName'])).toEqual(['/vpc/flow', '/vpc/dns']);
  });

  it('a format of its own reaches ingest with the group that it is of, default formats do not', () => {
    const template = synthesise((stack) => ({
      alerts,
      sources: [
        LogSource.flowLogs({ groups: ['/vpc/a', new LogGroup(stack, 'Flow')], format: FORMAT }),
        LogSource.flowLogs({ groups: ['/vpc/plain'] }),
      ],
    }));
    const written = JSON.stringify(variableOf(template, 'Ingest', 'NIGHTJAR_FLOW_FORMATS'));
    expect(written).toContain(FIELDS.join(' '));
    expect(written).toContain('/vpc/a');
    expect(written).toContain('"Ref":"Flow');
    expect(written).not.toContain('/vpc/plain');
  });

  it('come from a configuration file as well', () => {
    const sources = [
      { type: 'flow-logs', names: ['/vpc/flow'], format: FORMAT },
      { type: 'resolver-logs', names: ['/vpc/dns'] },
    ];
    const parsed = parseConfig({ alerts, sources });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
    const template = synthesise((stack) => propsOf(stack, parsed.value));
    expect(variableOf(template, 'Ingest', 'NIGHTJAR_FLOW_FORMATS')).toBe(`/vpc/flow=${FIELDS.join(' ')}`);
  });

  it.each([
    ['a word that is no field', 'version interface srcaddr dstaddr'],
    ['no interface', 'version srcaddr dstaddr bytes'],
    ['nothing', ''],
  ])('a format with %s is refused, with what to do', (_, format) => {
    const parsed = parseConfig({ alerts, sources: [{ type: 'flow-logs', names: ['/vpc/flow'], format }] });
    expect(parsed.ok ? [] : parsed.problem).toMatchObject([
      { path: 'sources[0].format', remedy: expect.stringContaining('describe-flow-logs') },
    ]);
  });

  it('more formats than a variable holds are refused', () => {
    const names = Array.from({ length: 100 }, (_, index) => `/vpc/${'x'.repeat(20)}/${index}`);
    const parsed = parseConfig({ alerts, sources: [{ type: 'flow-logs', names, format: FORMAT }] });
    expect(parsed.ok ? [] : parsed.problem).toMatchObject([{ code: 'config.contradiction', path: 'sources' }]);
  });
});
