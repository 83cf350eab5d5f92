import { describe, expect, it } from 'vitest';
import { apexDomainOf } from '../../../../lib/core/parse/dns/apex-domain.ts';
import { parseDnsQuery } from '../../../../lib/core/parse/dns/parse-dns-query.ts';
import { queryNameOf } from '../../../../lib/core/parse/dns/query-name.ts';

const query = (fields: Readonly<Record<string, unknown>>) => ({
  version: '1.100000',
  account_id: '111122223333',
  region: 'eu-west-1',
  vpc_id: 'vpc-0a1b2c3d',
  query_timestamp: '2026-01-06T21:00:00Z',
  query_name: 'api.example.com.',
  query_type: 'A',
  query_class: 'IN',
  rcode: 'NOERROR',
  answers: [{ Rdata: '203.0.113.9', Type: 'A', Class: 'IN' }],
  srcaddr: '10.0.1.5',
  srcport: '49152',
  transport: 'UDP',
  srcids: {},
  ...fields,
});
const observationOf = (fields: Readonly<Record<string, unknown>>) => {
  const parsed = parseDnsQuery(query(fields));
  return 'skipped' in parsed ? parsed.skipped : parsed.facts[0]?.observation;
};

describe('queries of the resolver', () => {
  it('name the host that is about to be called, and the address that asked', () => {
    expect(parseDnsQuery(query({}))).toEqual({
      facts: [
        {
          subject: { account: '111122223333', region: 'eu-west-1', name: 'address:vpc-0a1b2c3d/10.0.1.5' },
          observation: {
            kind: 'dns-query',
            name: 'api.example.com',
            domain: 'example.com',
            destination: 'api.example.com',
            isFound: true,
            firewallAction: undefined,
          },
        },
      ],
    });
  });

  it.each([
    ['names that do not exist', { rcode: 'NXDOMAIN', answers: [] }, false],
    ['names without an address', { query_type: 'TXT' }, true],
    ['answers that are empty', { answers: [] }, true],
    ['what the firewall blocked', { firewall_rule_action: 'BLOCK' }, true],
  ])('%s lead to no call', (_, fields, isFound) => {
    expect(observationOf(fields)).toMatchObject({ kind: 'dns-query', destination: undefined, isFound });
  });

  it.each([
    '5.1.0.10.in-addr.arpa.',
    '8.b.d.0.1.0.0.2.ip6.arpa.',
    'api.example.com.eu-west-1.compute.internal.',
    'ip-10-0-1-5.ec2.internal.',
  ])('%s says nothing that another query does not', (name) => {
    expect(observationOf({ query_name: name })).toEqual({ kind: 'dns-other' });
  });

  it('matches of the DNS firewall are kept', () => {
    expect(observationOf({ firewall_rule_action: 'ALERT' })).toMatchObject({ firewallAction: 'ALERT' });
    expect(observationOf({ firewall_rule_action: '<b>' })).toMatchObject({ firewallAction: undefined });
  });

  it('an address without VPC names nobody', () => {
    expect(parseDnsQuery(query({ vpc_id: '../x' }))).toMatchObject({ facts: [{ subject: undefined }] });
    expect(parseDnsQuery(query({ srcaddr: 'x y' }))).toMatchObject({ facts: [{ subject: undefined }] });
  });

  it('without name or outcome is malformed', () => {
    expect(observationOf({ query_name: 5 })).toBe('dns_query_malformed');
    expect(observationOf({ rcode: null })).toBe('dns_query_malformed');
  });
});

describe('query names', () => {
  it.each([
    ['API.Example.COM.', 'api.example.com'],
    ['\\052.example.com.', '*.example.com'],
    ['_sip._tcp.example.com', '_sip._tcp.example.com'],
    ['a b.example.com', undefined],
    ['', undefined],
    [`${'x'.repeat(64)}.example.com`, undefined],
    [`${'x.'.repeat(200)}com`, undefined],
  ])('%s', (raw, name) => {
    expect(queryNameOf(raw)).toBe(name);
  });
});

describe('apexDomainOf', () => {
  it.each([
    ['a.b.example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['localhost', 'localhost'],
    ['x.shop.example.co.uk', 'example.co.uk'],
    ['co.uk', 'co.uk'],
    ['a.example.de', 'example.de'],
    ['data1.data2.t.evil.example', 'evil.example'],
  ])('%s is of %s', (name, domain) => {
    expect(apexDomainOf(name)).toBe(domain);
  });
});
