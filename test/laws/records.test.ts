import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter } from '../../lib/core/bytes.ts';
import { BoundedDistinct } from '../../lib/core/fold/bounded-distinct.ts';
import { decodeSummary } from '../../lib/core/fold/decode-summary.ts';
import { encodeSummary } from '../../lib/core/fold/encode-summary.ts';
import { type FoldedOutside, foldOutside } from '../../lib/core/fold/fold-outside.ts';
import { mergeInto } from '../../lib/core/fold/merge-summary.ts';
import type { Summary } from '../../lib/core/fold/summary.ts';
import { emptySummary } from '../../lib/core/fold/summary.ts';
import { parseRecord } from '../../lib/core/parse/parse-record.ts';
import { flowFieldsOf } from '../../lib/core/parse/vpc-flow/flow-format.ts';

const SALT = 11;
const hostile = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '',
  '-',
  '\u0000',
  '\ud800',
  '../..',
  'x'.repeat(5_000),
);
const scalar = fc.oneof(fc.string(), hostile, fc.double(), fc.boolean(), fc.constant(null), fc.constant('203.0.113.9'));
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.dictionary(fc.oneof(fc.string(), hostile), scalar),
);
const someOf = (...names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), value);
const json = (fixed: object, arbitrary: fc.Arbitrary<object>) =>
  arbitrary.map((some) => JSON.stringify({ ...fixed, ...some }));

const message = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  json(
    { eventVersion: '1.08', eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
    someOf('userIdentity', 'eventName', 'errorCode', 'userAgent', 'sourceIPAddress', 'requestParameters', 'eventType'),
  ),
  json(
    { query_name: 'a.example.com.', rcode: 'NOERROR' },
    someOf('query_name', 'rcode', 'answers', 'srcaddr', 'vpc_id', 'account_id', 'query_type'),
  ),
  json(
    { traceId: 'a', spanId: 'b', startTimeUnixNano: 1e18, kind: 'CLIENT' },
    someOf('resource', 'attributes', 'kind', 'startTimeUnixNano'),
  ),
  json(
    { 'interface-id': 'eni-0a', 'log-status': 'OK', bytes: 1 },
    someOf('srcaddr', 'dstaddr', 'srcport', 'bytes', 'start', 'end', 'tcp-flags', 'action'),
  ),
  fc
    .array(
      fc.constantFrom(
        '2',
        'eni-0a1b',
        '-',
        '10.0.0.1',
        '2001:db8::1',
        '443',
        '6',
        'ACCEPT',
        'OK',
        'NODATA',
        '1767733200',
      ),
      { maxLength: 20 },
    )
    .map((columns) => columns.join(' ')),
);

describe('parseRecord', () => {
  it('answers whatever it is given, with names that fit into keys', () => {
    const fields = flowFieldsOf('interface-id srcaddr dstaddr srcport dstport bytes');
    fc.assert(
      fc.property(message, fc.boolean(), (text, custom) => {
        const { parsed } = parseRecord(text, custom ? fields : undefined);
        if ('skipped' in parsed) return;
        for (const { subject, observation } of parsed.facts) {
          expect(observation.kind).toBeTypeOf('string');
          expect(subject?.name ?? 'f').toMatch(/^[\x21-\x7e]{1,200}$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes time in proportion to the length: a megabyte of anything is read at once', () => {
    const texts = [
      'eni-0a '.repeat(150_000),
      `{"query_name":"${'a.'.repeat(500_000)}","rcode":"NOERROR"}`,
      '\\052'.repeat(250_000),
      ' '.repeat(1_000_000),
    ];
    for (const text of texts) expect(parseRecord(text).parsed).toBeDefined();
  });
});

/** As of a trail: the same event may come again, by another trail. */
const recorded = fc.option(
  fc.nat(90).map((id) => ({ eventId: `event-${id}` })),
  { nil: {}, freq: 9 },
);
const withId = <Fact extends object>(made: fc.Arbitrary<Fact>) =>
  fc.tuple(made, recorded).map(([one, by]) => ({ ...one, ...by }));

const host = fc.nat(150).map((index) => `host-${index}.example.com`);
const fact: fc.Arbitrary<FoldedOutside> = fc.oneof(
  fc.record({ kind: fc.constant('flow-sent' as const), destination: host, bytes: fc.nat() }),
  fc.record({ kind: fc.constant('flow-rejected' as const), destination: host }),
  fc.record({ kind: fc.constant('flow-records-lost' as const) }),
  fc.record({
    kind: fc.constant('dns-query' as const),
    name: fc.nat(999).map((index) => `n${index}.example.com`),
    domain: fc.nat(60).map((index) => `d${index}.example`),
    destination: fc.option(host, { nil: undefined }),
    isFound: fc.boolean(),
    firewallAction: fc.constantFrom(undefined, 'BLOCK'),
  }),
  withId(
    fc.record({
      kind: fc.constant('api-call' as const),
      action: fc.oneof(
        fc.nat(120).map((index) => `s3:Get${index}`),
        fc.nat(60).map((index) => `iam:Put${index}`),
      ),
      errorCode: fc.constantFrom(undefined, 'AccessDenied'),
    }),
  ),
  withId(
    fc.record({
      kind: fc.constant('credential-use' as const),
      agentClass: fc.constantFrom('lambda' as const, 'foreign' as const),
      agent: fc.constantFrom('boto3', '__proto__'),
      address: fc.nat(40).map((index) => `203.0.113.${index}`),
      accessKeyId: fc.constantFrom(undefined, 'ASIAEXAMPLE'),
    }),
  ),
  withId(fc.record({ kind: fc.constant('deploy' as const), action: fc.constant('UpdateAlias'), by: fc.string() })),
);

const summaryOf = (facts: readonly FoldedOutside[]): Summary => {
  const summary = emptySummary(SALT);
  for (const one of facts) foldOutside(one, summary, SALT);
  return summary;
};
const bytesOf = (summary: Summary): Uint8Array => {
  const writer = new ByteWriter();
  encodeSummary(summary, writer);
  return writer.finish();
};
const copyOf = (summary: Summary): Summary => decodeSummary(new ByteReader(bytesOf(summary)), SALT);
const merged = (a: Summary, b: Summary): Summary => {
  const result = copyOf(a);
  mergeInto(result, b);
  return result;
};

describe('what other sources recorded', () => {
  const facts = fc.array(fact, { maxLength: 120 });

  it('is folded alike in any order and grouping, bit for bit', () => {
    fc.assert(
      fc.property(facts, facts, facts, (a, b, c) => {
        const whole = bytesOf(summaryOf([...c, ...a, ...b]));
        expect(bytesOf(merged(merged(summaryOf(a), summaryOf(b)), summaryOf(c)))).toEqual(whole);
        expect(bytesOf(merged(summaryOf(a), merged(summaryOf(c), summaryOf(b))))).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('comes back from its bytes unchanged', () => {
    fc.assert(
      fc.property(facts, (a) => {
        expect(bytesOf(copyOf(summaryOf(a)))).toEqual(bytesOf(summaryOf(a)));
      }),
      { numRuns: 40 },
    );
  });

  it('stays below 40 KB however many names are made up', () => {
    const summary = emptySummary(SALT);
    for (let index = 0; index < 20_000; index++) {
      foldOutside(
        { kind: 'flow-sent', destination: `198.51.${index % 256}.${index >> 8}:${index}`, bytes: index },
        summary,
        SALT,
      );
      const eventId = `event-${index}`;
      foldOutside({ kind: 'api-call', action: `iam:Put${index}`, errorCode: `Code${index}`, eventId }, summary, SALT);
      const name = `${index}.d${index % 500}.example`;
      foldOutside(
        {
          kind: 'dns-query',
          name,
          domain: `d${index % 500}.example`,
          destination: name,
          isFound: true,
          firewallAction: undefined,
        },
        summary,
        SALT,
      );
      foldOutside(
        {
          kind: 'credential-use',
          agentClass: 'foreign',
          agent: 'x',
          address: `a${index}`,
          accessKeyId: `${index}`,
          eventId,
        },
        summary,
        SALT,
      );
    }
    expect(bytesOf(summary).length).toBeLessThan(40_000);
  });
});

describe('BoundedDistinct', () => {
  it('estimates how many different things stand under a name within a quarter, and counts exactly', () => {
    const distinct = new BoundedDistinct(8, SALT);
    for (let index = 0; index < 6_000; index++) distinct.add('tunnel.example', `${index % 3_000}.tunnel.example`);
    distinct.add('shop.example', 'www.shop.example');
    const { named } = distinct.resolved();
    expect(named.get('tunnel.example')?.count).toBe(6_000);
    expect(named.get('tunnel.example')?.distinct).toBeGreaterThan(2_250);
    expect(named.get('tunnel.example')?.distinct).toBeLessThan(3_750);
    expect(named.get('shop.example')).toEqual({ count: 1, distinct: 1 });
  });
});
