import { describe, expect, it } from 'vitest';
import { alertJson } from '../../lib/core/alert/alert-json.ts';
import { incidentSentence } from '../../lib/core/alert/incident-sentence.ts';
import { DestinationListBuilder } from '../../lib/core/detect/destination-list-builder.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import { severityRank } from '../../lib/core/signal.ts';
import { epochMs, MS_PER_MINUTE } from '../../lib/core/units.ts';
import { aDeploy, aFlow, aLookup, anApiCall, anInvocation, type SourceLine } from '../support/source-lines.ts';
import { ADDRESS, during, INTERFACE, incidentsOf, instant, ordinaryDays, tellStory } from '../support/source-story.ts';

const worstOf = (incidents: readonly Incident[]): number =>
  Math.max(-1, ...incidents.map(({ severity }) => severityRank(severity)));
const CRITICAL = severityRank('critical');
const MEDIUM = severityRank('medium');

/** Not every invocation calls everything. */
const isFourth = (at: number): boolean => Math.floor(at / (5 * MS_PER_MINUTE)) % 4 === 0;

const minutesUntilTold = (incident: Incident | undefined, from: number): number =>
  incident === undefined ? Number.NaN : (incident.detectedAt - from) / MS_PER_MINUTE;

describe('crypto-mining', () => {
  const calls = ['https://api.shop.example/v1/orders'];
  const start = instant(8, 10);
  const mining = tellStory(
    [
      ...ordinaryDays({ name: 'thumbnails', days: 8, calls }),
      ...during(instant(8, 0), 600, 5, (at) => anInvocation('thumbnails', at, { calls })),
      ...during(start, 120, 1, (at) =>
        anInvocation('thumbnails', at, {
          durationMs: 30_000,
          timesOut: true,
          calls: [...calls, 'http://eu.pool-xmr.example:3333/job'],
        }),
      ),
    ],
    [],
  );
  const [incident, ...others] = incidentsOf(mining);

  it('is one critical incident within five minutes of the first call to the pool', () => {
    expect(incident?.severity).toBe('critical');
    expect(minutesUntilTold(incident, start)).toBeLessThanOrEqual(5);
    expect(others).toEqual([]);
  });

  it('says which pool, defanged, and that invocations now run into their time-out', () => {
    expect(incident && incidentSentence(incident)).toContain('pool-xmr[.]example:3333');
    const signals = new Set(incident?.members.map(({ signal }) => signal));
    expect(signals.has('outbound')).toBe(true);
    expect(signals.has('timeouts') || signals.has('duration')).toBe(true);
  });

  it('has a quiet twin: a new address of the content network that the function always uses', () => {
    const cdn = (at: number): string => `https://d${(at / 3_600_000).toString(36)}.cloudfront.net/img`;
    const twin = tellStory(
      ordinaryDays({
        name: 'thumbnails',
        days: 11,
        invocation: (at) => ({ calls: [...calls, cdn(Math.floor(at / 7.2e6) * 7.2e6)] }),
      }),
      [],
    );
    expect(incidentsOf(twin)).toEqual([]);
  });
});

describe('data exfiltration', () => {
  const ordinary = ordinaryDays({
    name: 'reports',
    days: 10,
    calls: ['https://api.shop.example/v1'],
    flowBytes: 400_000,
  });
  const start = instant(9, 3);

  it('is a critical incident when fifty times the bytes go to an address that was never called', () => {
    const story = tellStory(
      [
        ...ordinary,
        ...during(start, 20, 5, (at) => aFlow(INTERFACE, at, { to: '203.0.113.77', port: 8443, bytes: 60_000_000 })),
      ],
      ['reports'],
    );
    const [incident, ...others] = incidentsOf(story);
    expect(incident?.severity).toBe('critical');
    expect(incident?.signal).toBe('outbound');
    expect(incident?.members[0]?.function.name).toBe('reports');
    expect(incident && incidentSentence(incident)).toMatch(
      /MB\/min sent, usually at most .* never called before today/,
    );
    expect(minutesUntilTold(incident, start)).toBeLessThanOrEqual(5);
    expect(others).toEqual([]);
  });

  describe('through a proxy, where the function names the host and its interface counts the bytes', () => {
    const bytesThroughProxy = during(start, 20, 1, (at) =>
      aFlow(INTERFACE, at, { to: '198.51.100.30', bytes: 60_000_000 }),
    );
    const calls = ['https://api.shop.example/v1'];
    const namingHost = ordinaryDays({
      name: 'reports',
      days: 10,
      flowBytes: 400_000,
      invocation: (at) => ({
        calls: at < start || at > start + 3_600_000 ? calls : [...calls, 'https://files.drop-here.example/upload'],
      }),
    });
    const told = (lines: readonly SourceLine[], functions: readonly string[]) =>
      incidentsOf(tellStory(lines, functions));

    it('is one critical incident of the one function that uses the interface', () => {
      const [incident, ...others] = told([...namingHost, ...bytesThroughProxy], ['reports']);
      expect(others).toEqual([]);
      expect(incident?.severity).toBe('critical');
      expect(new Set(incident?.members.map((member) => member.function.name))).toEqual(new Set(['reports']));
      const facts = incident?.members.flatMap(({ evidence }) => evidence.facts) ?? [];
      expect(facts).toContainEqual(expect.objectContaining({ kind: 'destination', name: 'files.drop-here.example' }));
      expect(facts).toContainEqual(expect.objectContaining({ kind: 'bytes', name: '198.51.100.30' }));
      expect(minutesUntilTold(incident, start)).toBeLessThanOrEqual(6);
    });

    it('is less without one of the two', () => {
      expect(worstOf(told([...ordinary, ...bytesThroughProxy], ['reports']))).toBeLessThan(CRITICAL);
      expect(worstOf(told(namingHost, ['reports']))).toBeLessThan(MEDIUM);
    });

    it('is not put together where the bytes may be another function’s', () => {
      const incidents = told([...namingHost, ...bytesThroughProxy], ['reports', 'billing']);
      expect(worstOf(incidents)).toBeLessThan(CRITICAL);
      expect(incidents.flatMap(({ members }) => members.map((member) => member.function.name)).sort()).toEqual([
        'network-group:billing,reports',
        'reports',
      ]);
    });
  });

  it('names the group, and no function, when several share the interface', () => {
    const story = tellStory(
      [...ordinary, ...during(start, 20, 5, (at) => aFlow(INTERFACE, at, { to: '203.0.113.77', bytes: 60_000_000 }))],
      ['reports', 'billing'],
    );
    const [incident] = incidentsOf(story);
    expect(incident?.members[0]?.function.name).toContain('network-group');
    expect(JSON.stringify(incident?.members[0]?.evidence.facts)).toContain('billing, reports');
  });

  it('has a quiet twin: a new bucket of one more tenant, with the usual bytes', () => {
    const tenants = ordinaryDays({
      name: 'reports',
      days: 11,
      flowBytes: 400_000,
      invocation: (at) => ({
        calls: [`https://tenant-${Math.floor((at - instant(0, 0)) / 4.32e7)}.s3.eu-west-1.amazonaws.com/in`],
      }),
    });
    expect(incidentsOf(tellStory(tenants, ['reports']))).toEqual([]);
  });

  it('has a quiet twin: a nightly export of fifty times the usual bytes that was always there', () => {
    const nights = Array.from({ length: 11 }, (_, day) =>
      aFlow(INTERFACE, instant(day, 2), { to: '198.51.100.30', bytes: 25_000_000 }),
    );
    const story = tellStory(
      [...ordinaryDays({ name: 'reports', days: 11, flowBytes: 400_000 }), ...nights],
      ['reports'],
    );
    expect(incidentsOf(story)).toEqual([]);
  });
});

describe('credential theft', () => {
  const actions = ['dynamodb:Query', 's3:GetObject'];
  const start = instant(9, 14);

  it.each([true, false])('is a critical incident that says so (records with inScopeOf: %s)', (isInScope) => {
    const own = during(instant(0, 0), 10 * 1_440, 15, (at) =>
      actions.map((action) => anApiCall('checkout', at, { action, isInScope })),
    );
    const stolen = during(start, 10, 1, (at) =>
      anApiCall('checkout', at, {
        action: 's3:ListBuckets',
        address: '203.0.113.9',
        agent: 'aws-cli/2.13.0 Python/3.11',
        isInScope,
      }),
    );
    const [incident, ...others] = incidentsOf(
      tellStory([...ordinaryDays({ name: 'checkout', days: 10 }), ...own, ...stolen], []),
    );
    expect(incident?.severity).toBe('critical');
    expect(incident?.members[0]?.function.name).toBe('checkout');
    expect(incident && incidentSentence(incident)).toBe(
      'the credentials of this function are used from outside Lambda: 203.0.113[.]9 (aws-cli), with an access key that Lambda handed to it',
    );
    expect(minutesUntilTold(incident, start)).toBeLessThanOrEqual(3);
    expect(others).toEqual([]);
  });

  it('is found by the key in two places when the thief pretends to be Lambda', () => {
    const stolen = during(start, 10, 1, (at) =>
      anApiCall('checkout', at, { action: 's3:GetObject', address: '203.0.113.9' }),
    );
    const own = during(start, 10, 1, (at) => anApiCall('checkout', epochMs(at + 20_000), { action: 's3:GetObject' }));
    const story = tellStory([...ordinaryDays({ name: 'checkout', days: 10, actions }), ...own, ...stolen], []);
    const [incident] = incidentsOf(story);
    expect(incident?.severity).toBe('high');
    expect(incident && incidentSentence(incident)).toContain('in use from two places at once');
  });

  it('has a quiet twin: the SDK is upgraded, calls new endpoints and names itself anew', () => {
    const upgraded = during(instant(8, 9), 2_000, 15, (at) =>
      ['dynamodb:Query', 's3:GetObject', 's3:ListObjectsV2', 's3:HeadObject'].map((action) =>
        anApiCall('checkout', epochMs(at + 5_000), {
          action,
          agent: 'aws-sdk-js/3.900.0 exec-env/AWS_Lambda_nodejs24.x',
          address: '18.202.10.4',
        }),
      ),
    );
    const story = tellStory(
      [
        ...ordinaryDays({ name: 'checkout', days: 10, actions, calls: ['https://s3.eu-west-1.amazonaws.com'] }),
        ...upgraded,
        ...during(instant(8, 9), 2_000, 5, (at) =>
          anInvocation('checkout', epochMs(at + 9_000), { calls: ['https://s3.dualstack.eu-west-1.amazonaws.com'] }),
        ),
      ],
      [],
    );
    expect(incidentsOf(story).filter(({ signal }) => signal === 'api-calls' || signal === 'outbound')).toEqual([]);
  });

  it('is no incident for the session of a person, whatever they do: no function is behind it', () => {
    const person = during(instant(9, 9), 60, 1, (at) =>
      anApiCall('alice', at, {
        action: 'iam:CreateUser',
        role: 'admin',
        isInScope: false,
        agent: 'aws-cli/2.31.0',
        address: '192.0.2.20',
      }),
    );
    expect(incidentsOf(tellStory([...ordinaryDays({ name: 'checkout', days: 10 }), ...person], []))).toEqual([]);
  });
});

describe('an injection that walks the API', () => {
  const habit = { name: 'upload', days: 10, actions: ['s3:PutObject', 'dynamodb:PutItem'] } as const;
  const doors = [
    's3:ListBuckets',
    'ec2:DescribeInstances',
    'iam:ListUsers',
    'secretsmanager:ListSecrets',
    'lambda:ListFunctions',
    'rds:DescribeDBInstances',
    'iam:ListRoles',
    'kms:ListKeys',
    'dynamodb:ListTables',
  ];
  const start = instant(9, 11);
  const walk = [
    ...doors.map((action, index) =>
      anApiCall('upload', epochMs(start + index * 20_000), { action, errorCode: 'AccessDenied' }),
    ),
    anApiCall('upload', epochMs(start + 6 * MS_PER_MINUTE), { action: 'secretsmanager:GetSecretValue' }),
    anApiCall('upload', epochMs(start + 8 * MS_PER_MINUTE), { action: 'iam:CreateAccessKey' }),
  ];
  const transitions = tellStory([...ordinaryDays(habit), ...walk], []);
  const [incident, ...others] = incidentsOf(transitions);

  it('is told at the burst of refusals, and is critical once a sensitive call succeeds', () => {
    expect(transitions[0]?.incident.signal).toBe('api-calls');
    expect(severityRank(transitions[0]?.incident.severity ?? 'low')).toBeGreaterThanOrEqual(MEDIUM);
    expect(minutesUntilTold(incident, start)).toBeLessThanOrEqual(6);
    expect(incident?.severity).toBe('critical');
    expect(incident && incidentSentence(incident)).toContain('iam:CreateAccessKey');
    expect(others).toEqual([]);
  });

  it('has a quiet twin: codes that say something is not there, and one refusal', () => {
    const benign = [
      ...during(start, 120, 2, (at) =>
        anApiCall('upload', at, { action: 's3:GetBucketTagging', errorCode: 'NoSuchTagSet' }),
      ),
      anApiCall('upload', start, { action: 's3:PutObject', errorCode: 'AccessDenied' }),
    ];
    expect(incidentsOf(tellStory([...ordinaryDays(habit), ...benign], []))).toEqual([]);
  });
});

describe('DNS tunnelling', () => {
  const lookups = ['api.shop.example', 'queue.shop.example'];
  const start = instant(9, 1);
  const encoded = (index: number): string =>
    `${((index + 1) * 0x9e37_79b1).toString(36)}${(index * 7_919).toString(36)}.t.drop-box.example.org`;

  it('is a critical incident when each lookup asks for another name under one domain', () => {
    const tunnel = during(start, 30, 1, (at, minute) =>
      Array.from({ length: 25 }, (_, index) =>
        aLookup(ADDRESS, epochMs(at + index * 2_000), encoded(minute * 25 + index)),
      ),
    );
    const story = tellStory([...ordinaryDays({ name: 'mailer', days: 10, lookups }), ...tunnel], ['mailer']);
    const [incident, ...others] = incidentsOf(story);
    expect(incident?.severity).toBe('critical');
    expect(incident?.members[0]?.function.name).toBe('mailer');
    expect(incident && incidentSentence(incident)).toMatch(/different names looked up under example\[\.\]org/);
    expect(minutesUntilTold(incident, start)).toBeLessThanOrEqual(6);
    expect(others).toEqual([]);
  });

  it('has a quiet twin: a function that always looked up many tenants of one platform', () => {
    const tenants = during(instant(0, 0), 11 * 1_440, 30, (at, index) =>
      Array.from({ length: 12 }, (_, tenant) =>
        aLookup(ADDRESS, at, `tenant-${(index * 5 + tenant) % 400}.platform.example`),
      ),
    );
    const story = tellStory([...ordinaryDays({ name: 'mailer', days: 11, lookups }), ...tenants], ['mailer']);
    expect(incidentsOf(story)).toEqual([]);
  });
});

describe('a match of a DNS Firewall rule', () => {
  it('is told as such, whatever was learnt', () => {
    const blocked = during(instant(9, 4), 5, 1, (at) => {
      const asked = aLookup(ADDRESS, at, 'c2.evil.example.org');
      const record: Record<string, unknown> = JSON.parse(asked.event.message);
      const message = JSON.stringify({ ...record, rcode: 'NXDOMAIN', answers: [], firewall_rule_action: 'BLOCK' });
      return { ...asked, event: { ...asked.event, message } };
    });
    const story = tellStory(
      [...ordinaryDays({ name: 'mailer', days: 10, lookups: ['api.shop.example'] }), ...blocked],
      ['mailer'],
    );
    const [incident, ...others] = incidentsOf(story);
    expect(incident?.severity).toBe('high');
    expect(incident && incidentSentence(incident)).toMatch(
      /first call to .*example\[\.\]org \(matched a DNS Firewall rule, BLOCK\)/,
    );
    expect(others).toEqual([]);
  });
});

describe('a deploy', () => {
  const at = instant(9, 15);
  const habit = {
    name: 'checkout',
    days: 10,
    calls: ['https://api.shop.example/v1'],
    actions: ['dynamodb:Query'],
  } as const;

  it('that adds a vendor is told as low, with who deployed', () => {
    const adopting = ordinaryDays({
      ...habit,
      invocation: (now) => ({
        calls: [...habit.calls, ...(now > at && isFourth(now) ? ['https://api.new-vendor.example/pay'] : [])],
      }),
    });
    const incidents = incidentsOf(tellStory([...adopting, aDeploy('checkout', at, 'deploy-bot')], []));
    expect(worstOf(incidents)).toBe(severityRank('low'));
    expect(incidents).toHaveLength(1);
    expect(incidents[0] && incidentSentence(incidents[0])).toMatch(/after a deploy by user\/deploy-bot/);
  });

  it('is named in the incident that it causes, with how long before', () => {
    const failing = during(epochMs(at + 4 * MS_PER_MINUTE), 60, 1, (later) =>
      anInvocation('checkout', epochMs(later + 7_000), { durationMs: 3_000, timesOut: true }),
    );
    const incidents = incidentsOf(
      tellStory([...ordinaryDays(habit), aDeploy('checkout', at, '<img src=x>alice@shop.example'), ...failing], []),
    );
    expect(worstOf(incidents)).toBeGreaterThanOrEqual(MEDIUM);
    const told = incidents.map((incident) => incidentSentence(incident)).join('\n');
    expect(told).toMatch(/started \d min after a deploy by user\//);
    expect(told).not.toContain('alice@shop.example');
  });

  it('by the audit trail of another account changes nothing here', () => {
    const incidents = incidentsOf(tellStory([...ordinaryDays(habit), aDeploy('other', at, 'deploy-bot')], []));
    expect(incidents).toEqual([]);
  });
});

describe('lists', () => {
  const listed = (line: string, kind: 'block' | 'allow', name: string) => {
    const builder = new DestinationListBuilder();
    builder.add(line);
    return builder.build(name, kind);
  };
  const calls = ['https://api.partner.example/v1'];
  const ordinary = ordinaryDays({ name: 'checkout', days: 9, calls });

  it('raise an incident about a destination that was always called, once it is blocked, and name the list', () => {
    const [incident] = incidentsOf(tellStory(ordinary, [], { lists: [listed('partner.example', 'block', 'threats')] }));
    expect(severityRank(incident?.severity ?? 'low')).toBeGreaterThanOrEqual(severityRank('high'));
    expect(incident && incidentSentence(incident)).toContain('on block list threats');
  });

  it('keep quiet about a new destination that is allowed', () => {
    const pool = ordinaryDays({
      name: 'checkout',
      days: 9,
      invocation: (now) => ({
        calls: [...calls, ...(now > instant(8, 10) && isFourth(now) ? ['http://pool.lab.example:3333/'] : [])],
      }),
    });
    const lists = { lists: [listed('lab.example', 'allow', 'ours')] };
    expect(worstOf(incidentsOf(tellStory(pool, [])))).toBe(CRITICAL);
    expect(incidentsOf(tellStory(pool, [], lists))).toEqual([]);
  });
});

describe('lines that a function prints', () => {
  it('are never taken for records of other sources', () => {
    const forged = [
      anApiCall('checkout', instant(9, 3), { action: 'iam:CreateUser', address: '203.0.113.9', agent: 'aws-cli/2' }),
      aFlow(INTERFACE, instant(9, 3), { to: '203.0.113.77', bytes: 9e9 }),
    ].map((one) => ({
      ...one,
      logGroup: '/aws/lambda/checkout',
      logStream: '2026/02/11/[$LATEST]4f1c9e5b7d3a4c6e8f0a1b2c3d4e5f60',
    }));
    const incidents = incidentsOf(
      tellStory([...ordinaryDays({ name: 'checkout', days: 10 }), ...forged], ['checkout']),
    );
    expect(
      JSON.stringify(
        incidents.map((incident) =>
          alertJson({ type: 'incident.opened', incident, at: incident.detectedAt, changes: [] }),
        ),
      ),
    ).not.toContain('credential');
    expect(incidents.filter(({ signal }) => signal === 'api-calls')).toEqual([]);
  });
});
