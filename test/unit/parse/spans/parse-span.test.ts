import { describe, expect, it } from 'vitest';
import { parseSpan, spanStart } from '../../../../lib/core/parse/spans/parse-span.ts';

const span = (attributes: object, resource: object = { 'faas.name': 'checkout' }, more: object = {}) => ({
  resource: { attributes: resource },
  traceId: '6880250e4fc5b1c42f7b40fc4801f9fd',
  spanId: '0a5d33388552b5f5',
  kind: 'CLIENT',
  startTimeUnixNano: 1_767_733_200_123_000_000,
  attributes,
  ...more,
});
const factOf = (value: Readonly<Record<string, unknown>>) => {
  const parsed = parseSpan(value);
  return 'skipped' in parsed ? parsed.skipped : parsed.facts[0];
};
const destinationOf = (attributes: object): unknown => {
  const fact = factOf(span(attributes));
  return typeof fact === 'object' && fact.observation.kind === 'outbound-call'
    ? fact.observation.destination
    : undefined;
};

describe('where a CLIENT span went', () => {
  it.each([
    [{ 'server.address': 'api.example.com', 'server.port': 443 }, 'api.example.com'],
    [{ 'server.address': 'db.example.com', 'server.port': '5432' }, 'db.example.com:5432'],
    [{ 'net.peer.name': 'API.example.com', 'http.url': 'https://other.example.com/' }, 'api.example.com'],
    [{ 'url.full': 'https://user:secret@api.example.com:8443/v1?token=secret' }, 'api.example.com:8443'],
    [{ 'http.url': 'http://api.example.com/' }, 'api.example.com'],
    [{ 'aws.remote.service': 'AWS::S3' }, 's3.amazonaws.com'],
    [{ 'aws.remote.service': 'api.example.com' }, 'api.example.com'],
    [{ 'aws.remote.service': 'another-function' }, undefined],
    [{ 'peer.service': 'db.example.com' }, 'db.example.com'],
    [{ 'rpc.system': 'aws-api', 'rpc.service': 'DynamoDB' }, 'dynamodb.amazonaws.com'],
    [{ 'server.address': '2001:db8::9', 'server.port': 443 }, '[2001:db8::9]'],
    [{ 'server.address': 'not a host' }, undefined],
    [{ __proto__: null, constructor: 'x' }, undefined],
  ])('%j → %s', (attributes, destination) => {
    expect(destinationOf(attributes)).toBe(destination);
  });

  it('PRODUCER spans call too, others do not', () => {
    const attributes = { 'server.address': 'api.example.com' };
    expect(factOf(span(attributes, undefined, { kind: 'PRODUCER' }))).toMatchObject({
      observation: { kind: 'outbound-call' },
    });
    for (const kind of ['SERVER', 'INTERNAL', 'CONSUMER']) {
      expect(factOf(span(attributes, undefined, { kind }))).toMatchObject({ observation: { kind: 'span-other' } });
    }
  });
});

describe('whose span it is', () => {
  const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:checkout:live';
  it.each([
    [
      { 'faas.name': 'checkout', 'cloud.region': 'eu-west-1' },
      { region: 'eu-west-1', name: 'checkout' },
    ],
    [{ 'cloud.resource_id': ARN }, { account: '111122223333', region: 'eu-west-1', name: 'checkout' }],
    [{ 'aws.log.group.names': ['/aws/lambda/checkout'] }, { name: 'checkout' }],
    [{ 'service.name': 'checkout', 'cloud.platform': 'aws_lambda' }, { name: 'checkout' }],
    [{ 'service.name': 'a-container' }, undefined],
    [{ 'cloud.resource_id': 'arn:aws:apigateway:eu-west-1::/restapis/x' }, undefined],
    [{ 'faas.name': 'no/function' }, undefined],
  ])('%j', (resource, subject) => {
    expect(factOf(span({}, resource))).toMatchObject({ subject });
  });

  it('is never the callee that a CLIENT span names', () => {
    const fact = factOf(
      span({ 'aws.function_name': 'callee', 'aws.remote.service': 'callee' }, { 'service.name': 'gateway' }),
    );
    expect(fact).toMatchObject({ subject: undefined });
  });
});

describe('times beyond 2^53', () => {
  it('fall into the right millisecond although JSON rounds them', () => {
    for (let ms = 0; ms < 500; ms++) {
      const text = `{"startTimeUnixNano":1767733200${String(ms).padStart(3, '0')}000000}`;
      expect(spanStart(JSON.parse(text))).toBe(1_767_733_200_000 + ms);
    }
  });

  it('may be written as text; without one a span is malformed', () => {
    expect(spanStart({ startTimeUnixNano: '1767733200123000000' })).toBe(1_767_733_200_123);
    expect(factOf(span({}, undefined, { startTimeUnixNano: null }))).toBe('span_malformed');
  });
});
