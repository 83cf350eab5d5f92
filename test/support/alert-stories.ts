import type { Evidence } from '../../lib/core/detect/verdict.ts';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import { functionIdOf } from '../../lib/core/function-key.ts';
import type { Incident, IncidentMember, Transition } from '../../lib/core/incident/incident.ts';
import { addMinutes, epochMs, startOf } from '../../lib/core/units.ts';
import { aFunction, anEvidence, at } from './alarm-edges.ts';

const withoutBounds = { lower: null, upper: null };

/** Evidence of each signal and direction, as a detector would word it. */
export const EVIDENCE_STORIES = {
  'errors-up': anEvidence('errors', {
    score: 9.3,
    severity: 'high',
    facts: [
      { kind: 'error-kind', name: 'TimeoutError', count: 38, usualPerDay: 0.3 },
      { kind: 'error-kind', name: 'java.io.IOException', count: 4, usualPerDay: 0 },
    ],
  }),
  'errors-after-deploy': anEvidence('errors', {
    observed: 96,
    expected: { lower: 0, upper: 0.4 },
    score: 22,
    severity: 'critical',
    afterDeploy: true,
    facts: [
      { kind: 'deploy', from: '41', to: '42', minutesBefore: 4 },
      { kind: 'error-kind', name: 'Runtime.ImportModuleError', count: 96, usualPerDay: 0 },
    ],
  }),
  'invocations-up': anEvidence('invocations', {
    observed: 1_840,
    expected: { lower: 60, upper: 120.4 },
    unit: 'invocations/min',
    score: 4.1,
    severity: 'medium',
    facts: [{ kind: 'note', text: '15 times the usual count over 6 min' }],
  }),
  'invocations-down': anEvidence('invocations', {
    direction: 'down',
    observed: 12,
    expected: { lower: 79.6, upper: 140 },
    unit: 'invocations/min',
    score: 2.2,
  }),
  silence: anEvidence('invocations', {
    direction: 'down',
    observed: 0,
    expected: { lower: 0.1, upper: 1.4 },
    unit: 'invocations/min',
    score: 3.4,
    severity: 'high',
    comparedWith: 'same hours of the week',
    facts: [{ kind: 'silent-for', minutes: 34, usualGapMinutes: 3 }],
  }),
  'duration-up': anEvidence('duration', {
    observed: 1_312,
    expected: { lower: 180, upper: 640 },
    unit: 'ms',
    score: 3.1,
    severity: 'medium',
    afterDeploy: true,
    facts: [
      { kind: 'percentile', percentile: 95, beforeMs: 612, nowMs: 4_312 },
      { kind: 'deploy', from: '41', to: '42', minutesBefore: 12 },
    ],
  }),
  timeouts: anEvidence('timeouts', {
    observed: 6,
    expected: { lower: 0, upper: 0.2 },
    unit: 'timeouts/min',
    score: 5,
    severity: 'high',
  }),
  'cold-starts': anEvidence('cold-starts', {
    observed: 45,
    expected: { lower: 0, upper: 3.2 },
    unit: 'cold starts/min',
    score: 1.8,
  }),
  memory: anEvidence('memory', {
    observed: 498,
    expected: { lower: 210, upper: 300 },
    unit: 'MB',
    score: 1.6,
    facts: [{ kind: 'memory', usedMb: 498, sizeMb: 512 }],
  }),
  'outbound-new': anEvidence('outbound', {
    direction: 'new',
    observed: 3,
    expected: withoutBounds,
    unit: 'calls/min',
    score: 4,
    severity: 'critical',
    comparedWith: 'all destinations known',
    facts: [
      {
        kind: 'destination',
        name: 'pool.xmr.example:3333',
        calls: 3,
        risk: 4.5,
        reasons: ['mining port', 'mining word'],
      },
    ],
  }),
  'outbound-up': anEvidence('outbound', {
    observed: 4.8,
    expected: { lower: 0, upper: 2 },
    unit: 'calls/invocation',
    score: 2,
    facts: [{ kind: 'destination', name: 'api.partner.example', calls: 470, risk: 0, reasons: [] }],
  }),
  'new-error': anEvidence('new-error', {
    direction: 'new',
    observed: 5,
    expected: { lower: 0, upper: 0 },
    unit: 'errors/day',
    score: 1.2,
    severity: 'low',
    facts: [{ kind: 'error-kind', name: 'AccessDeniedException', count: 5, usualPerDay: 0 }],
  }),
  'api-calls-denied': anEvidence('api-calls', {
    observed: 41,
    expected: { lower: null, upper: 5 },
    unit: 'denied API calls/h',
    score: 8.2,
    severity: 'high',
    comparedWith: 'its own worst hours',
    facts: [
      { kind: 'api-error', action: 's3:ListBuckets', code: 'AccessDenied', count: 12 },
      { kind: 'api-error', action: 'ec2:DescribeInstances', code: 'Client.UnauthorizedOperation', count: 9 },
    ],
  }),
  'api-calls-new': anEvidence('api-calls', {
    direction: 'new',
    observed: 2,
    expected: { lower: null, upper: 0 },
    unit: 'new API actions',
    score: 3,
    severity: 'critical',
    comparedWith: 'API actions called before',
    facts: [
      { kind: 'api-call', name: 'iam:CreateAccessKey', calls: 1, denied: false, reason: 'changes who may do what' },
      { kind: 'api-call', name: 'sts:AssumeRole', calls: 4, denied: true, reason: 'takes on another identity' },
    ],
  }),
  'api-calls-stolen': anEvidence('api-calls', {
    direction: 'new',
    observed: 17,
    expected: { lower: null, upper: 0 },
    unit: 'uses of its credentials',
    score: 10,
    severity: 'critical',
    comparedWith: 'where its credentials were used before',
    facts: [
      {
        kind: 'credential-use',
        place: 'outside',
        address: '203.0.113.9',
        agent: 'aws-cli/2.13.0',
        uses: 17,
        sharesKey: true,
      },
      { kind: 'api-call', name: 's3:ListBuckets', calls: 3, denied: false, reason: '' },
    ],
  }),
  'api-calls-two-places': anEvidence('api-calls', {
    direction: 'new',
    observed: 3,
    expected: { lower: null, upper: 0 },
    unit: 'uses of its credentials',
    score: 10,
    severity: 'high',
    comparedWith: 'where its credentials were used before',
    facts: [
      {
        kind: 'credential-use',
        place: 'second',
        address: '198.51.100.7',
        agent: 'Boto3/1.40.4',
        uses: 3,
        sharesKey: true,
      },
    ],
  }),
  'outbound-bytes': anEvidence('outbound', {
    observed: 512_000_000,
    expected: { lower: 0, upper: 9_400_000 },
    unit: 'bytes/min',
    score: 6,
    severity: 'critical',
    comparedWith: 'bytes sent per minute in the past',
    facts: [{ kind: 'bytes', name: '198.51.100.20:8443', bytes: 498_000_000, isNew: true }],
  }),
  'outbound-tunnel': anEvidence('outbound', {
    observed: 640,
    expected: { lower: 0, upper: 1.2 },
    unit: 'names',
    score: 10.6,
    severity: 'critical',
    comparedWith: 'names under one domain a minute in the past',
    facts: [{ kind: 'lookups', domain: 'drop.example', names: 640, queries: 655 }],
  }),
  'errors-after-change': anEvidence('errors', {
    observed: 96,
    score: 22,
    severity: 'high',
    afterDeploy: true,
    facts: [
      { kind: 'error-kind', name: 'TypeError', count: 96, usualPerDay: 0 },
      {
        kind: 'change',
        action: 'UpdateFunctionCode20150331v2',
        by: 'role/deploy/alice@shop.example',
        minutesBefore: 4,
      },
    ],
  }),
} as const satisfies Record<string, Evidence>;

export const aMember = (key: FunctionKey, evidence: Evidence, open = true): IncidentMember => ({
  alarmId: `${functionIdOf(key)}|${evidence.signal}|${at(1)}`,
  function: key,
  signal: evidence.signal,
  evidence,
  open,
  openedAt: at(1),
  closedAt: open ? null : addMinutes(at(1), 45),
  closedBecause: open ? null : 'quiet',
});

export const anIncident = (members: readonly IncidentMember[], change: Partial<Incident> = {}): Incident => ({
  id: '03bripwh8z71om4o2kn04y',
  status: 'open',
  severity: members[0]?.evidence.severity ?? 'low',
  signal: members[0]?.signal ?? 'errors',
  members,
  functionCount: new Set(members.map((member) => functionIdOf(member.function))).size,
  startedAt: startOf(at(0)),
  detectedAt: startOf(at(4)),
  endedAt: null,
  sequence: 1,
  ...change,
});

const at4 = startOf(at(4));
const checkout = aFunction('checkout');

export const opened = (members: readonly IncidentMember[], change: Partial<Incident> = {}): Transition => ({
  type: 'incident.opened',
  incident: anIncident(members, change),
  at: at4,
  changes: [],
});

const resolved = (evidence: Evidence, change: Partial<Incident>): Transition => ({
  type: 'incident.resolved',
  incident: anIncident([aMember(checkout, evidence, false)], {
    status: 'resolved',
    endedAt: startOf(at(47)),
    sequence: 2,
    ...change,
  }),
  at: startOf(at(48)),
  changes: [],
});

const fleet = ['checkout', 'cart', 'payment', 'invoice'].map((name) =>
  aMember(aFunction(name), EVIDENCE_STORIES['errors-up']),
);

/** Every kind of transition, by name. */
export const TRANSITION_STORIES: Readonly<Record<string, Transition>> = {
  ...Object.fromEntries(
    Object.entries(EVIDENCE_STORIES).map(([name, evidence]) => [
      `opened-${name}`,
      opened([aMember(checkout, evidence)]),
    ]),
  ),
  'opened-two-signals': opened([
    aMember(checkout, EVIDENCE_STORIES['errors-up']),
    aMember(checkout, EVIDENCE_STORIES['duration-up']),
  ]),
  'opened-fleet': opened(fleet, { sharedCause: { kind: 'error-kind', name: 'TimeoutError' }, severity: 'high' }),
  'opened-storm': opened(
    Array.from({ length: 40 }, (_, index) =>
      aMember(
        aFunction(`worker-${index}`, '123456789012', index % 2 === 0 ? 'eu-west-1' : 'us-east-1'),
        EVIDENCE_STORIES.silence,
      ),
    ),
    { functionCount: 4_812, sharedCause: { kind: 'account', name: '123456789012' }, severity: 'high' },
  ),
  'updated-severity': {
    type: 'incident.updated',
    incident: anIncident([aMember(checkout, EVIDENCE_STORIES['errors-after-deploy'])], { sequence: 2 }),
    at: startOf(at(9)),
    changes: [{ kind: 'severity', from: 'medium', to: 'critical' }],
  },
  'updated-functions': {
    type: 'incident.updated',
    incident: anIncident(fleet, { sequence: 3, sharedCause: { kind: 'error-kind', name: 'TimeoutError' } }),
    at: startOf(at(9)),
    changes: [
      { kind: 'functions', from: 1, to: 4 },
      { kind: 'signals', joined: ['timeouts', 'cold-starts'] },
    ],
  },
  'updated-reopened': {
    type: 'incident.updated',
    incident: anIncident([aMember(checkout, EVIDENCE_STORIES.silence)], { sequence: 3 }),
    at: startOf(at(80)),
    changes: [{ kind: 'reopened' }],
  },
  'resolved-quiet': resolved(EVIDENCE_STORIES['errors-up'], { resolvedBecause: 'quiet' }),
  'resolved-accepted': resolved(EVIDENCE_STORIES['duration-up'], {
    resolvedBecause: 'accepted',
    endedAt: epochMs(startOf(at(0)) + 24 * 3_600_000),
  }),
  'resolved-withdrawn': resolved(EVIDENCE_STORIES.silence, { resolvedBecause: 'withdrawn', endedAt: startOf(at(6)) }),
  'resolved-merged': resolved(EVIDENCE_STORIES['errors-up'], {
    resolvedBecause: 'merged',
    mergedInto: '0g9c1zk2m3x4v5b6n7m8q9',
    endedAt: startOf(at(9)),
  }),
};
