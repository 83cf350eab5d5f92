import { describe, expect, it } from 'vitest';
import { incidentSentence } from '../../lib/core/alert/incident-sentence.ts';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import type { NetworkAnswer } from '../../lib/core/pipeline/ports.ts';
import { epochMs, type Minute, MS_PER_MINUTE, minuteOf } from '../../lib/core/units.ts';
import { type Course, tellDeployed } from '../support/deployed-story.ts';
import { aFlow, anApiCall, PLACE, type SourceLine } from '../support/source-lines.ts';
import { ADDRESS, during, INTERFACE, incidentsOf, instant, ordinaryDays, tellStory } from '../support/source-story.ts';

const { account, region, vpcId } = PLACE;
const keyOf = (name: string): FunctionKey => ({ account, region, name });
/** Learning ends and deployment begins. */
const FIRST = minuteOf(instant(9, 0));
const TROUBLE = instant(9, 0, 25);
const MINUTES = 90;

const habit = { name: 'reports', days: 10, calls: ['https://api.shop.example/v1'], flowBytes: 400_000 };
/** Sessions as they were recorded before CloudTrail said whose credentials they are: whose they are must be found out. */
const ownCalls = during(instant(0, 0), 10 * 1_440, 15, (at) =>
  anApiCall('reports', epochMs(at + 3_000), { action: 's3:GetObject', isInScope: false }),
);
const stolen = during(TROUBLE, 8, 1, (at) =>
  anApiCall('reports', at, {
    action: 's3:ListBuckets',
    address: '203.0.113.9',
    agent: 'aws-cli/2.13',
    isInScope: false,
  }),
);
const sentAway = during(epochMs(TROUBLE + 2 * MS_PER_MINUTE), 15, 1, (at) =>
  aFlow(INTERFACE, at, { to: '203.0.113.77', port: 8443, bytes: 60_000_000 }),
);
const LINES: readonly SourceLine[] = [...ordinaryDays(habit), ...ownCalls, ...stolen, ...sentAway];

const answerOf = (...functions: readonly string[]): NetworkAnswer => ({
  kind: 'found',
  snapshot: {
    interfaces: [
      { interfaceId: INTERFACE, vpcId, subnetId: 'subnet-1', securityGroupIds: ['sg-1'], addresses: [ADDRESS] },
    ],
    functions: functions.map((name) => ({ key: keyOf(name), subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] })),
  },
});

const deployed = (course: Partial<Course>) => tellDeployed({ lines: LINES, from: FIRST, minutes: MINUTES, ...course });

const tellOf = (incidents: readonly Incident[]) =>
  incidents.map((incident) => ({
    severity: incident.severity,
    functions: [...new Set(incident.members.map((member) => member.function.name))],
    signals: [...new Set(incident.members.map(({ signal }) => signal))].sort(),
    sentence: incidentSentence(incident),
  }));

describe('deployed evaluation', { timeout: 120_000 }, () => {
  it('tells of interfaces and role sessions as of their function, as replay does', async () => {
    const { incidents } = await deployed({ answers: () => answerOf('reports') });
    const replayed = incidentsOf(tellStory(LINES, ['reports']));
    expect(tellOf(incidents)).toEqual(tellOf(replayed));
    expect(incidents).toHaveLength(1);
    expect(tellOf(incidents)[0]).toMatchObject({
      severity: 'critical',
      functions: ['reports'],
      signals: ['api-calls', 'outbound'],
    });
    const notes = incidents[0]?.members.flatMap(({ evidence }) => evidence.facts).filter(({ kind }) => kind === 'note');
    expect(notes).toContainEqual({
      kind: 'note',
      text: `recorded for network interface ${INTERFACE}, which is used by this function only`,
    });
  });

  it('says the same whenever checkpoints are made, ticks run twice or the fleet is shared out anew', async () => {
    const answers = () => answerOf('reports');
    const { sent } = await deployed({ answers });
    const transitions = sent.map(({ id, sequence, status, severity }) => ({ id, sequence, status, severity }));
    for (const course of [
      { answers, isCheckpoint: () => true, isRepeated: (window: Minute) => window % 3 === 0 },
      { answers, isCheckpoint: () => false, growsAt: [20, 34] },
      { answers, growsAt: [30, 40, 60] },
    ]) {
      const other = await deployed(course);
      expect(other.sent.map(({ id, sequence, status, severity }) => ({ id, sequence, status, severity }))).toEqual(
        transitions,
      );
    }
  });

  it('names the group where several functions share the interface', async () => {
    const { incidents } = await deployed({ answers: () => answerOf('reports', 'billing') });
    const names = incidents.flatMap(({ members }) => members.map((member) => member.function.name));
    expect(names).toContain('network-group:billing,reports');
    expect(names).toContain('reports'); // the stolen session is one function's, whoever shares the interface
  });

  it('asks AWS only when there is an alarm of the network, and then once', async () => {
    const { asked } = await deployed({ answers: () => answerOf('reports') });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThan(TROUBLE);
  });

  it('tells of the interface when AWS does not answer, asks again only after minutes, and keeps what it told', async () => {
    const failure: NetworkAnswer = { kind: 'failed', reason: 'throttled' };
    let attempts = 0;
    const { incidents, asked } = await deployed({
      answers: () => {
        attempts++;
        return attempts === 1 ? failure : answerOf('reports');
      },
    });
    const ofNetwork = incidents.filter(({ members }) => members.some(({ signal }) => signal === 'outbound'));
    expect(ofNetwork.map(({ members }) => members[0]?.function.name)).toEqual([`interface:${INTERFACE}`]);
    expect(JSON.stringify(ofNetwork)).toContain(`no function is known for network interface ${INTERFACE}`);
    expect(asked.every((at, index) => index === 0 || at - (asked[index - 1] ?? 0) >= 5 * MS_PER_MINUTE)).toBe(true);
  });
});
