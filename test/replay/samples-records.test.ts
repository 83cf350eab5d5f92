import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { naiveCalls, naiveFlowRows, naiveLookups, naiveSentBytes } from '../support/naive-records.ts';
import { runNightjar } from '../support/run-nightjar.ts';
import { readSample, sampleFiles, samplesDir } from '../support/samples.ts';

interface Counts {
  readonly events: number;
  readonly observations: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<
    Record<string, { readonly events: number; readonly facts?: number; readonly unattributed?: number }>
  >;
  readonly subjects: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
}

const countsOf = async (folder: string, file: string, ...options: readonly string[]): Promise<Counts> => {
  const path = join(samplesDir ?? '', folder, file);
  const { code, stdout, stderr } = await runNightjar(['replay', path, '--counts', ...options]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
};

/** `subject name` of one sort, over all subjects. */
const flat = ({ subjects }: Counts, sort: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(subjects)
      .flatMap(([subject, sorts]) =>
        Object.entries(sorts[sort] ?? {}).map(([name, count]) => [`${subject} ${name}`, count] as const),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

describe.skipIf(!samplesDir)('real flow logs', () => {
  it.each(sampleFiles('vpcflow'))('%s: every event is counted, and attributed or said not to be', async (file) => {
    const { events, sources, skipped, functions } = await countsOf('vpcflow', file);
    expect(events).toBeGreaterThan(0);
    expect(Object.keys(functions)).toEqual([]);
    const flow = sources['vpc-flow'];
    // One sample's times lack a digit, so that it is refused before it is parsed.
    expect(flow?.events ?? 0).toBe(events - (skipped['timestamp_invalid'] ?? 0));
    expect(flow?.unattributed ?? 0).toBe(flow?.facts ?? 0);
  });

  const texts = sampleFiles('vpcflow').filter((file) => /body-lines|extra-samples|tcp-flag|VPC_Flowlogs/.test(file));
  it.each(texts)('%s: the same bytes as a second reading', async (file) => {
    expect(flat(await countsOf('vpcflow', file), 'outboundBytes')).toEqual(
      naiveSentBytes(naiveFlowRows(readSample('vpcflow', file))),
    );
  });

  it('count rows without data and lost rows', async () => {
    const { observations } = await countsOf('vpcflow', 'elastic-integrations__test-extra-samples.log');
    expect(observations).toMatchObject({
      'flow-no-data': 1,
      'flow-records-lost': 1,
      'flow-rejected': 2,
      'flow-sent': 2,
    });
  });

  it('of a format that nobody named are not guessed, and read when somebody does', async () => {
    const file = 'opentelemetry-collector-contrib__valid_vpc_flow_cw_custom.json';
    expect((await countsOf('vpcflow', file)).skipped).toEqual({ flow_log_fields_unknown: 2 });
    const named = await countsOf('vpcflow', file, '--flow-format', 'version interface-id srcaddr dstaddr');
    expect(named).toMatchObject({ skipped: {}, sources: { 'vpc-flow': { events: 2, facts: 2 } } });
  });
});

describe.skipIf(!samplesDir)('real DNS queries', () => {
  it.each(sampleFiles('route53'))('%s: the same lookups as a second reading', async (file) => {
    const counts = await countsOf('route53', file);
    expect(counts.sources['dns']?.events).toBe(counts.events);
    expect(flat(counts, 'outbound')).toEqual(naiveLookups(readSample('route53', file)));
  });
});

describe.skipIf(!samplesDir)('real CloudTrail records', () => {
  // An event of Security Hub that only its file's name calls CloudTrail.
  const trails = sampleFiles('cloudtrail').filter((file) => !file.includes('securityhub-cloudtrail-finding'));
  it.each(trails)('%s: the same calls as a second reading', async (file) => {
    const counts = await countsOf('cloudtrail', file);
    // One sample's record has no time.
    expect(counts.sources['cloudtrail']?.events ?? 0).toBe(counts.events - (counts.skipped['timestamp_invalid'] ?? 0));
    expect(flat(counts, 'apiCalls')).toEqual(naiveCalls(readSample('cloudtrail', file)));
  });

  it('made by a function name it, by what its credentials are bound to', async () => {
    const file = 'index-61047837766__lambda-role-StopInstances-inScopeOf.json';
    expect(await countsOf('cloudtrail', file)).toMatchObject({
      sources: { cloudtrail: { events: 1, facts: 2, unattributed: 0 } },
      subjects: {
        'MH-COST-A-AutoStop': {
          functions: ['MH-COST-A-AutoStop'],
          apiCalls: { 'ec2:StopInstances': 1 },
          credentialUses: { 'lambda boto3 3.88.176.191': 1 },
        },
      },
    });
  });

  it('of a backdoored function show who changed it', async () => {
    const file = sampleFiles('cloudtrail').find((name) => name.includes('lambda-overwrite-code'));
    const counts = await countsOf('cloudtrail', file ?? '');
    expect(Object.keys(flat(counts, 'deploys')).some((name) => name.includes(' UpdateFunctionCode '))).toBe(true);
  });
});

describe.skipIf(!samplesDir)('real spans', () => {
  it.each(sampleFiles('spans'))('%s: recognised', async (file) => {
    const { events, sources } = await countsOf('spans', file);
    expect(sources).toMatchObject({ spans: { events, facts: 1 } });
  });

  it('name the function they ran in, never the one that a gateway called', async () => {
    const own = await countsOf('spans', 'dev7a-serverless-otlp-forwarder__aws-spans.ndjson');
    expect(own.subjects).toMatchObject({ 'stack-replay-recorder': { functions: ['stack-replay-recorder'] } });
    const gateway = await countsOf('spans', 'index-10933878158__apigw-to-lambda-xray-converted-span.json');
    expect(gateway).toMatchObject({ observations: { 'outbound-call': 1 }, subjects: {} });
  });
});
