import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSpan } from '../../lib/core/parse/spans/parse-span.ts';
import { naiveSpanDestination, naiveSpanFunction } from '../support/naive-spans.ts';
import { sampleFiles, samplesDir } from '../support/samples.ts';

if (samplesDir === undefined) console.warn('no samples folder: recorded spans are not compared');

const host = fc.constantFrom(
  'api.example.com',
  'API.Vendor.Example.',
  '203.0.113.9',
  '2001:db8::1',
  'inbox.s3.eu-west-1.amazonaws.com',
);
const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const port = fc.constantFrom(443, 80, 8443, 5432);
const urlOf = (name: string, at: number): string => {
  const shown = name.includes('::') ? `[${name}]` : name.replace(/\.$/, '');
  return `${at === 80 ? 'http' : 'https'}://${shown}${at === 443 || at === 80 ? '' : `:${at}`}/v1?token=x`;
};

const span = fc.record({
  kind: fc.constantFrom('CLIENT', 'PRODUCER', 'SERVER', 'INTERNAL', 'CONSUMER'),
  resource: fc.record({
    attributes: fc.record({
      'faas.name': some(fc.constantFrom('checkout', 'cart')),
      'cloud.resource_id': some(fc.constant('arn:aws:lambda:eu-west-1:111122223333:function:payments:live')),
      'aws.log.group.names': some(fc.constantFrom('/aws/lambda/mailer', ['/aws/lambda/mailer'], '/ecs/web')),
      'cloud.platform': some(fc.constant('aws_lambda')),
      'service.name': some(fc.constant('search')),
    }),
  }),
  attributes: fc.record({
    'server.address': some(host),
    'server.port': some(port),
    'url.full': some(fc.tuple(host, port).map(([name, at]) => urlOf(name, at))),
    'aws.remote.service': some(fc.constantFrom('AWS::S3', 'AWS::DynamoDB', 'api.openai.com', 'other-function')),
    'peer.service': some(fc.constantFrom('peer.example.com', 'payments')),
    'rpc.system': some(fc.constantFrom('aws-api', 'grpc')),
    'rpc.service': some(fc.constantFrom('DynamoDB', 'Secrets Manager')),
    'aws.local.service': some(fc.constant('local')),
    PlatformType: some(fc.constant('AWS::Lambda')),
  }),
});

const readingOf = (object: Readonly<Record<string, unknown>>) => {
  const parsed = parseSpan(object);
  if ('skipped' in parsed) return parsed.skipped;
  return parsed.facts.map(({ subject, observation }) => ({
    function: subject?.name,
    destination: observation.kind === 'outbound-call' ? observation.destination : undefined,
  }));
};

describe('spans', () => {
  it('say the same to a naive second reader', () => {
    fc.assert(
      fc.property(span, (made) => {
        const marks = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), startTimeUnixNano: 1.753e18 };
        const object = JSON.parse(JSON.stringify({ ...made, ...marks }));
        expect(readingOf(object)).toEqual([
          { function: naiveSpanFunction(object), destination: naiveSpanDestination(object) },
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(samplesDir === undefined ? [] : sampleFiles('spans'))('%s: recorded ones do, too', (file) => {
    const text = readFileSync(join(samplesDir ?? '', 'spans', file), 'utf8');
    const objects = text.trim().startsWith('{\n') ? [text] : text.trim().split('\n');
    for (const object of objects.map((one) => JSON.parse(one))) {
      if (typeof object.traceId !== 'string' || object.spanId === undefined) continue;
      expect(readingOf(object)).toEqual([
        { function: naiveSpanFunction(object), destination: naiveSpanDestination(object) },
      ]);
    }
  });
});
