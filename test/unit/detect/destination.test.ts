import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { destinationOf } from '../../../lib/core/detect/destination.ts';
import { riskOf } from '../../../lib/core/detect/destination-risk.ts';

describe('a destination', () => {
  test.each([
    ['api.example.co.uk', 'domain', 'example.co.uk', undefined],
    ['API.Example.com.', 'domain', 'example.com', undefined],
    ['https://user:secret@api.example.com:8443/path?q=1', 'domain', 'example.com', 8_443],
    ['d111abc.cloudfront.net', 'tenant', 'd111abc.cloudfront.net', undefined],
    ['dynamodb.eu-west-1.amazonaws.com', 'aws-service', 'dynamodb', undefined],
    ['dynamodb.us-east-2.amazonaws.com:443', 'aws-service', 'dynamodb', undefined],
    ['abc123.execute-api.eu-west-1.amazonaws.com', 'aws-service', 'execute-api', undefined],
    ['s3.eu-west-1.amazonaws.com', 'aws-service', 's3', undefined],
    ['my.bucket.s3.eu-west-1.amazonaws.com', 'bucket', 's3/my.bucket', undefined],
    ['203.0.113.77', 'address', '203.0.113.0/24', undefined],
    ['203.0.113.77:3333', 'address', '203.0.113.0/24', 3_333],
    ['[2001:db8:1:2::5]:443', 'address', '2001:db8:1::/48', undefined],
    ['10.0.12.7:5432', 'internal', '10.0.12.7', 5_432],
    ['redis', 'internal', 'redis', undefined],
    ['orders.corp.internal', 'internal', 'orders.corp.internal', undefined],
    ['pool.hashmine.example', 'domain', 'hashmine.example', undefined],
    ['127.0.0.1:9001', 'runtime', '127.0.0.1', 9_001],
    ['169.254.169.254', 'metadata', '169.254.169.254', undefined],
    ['bücher.example', 'domain', 'xn--bcher-kva.example', undefined],
  ])('%s is %s %s', (raw, kind, name, port) => {
    expect(destinationOf(raw)).toMatchObject({ kind, name, port });
  });

  test('is known by network and by service, not by host or Region', () => {
    expect(destinationOf('203.0.113.1').hash).toBe(destinationOf('203.0.113.200:443').hash);
    expect(destinationOf('sqs.eu-west-1.amazonaws.com').hash).toBe(destinationOf('sqs.us-east-1.amazonaws.com').hash);
    expect(destinationOf('203.0.113.1:8080').hash).not.toBe(destinationOf('203.0.113.1').hash);
  });

  test('can be made of any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (raw) => {
        const destination = destinationOf(raw);
        expect(destination.host.length).toBeLessThanOrEqual(253);
        expect(Number.isFinite(riskOf(destination).risk)).toBe(true);
      }),
    );
  });
});

describe('the risk of a destination', () => {
  const risk = (raw: string) => riskOf(destinationOf(raw));

  test.each([
    ['api.example.com', 1],
    ['203.0.113.77', 2],
    ['203.0.113.77:8443', 3],
    ['xk4hq9w2zt7b.com', 2.5],
    ['dynamodb.eu-west-1.amazonaws.com', 0.5],
    ['d111111abcdef8.cloudfront.net', 1],
    ['10.0.0.1:6379', 0.5],
    ['free-things.top', 1.5],
  ])('of %s is %d', (raw, expected) => {
    expect(risk(raw).risk).toBe(expected);
  });

  test.each(['pool.hashmine.example:3333', 'xmr.example.com', '203.0.113.9:14444', '169.254.169.254'])(
    'of %s is critical',
    (raw) => {
      expect(risk(raw).isCritical).toBe(true);
    },
  );

  test.each(['carpool-api.com', 'my-mining-data.s3.amazonaws.com', 'stratus.example.com', 'whirlpool.com'])(
    'of %s is not critical',
    (raw) => {
      expect(risk(raw).isCritical).toBe(false);
    },
  );
});
