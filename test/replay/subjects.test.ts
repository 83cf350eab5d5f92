import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runNightjar } from '../support/run-nightjar.ts';
import { temporaryFiles } from '../support/temporary-files.ts';

const files = temporaryFiles();
const ID = '3f1c8a52-77aa-4b1e-9c0d-5e6f7a8b9c0d';
const AT = Date.UTC(2026, 0, 6, 21, 0);
const payload = (logGroup: string, logStream: string, messages: readonly string[]): string =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup,
    logStream,
    subscriptionFilters: ['nightjar'],
    logEvents: messages.map((message, index) => ({
      id: `${logGroup}${index}`,
      timestamp: AT + index * 1_000,
      message,
    })),
  });
const LAMBDA_STREAM = `2026/01/06/[7]${'a'.repeat(32)}`;
const lambdaLog = (name: string, ...messages: readonly string[]): string =>
  payload(`/aws/lambda/${name}`, LAMBDA_STREAM, [`START RequestId: ${ID} Version: 7`, ...messages]);
const FLOW_ROW = '2 111122223333 eni-0a1b 10.0.1.5 203.0.113.9 49152 443 6 10 8400 1767733200 1767733260 ACCEPT OK';
const flowLog = payload('/vpc/flow', 'eni-0a1b-all', [FLOW_ROW]);
const QUERY = JSON.stringify({
  version: '1.100000',
  account_id: '111122223333',
  region: 'eu-west-1',
  vpc_id: 'vpc-0a1b',
  query_timestamp: '2026-01-06T21:00:00Z',
  query_name: 'api.example.com.',
  query_type: 'A',
  rcode: 'NOERROR',
  answers: [{ Rdata: '203.0.113.9', Type: 'A', Class: 'IN' }],
  srcaddr: '10.0.1.5',
});
const dnsLog = payload('/vpc/dns', 'vpc-0a1b', [QUERY]);
const call = (userAgent: string): string =>
  JSON.stringify({
    eventVersion: '1.11',
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/shop/checkout' },
    eventTime: '2026-01-06T21:00:00Z',
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'ListTables',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.9',
    userAgent,
    eventID: userAgent,
    eventType: 'AwsApiCall',
  });
const LAMBDA_AGENT = 'aws-sdk-js/3.600 exec-env/AWS_Lambda_nodejs24.x';
const trail = (...agents: readonly string[]): string =>
  payload('trail', '111122223333_CloudTrail_eu-west-1', agents.map(call));

const mapOf = (...functions: readonly string[]): string =>
  JSON.stringify({ interfaces: [{ id: 'eni-0a1b', vpc: 'vpc-0a1b', addresses: ['10.0.1.5'], functions }] });

const countsOf = async (payloads: readonly string[], map?: string) => {
  const logs = files.write('logs.jsonl', payloads.join('\n'));
  const mapping = files.write('map.json', map ?? '{"interfaces":[]}');
  const options = ['--network-map', mapping, '--region', 'eu-west-1', '--counts'];
  const { code, stdout, stderr } = await runNightjar(['replay', logs, ...options]);
  return { code, stderr, counts: code === 0 ? JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') : undefined };
};

describe('what flow and DNS logs say', () => {
  it('is of the one function that uses the interface', async () => {
    const { counts } = await countsOf([lambdaLog('checkout'), flowLog, dnsLog], mapOf('checkout'));
    expect(counts).toMatchObject({
      sources: {
        lambda: { events: 1 },
        'vpc-flow': { events: 1, facts: 1, unattributed: 0 },
        dns: { events: 1, facts: 1, unattributed: 0 },
      },
      subjects: {
        'interface:eni-0a1b': { functions: ['checkout'], outboundBytes: { '203.0.113.9': 8_400 } },
        'address:vpc-0a1b/10.0.1.5': { functions: ['checkout'], outbound: { 'api.example.com': 1 } },
      },
      functions: { checkout: { invocations: 1 } },
    });
  });

  it('of an interface that several functions share names them all and picks none', async () => {
    const { counts } = await countsOf([flowLog], mapOf('checkout', 'cart', 'checkout'));
    expect(counts.subjects['interface:eni-0a1b'].functions).toEqual(['cart', 'checkout']);
    expect(counts.sources['vpc-flow'].unattributed).toBe(0);
  });

  it('of an interface that nobody knows is counted as such, and is no function', async () => {
    const { counts } = await countsOf([flowLog]);
    expect(counts.subjects['interface:eni-0a1b'].functions).toEqual([]);
    expect(counts).toMatchObject({ sources: { 'vpc-flow': { facts: 1, unattributed: 1 } }, functions: {} });
  });
});

it('a report lists functions, and nothing else that records speak of', async () => {
  const logs = files.write('report.jsonl', [lambdaLog('checkout'), flowLog, dnsLog, trail(LAMBDA_AGENT)].join('\n'));
  const report = join(files.path, 'report.html');
  const { code } = await runNightjar(['replay', logs, '--report', report]);
  expect(code).toBe(0);
  const html = readFileSync(report, 'utf8');
  expect(html).toContain('checkout');
  for (const subject of ['eni-0a1b', 'vpc-0a1b', 'role-session']) expect(html).not.toContain(subject);
});

describe('a role session that bears the name of a function', () => {
  it('is that function once Lambda used it and the function is known', async () => {
    const { counts } = await countsOf([lambdaLog('checkout'), trail(LAMBDA_AGENT, 'aws-cli/2.15')]);
    expect(counts.subjects['role-session:shop/checkout']).toMatchObject({
      functions: ['checkout'],
      credentialUses: { 'lambda aws-sdk-js 203.0.113.9': 1, 'foreign aws-cli 203.0.113.9': 1 },
    });
  });

  it('is nobody while Lambda never used it, or no such function is known: anybody may choose a name', async () => {
    const foreign = await countsOf([lambdaLog('checkout'), trail('aws-cli/2.15')]);
    expect(foreign.counts.subjects['role-session:shop/checkout'].functions).toEqual([]);
    const unknown = await countsOf([lambdaLog('cart'), trail(LAMBDA_AGENT)]);
    expect(unknown.counts.subjects['role-session:shop/checkout'].functions).toEqual([]);
  });
});

describe('what a function prints', () => {
  it('is never taken for records of other sources', async () => {
    const { counts } = await countsOf([lambdaLog('checkout', FLOW_ROW, QUERY, call('aws-cli/2.15'))]);
    expect(counts.sources).toEqual({ lambda: { events: 4 } });
    expect(counts.subjects).toEqual({});
  });

  it('is not either where raw log lines are replayed', async () => {
    const lines = [
      '{"time":"2026-01-06T21:00:00.000Z","type":"platform.start","record":{"requestId":"x"}}',
      call('aws-cli/2.15'),
      QUERY,
    ];
    const raw = files.write('raw.jsonl', lines.join('\n'));
    const { stdout } = await runNightjar(['replay', raw, '--log-group', '/aws/lambda/checkout', '--counts']);
    expect(JSON.parse(stdout)).toMatchObject({ sources: { lambda: { events: 3 } }, subjects: {} });
  });
});

describe('--network-map', () => {
  it.each([
    ['no JSON', '{', 'is not JSON'],
    ['another document', '{"enis":[]}', 'interfaces must be a list'],
    ['an interface without functions', '{"interfaces":[{"id":"eni-0a"}]}', 'interfaces[0].functions must be'],
    ['an id that is none', '{"interfaces":[{"id":"i-0a","functions":["f"]}]}', 'interfaces[0].id must be'],
    ['a function that cannot be', mapOf('a function'), 'interfaces[0].functions[0] must be'],
  ])('refuses %s in one line', async (_, map, words) => {
    const { code, stderr } = await countsOf([flowLog], map);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
