import { AwsV4Signer } from 'aws4fetch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestSigner } from '../../../lib/aws/request-signer.ts';

const text = fc.stringMatching(/^[A-Za-z0-9+/=]{8,40}$/);

const request = fc.record({
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: fc.option(text, { nil: undefined }),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1'),
  url: fc.constantFrom(
    'https://dynamodb.eu-west-1.amazonaws.com',
    'http://127.0.0.1:8000',
    'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/Nightjar-Evaluate_1/invocations',
    'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/123456789012%3Afunction%3Ashop/configuration',
    "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/?MaxItems=50&Marker=a%2Fb%2B%3D%3D%20'(*)!~",
  ),
  method: fc.constantFrom('GET' as const, 'POST' as const),
  target: text,
  body: fc.string({ unit: 'binary' }).map((value) => JSON.stringify({ value })),
  at: fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
});

describe('a signed request', () => {
  it('carries the signature that another implementation of Signature Version 4 gives it', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ sessionToken, region, url, method, target, body: posted, at, ...keys }) => {
        const credentials = { ...keys, ...(sessionToken !== undefined && { sessionToken }) };
        const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
        const signer = new RequestSigner(credentials, region, 'dynamodb');
        const body = method === 'POST' ? posted : '';
        const sent = signer.sign({ method, url: new URL(url), headers, body }, at);
        const datetime = sent['x-amz-date'] ?? '';
        expect(datetime).toMatch(/^\d{8}T\d{6}Z$/);
        const same = {
          ...credentials,
          method,
          url,
          headers,
          ...(method === 'POST' && { body }),
          region,
          service: 'dynamodb',
          datetime,
        };
        const reference = await new AwsV4Signer({ ...same, allHeaders: true }).sign();
        expect(sent['authorization']).toBe(reference.headers.get('authorization'));
        expect(signer.sign({ method, url: new URL(url), headers, body }, at)).toEqual(sent);
      }),
    );
  });

  it('takes another key on another day', () => {
    const signer = new RequestSigner({ accessKeyId: 'id', secretAccessKey: 'secret' }, 'eu-west-1', 'dynamodb');
    const fresh = new RequestSigner({ accessKeyId: 'id', secretAccessKey: 'secret' }, 'eu-west-1', 'dynamodb');
    const unsigned = { url: new URL('https://dynamodb.eu-west-1.amazonaws.com'), headers: {}, body: '{}' };
    signer.sign(unsigned, new Date('2026-01-06T23:59:59Z'));
    const next = new Date('2026-01-07T00:00:00Z');
    expect(signer.sign(unsigned, next)).toEqual(fresh.sign(unsigned, next));
  });
});
