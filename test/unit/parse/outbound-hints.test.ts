import { describe, expect, it } from 'vitest';
import { outboundHintsInJson, outboundHintsInText } from '../../../lib/core/parse/outbound-hints.ts';
import { isRiskyDestination } from '../../../lib/core/parse/risky-destination.ts';

describe('outboundHintsInText', () => {
  it.each<[string, string[]]>([
    ['HTTP GET https://api.example.com/v1?token=x#y', ['api.example.com']],
    ['posting to HTTPS://User:Pa55@API.Example.COM:8443/path', ['api.example.com:8443']],
    ['https://a.example.com, https://b.example.com.', ['a.example.com', 'b.example.com']],
    ['"https://a.example.com" and https://a.example.com/again', ['a.example.com']],
    [
      'http://a.example.com:80 https://b.example.com:443 ws://c.example.com',
      ['a.example.com', 'b.example.com', 'c.example.com'],
    ],
    ['http://a.example.com:443', ['a.example.com:443']],
    ['stratum+tcp://pool.example.net:3333', ['pool.example.net:3333']],
    ['postgres://u:p@db.example.com:5432/shop', ['db.example.com:5432']],
    ['jdbc:mysql://db.example.com:3306/x', ['db.example.com:3306']],
    ['curl http://203.0.113.9:8080/x', ['203.0.113.9:8080']],
    ['wget http://3405803785/x', ['203.0.113.9']],
    ['http://[2001:db8::1]:8080/', ['[2001:db8::1]:8080']],
    ['https://müller.example/x', ['xn--mller-kva.example']],
    ['{\\"u\\":\\"https:\\/\\/a.example.com\\/x\\"}', ['a.example.com']],
    ['Error: getaddrinfo ENOTFOUND api.example.com', ['api.example.com']],
    ['getaddrinfo EAI_AGAIN api.example.com:443', ['api.example.com']],
    ['connect ECONNREFUSED 10.1.2.3:5432', ['10.1.2.3:5432']],
    ["HTTPSConnectionPool(host='api.example.com', port=443): Max retries", ['api.example.com']],
    ["HTTPConnectionPool(host='api.example.com', port=8080): Read timed out", ['api.example.com:8080']],
    ['java.net.UnknownHostException: api.example.com', ['api.example.com']],
    ['dial tcp: lookup api.example.com on 169.254.78.1:53: no such host', ['api.example.com']],
    ['dial tcp 203.0.113.9:443: i/o timeout', ['203.0.113.9']],
    ['Could not connect to the endpoint URL: "https://sqs.eu-west-1.amazonaws.com/"', ['sqs.eu-west-1.amazonaws.com']],
    ['http://169.254.169.254/latest/meta-data', ['169.254.169.254']],
  ])('%s', (text, expected) => {
    expect([...outboundHintsInText(text)].sort()).toEqual(expected.sort());
  });

  it.each([
    'at Runtime.handler (file:///var/task/index.mjs:3:12)',
    'at node:internal/main/run_main_module:23:47',
    'at handle (/opt/nodejs/node_modules/undici/index.js:1:2)',
    'write to jo@example.com or https://',
    'version 1.2.3.4 of com.example.Shop',
    'arn:aws:lambda:eu-west-1:111122223333:function:shop',
    'http://127.0.0.1:9001/2018-06-01/runtime http://localhost:3000 http://169.254.100.1/x http://169.254.79.129:2000',
    'https://undefined/v1 https://%s/x https://{bucket}.s3',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:a="http://a.example.com/ns">',
    '<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    'For more information see https://docs.aws.amazon.com/lambda and https://a.co/7PzMCcy',
    's3://bucket/key data://x urn:x://y',
    'http://999.1.1.1/ http://256.256.256.256',
    'Connect to the shop first',
  ])('finds nobody called in: %s', (text) => {
    expect(outboundHintsInText(text)).toEqual([]);
  });

  it('takes a bounded number from one line, in time linear in its length', () => {
    const flood = Array.from({ length: 5_000 }, (_, index) => `https://h${index}.example.com`).join(' ');
    expect(outboundHintsInText(flood)).toHaveLength(32);
    expect(outboundHintsInText('://'.repeat(300_000))).toEqual([]);
    expect(outboundHintsInText(`https://${'a'.repeat(500_000)}`)).toEqual([]);
  });
});

describe('outboundHintsInJson', () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ message: 'GET https://a.example.com/x' }, ['a.example.com']],
    [{ host: 'db.example.com', port: 5432 }, ['db.example.com:5432']],
    [{ 'server.address': 'a.example.com', 'server.port': 443 }, ['a.example.com']],
    [{ err: { code: 'ENOTFOUND', hostname: 'sqs.eu-west-1.amazonaws.com' } }, ['sqs.eu-west-1.amazonaws.com']],
    [{ 'http.url': 'https://a.example.com/x', 'peer.service': 'orders' }, ['a.example.com']],
    [{ endpoint: 'a.example.com:8443' }, ['a.example.com:8443']],
    [{ hostname: 'ip-10-0-0-1.ec2.internal', pid: 8, level: 30, msg: 'x' }, []],
    [{ event: { headers: { Host: 'own.example.com', Referer: 'https://caller.example.com' } } }, []],
    [{ host: 'localhost', url: '/orders/7', endpoint: 'default' }, []],
    [{ errorType: 'x', stackTrace: ['at https://a.example.com/x'] }, []],
  ])('%j', (object, expected) => {
    expect(outboundHintsInJson(object)).toEqual(expected);
  });
});

describe('isRiskyDestination', () => {
  it.each([
    '203.0.113.9',
    '[2001:db8::1]',
    'a.example.com:8080',
    'xn--mller-kva.example',
    'pool.example.net',
    'a.example:4444',
  ])('caps %s apart', (destination) => expect(isRiskyDestination(destination)).toBe(true));

  it.each(['api.example.com', 'sqs.eu-west-1.amazonaws.com', 'a.example.com:443', '1.example.com'])(
    'finds nothing odd about %s',
    (destination) => expect(isRiskyDestination(destination)).toBe(false),
  );
});
