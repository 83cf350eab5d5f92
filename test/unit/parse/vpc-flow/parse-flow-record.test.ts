import { describe, expect, it } from 'vitest';
import { flowFieldsOf } from '../../../../lib/core/parse/vpc-flow/flow-format.ts';
import { parseFlowRecord } from '../../../../lib/core/parse/vpc-flow/parse-flow-record.ts';

const ENI = 'eni-0a1b2c3d4e5f';
const row = (middle: string, tail = 'ACCEPT OK'): string =>
  `2 111122223333 ${ENI} ${middle} 1767733200 1767733260 ${tail}`;
const observationOf = (message: string, fields?: readonly string[]) => {
  const parsed = parseFlowRecord(message, fields);
  return 'skipped' in parsed ? parsed.skipped : parsed.facts[0]?.observation;
};

describe('rows of the default format', () => {
  it.each([
    [
      'what the interface sent to a service',
      '10.0.1.5 203.0.113.9 49152 443 6 10 8400',
      'flow-sent',
      '203.0.113.9',
      8400,
    ],
    ['port 80 goes without saying', '10.0.1.5 203.0.113.9 49152 80 6 10 840', 'flow-sent', '203.0.113.9', 840],
    ['an odd port', '10.0.1.5 203.0.113.9 40000 4444 6 10 840', 'flow-sent', '203.0.113.9:4444', 840],
    [
      'two ephemeral ports: what it sent was its call',
      '10.0.1.5 203.0.113.9 50000 45560 6 1 9',
      'flow-sent',
      '203.0.113.9:45560',
      9,
    ],
    ['a database in the same network', '10.0.1.5 10.0.2.7 33000 5432 6 9 90', 'flow-sent', '10.0.2.7:5432', 90],
    ['IPv6', 'fd00::5 2001:db8::9 49152 443 6 10 77', 'flow-sent', '[2001:db8::9]', 77],
    ['no port where the protocol has none', '10.0.1.5 203.0.113.9 0 0 1 1 84', 'flow-sent', '203.0.113.9', 84],
  ])('%s', (_, middle, kind, destination, bytes) => {
    expect(observationOf(row(middle))).toEqual({ kind, destination, bytes });
  });

  it.each([
    ['the answer of a service', '203.0.113.9 10.0.1.5 443 49152 6 10 840'],
    ['a stranger who knocks', '203.0.113.9 10.0.1.5 50000 22 6 1 44'],
    ["the environment's own addresses", '10.0.1.5 169.254.100.1 50000 2000 17 1 44'],
  ])('%s is no call', (_, middle) => {
    expect(observationOf(row(middle))).toEqual({ kind: 'flow-other' });
  });

  it('refused calls are counted apart, without bytes', () => {
    expect(observationOf(row('10.0.1.5 203.0.113.9 49152 25 6 1 60', 'REJECT OK'))).toEqual({
      kind: 'flow-rejected',
      destination: '203.0.113.9:25',
    });
  });

  it('NODATA and SKIPDATA rows say that nothing passed, or that rows were lost', () => {
    expect(observationOf(row('- - - - - - -', '- NODATA'))).toEqual({ kind: 'flow-no-data' });
    expect(observationOf(row('- - - - - - -', '- SKIPDATA'))).toEqual({ kind: 'flow-records-lost' });
  });

  it('names the interface, and its account where the row knows it', () => {
    const parsed = parseFlowRecord(row('10.0.1.5 203.0.113.9 49152 443 6 10 840'));
    expect(parsed).toMatchObject({
      facts: [{ subject: { account: '111122223333', name: `interface:${ENI}` } }],
      at: 1_767_733_260_000,
    });
    const unknown = parseFlowRecord(row('10.0.1.5 203.0.113.9 49152 443 6 10 840').replace('111122223333', 'unknown'));
    expect(unknown).toMatchObject({ facts: [{ subject: { name: `interface:${ENI}` } }] });
  });

  it('further columns behind the default ones do no harm', () => {
    const middle = '10.0.1.5 203.0.113.9 49152 443 6 10 840';
    expect(observationOf(`${row(middle)} vpc-0a1b subnet-0a1b - 19`)).toMatchObject({ kind: 'flow-sent' });
  });
});

describe('custom formats', () => {
  const NAMES =
    'version interface-id srcaddr dstaddr srcport dstport tcp-flags bytes action pkt-dstaddr pkt-dst-aws-service flow-direction traffic-path log-status';
  /** As `DescribeFlowLogs` writes it. */
  const FORMAT = NAMES.split(' ')
    .map((name) => `$\{${name}}`)
    .join(' ');
  const fields = flowFieldsOf(FORMAT) ?? [];
  const custom = (text: string) => observationOf(`5 ${ENI} ${text}`, fields);

  it("are lists of fields, as AWS or a file's header writes them", () => {
    expect(fields).toHaveLength(14);
    expect(flowFieldsOf('account_id,interface_id,srcaddr')).toEqual(['account-id', 'interface-id', 'srcaddr']);
    expect(flowFieldsOf('version of the interface-id')).toBeUndefined();
  });

  it.each([
    ['SYN alone: the sender opened', '10.0.1.5 10.0.2.7 5432 5433 2 60 ACCEPT 10.0.2.7 - - - OK', '10.0.2.7:5433'],
    ['egress of two private hosts', '10.0.1.5 10.0.2.7 33000 33001 0 60 ACCEPT - - egress - OK', '10.0.2.7:33001'],
    ['a traffic path is of what leaves', '10.0.1.5 10.0.2.7 33000 33001 0 60 ACCEPT - - - 2 OK', '10.0.2.7:33001'],
    [
      "behind the next hop the packet's own destination",
      '10.0.1.5 10.0.9.9 40000 443 2 60 ACCEPT 203.0.113.9 - egress 8 OK',
      '203.0.113.9',
    ],
    [
      'a service by its name',
      '10.0.1.5 52.218.1.1 40000 443 2 60 ACCEPT 52.218.1.1 S3 egress 7 OK',
      's3.amazonaws.com',
    ],
    ['rented ranges stay addresses', '10.0.1.5 52.1.1.1 40000 443 2 60 ACCEPT 52.1.1.1 EC2 egress 8 OK', '52.1.1.1'],
  ])('%s', (_, text, destination) => {
    expect(custom(text)).toEqual({ kind: 'flow-sent', destination, bytes: 60 });
  });

  it('SYN-ACK is the answer of whom was called', () => {
    expect(custom('10.0.1.5 10.0.2.7 33000 5432 18 60 ACCEPT - - egress - OK')).toEqual({ kind: 'flow-other' });
    expect(custom('10.0.2.7 10.0.1.5 5432 33000 19 60 ACCEPT - - ingress - OK')).toEqual({ kind: 'flow-other' });
  });

  it('that nobody named are not guessed', () => {
    expect(observationOf(`2 ${ENI} 10.0.1.5 10.0.2.7`)).toBe('flow_log_fields_unknown');
    expect(observationOf('version interface-id srcaddr dstaddr')).toBe('flow_log_header');
    expect(observationOf(`5 ${ENI} 10.0.1.5`, fields)).toBe('flow_log_malformed');
  });

  it('may come as JSON, one key a field', () => {
    const object = {
      interface_id: ENI,
      srcaddr: '10.0.1.5',
      dstaddr: '203.0.113.9',
      srcport: 40000,
      dstport: 443,
      bytes: 12,
      flow_direction: 'egress',
      log_status: 'OK',
    };
    expect(observationOf(JSON.stringify(object))).toEqual({ kind: 'flow-sent', destination: '203.0.113.9', bytes: 12 });
    expect(observationOf(`{"interface-id":"${ENI}","log-status":"NODATA"}`)).toEqual({ kind: 'flow-no-data' });
  });
});
