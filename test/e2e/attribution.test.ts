import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { incidentSentence } from '../../lib/core/alert/incident-sentence.ts';
import { foldBatch } from '../../lib/core/fold/fold-batch.ts';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { emptyTally } from '../../lib/core/fold/tally.ts';
import type { FunctionKey } from '../../lib/core/function-key.ts';
import type { Incident } from '../../lib/core/incident/incident.ts';
import { backfill } from '../../lib/core/pipeline/backfill.ts';
import { makeEvaluate } from '../../lib/core/pipeline/evaluate.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { growLayout, readLayout } from '../../lib/core/pipeline/layout-row.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import type { NetworkAnswer } from '../../lib/core/pipeline/ports.ts';
import { tickOf } from '../../lib/core/pipeline/settle.ts';
import { addMinutes, epochMs, type Minute, MS_PER_MINUTE, minuteOf, startOf } from '../../lib/core/units.ts';
import { SUBSCRIPTION_FILTER } from '../support/log-payload.ts';
import { aFlow, anApiCall, PLACE, type SourceLine } from '../support/source-lines.ts';
import { ADDRESS, during, INTERFACE, incidentsOf, instant, ordinaryDays, tellStory } from '../support/source-story.ts';

const { account, region, vpcId } = PLACE;
const keyOf = (name: string): FunctionKey => ({ account, region, name });
const SALT = 3;
/** Learning ends and deployment begins. */
const FIRST = minuteOf(instant(9, 0));
const TROUBLE = instant(9, 0, 25);
const MINUTES = 90;
const RECORDS_ARRIVE_LATE_MS = 6 * MS_PER_MINUTE;

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

const settings = { salt: SALT, slots: 1, learningMinutes: 0, historyDays: 35, minimumSeverity: 'low' } as const;
const metrics = { emit: () => {} };

function* cellsOf(lines: readonly SourceLine[]) {
  const table = new SummaryTable(SALT);
  for (const { logGroup, logStream, event } of lines) {
    const batch = { owner: account, logGroup, logStream, subscriptionFilters: [], events: [event] };
    foldBatch(batch, table, emptyTally(), { region });
  }
  yield* [...table].sort((a, b) => a.minute - b.minute);
}

/** As CloudWatch Logs delivers it: a function's lines after seconds, what AWS records after minutes. */
const arrivalOf = ({ logGroup, event }: SourceLine): number =>
  event.timestamp + (logGroup.startsWith('/aws/lambda/') ? 5_000 : RECORDS_ARRIVE_LATE_MS);

const deliveryOf = ({ logGroup, logStream, event }: SourceLine): object => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: account,
        logGroup,
        logStream,
        subscriptionFilters: [SUBSCRIPTION_FILTER],
        logEvents: [event],
      }),
      { level: 1 },
    ).toString('base64'),
  },
});

interface Course {
  readonly answers: (now: number) => NetworkAnswer;
  readonly isCheckpoint?: (window: Minute) => boolean;
  readonly growsAt?: readonly number[];
  /** Ticks that run twice. */
  readonly isRepeated?: (window: Minute) => boolean;
}

const answerOf = (...functions: readonly string[]): NetworkAnswer => ({
  kind: 'found',
  snapshot: {
    interfaces: [
      { interfaceId: INTERFACE, vpcId, subnetId: 'subnet-1', securityGroupIds: ['sg-1'], addresses: [ADDRESS] },
    ],
    functions: functions.map((name) => ({ key: keyOf(name), subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] })),
  },
});

/** What the deployed system sends, and when it asked for the network. */
const deployed = async ({ answers, isCheckpoint, growsAt = [], isRepeated = () => false }: Course) => {
  const table = new MemoryTable();
  const learnt = LINES.filter(({ event }) => minuteOf(event.timestamp) < FIRST);
  await backfill({ table, settings, attempt: 'backfill' }, cellsOf(learnt), addMinutes(FIRST, -1));
  let now = startOf(FIRST);
  let attempts = 0;
  const sent: Incident[] = [];
  const asked: number[] = [];
  const ingest = makeIngest({
    table,
    metrics,
    clock: () => now,
    settings: { region, salt: SALT, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER, ownLogGroups: [] },
  });
  const evaluate = makeEvaluate({
    table,
    publisher: {
      publish: async ({ incident }) => {
        sent.push(incident);
        return { kind: 'published' };
      },
    },
    metrics,
    clock: () => now,
    settings: { ...settings, ...(isCheckpoint && { isCheckpoint }) },
    networkLookup: {
      look: async () => {
        asked.push(now);
        return answers(now);
      },
    },
  });
  const waiting = LINES.filter(({ event }) => minuteOf(event.timestamp) >= FIRST)
    .map((line) => ({ at: epochMs(arrivalOf(line)), line }))
    .sort((a, b) => a.at - b.at);
  for (let window = FIRST; window < FIRST + MINUTES; window = addMinutes(window, 1)) {
    const layout = await readLayout(table);
    if (growsAt.includes(window - FIRST) && layout) await growLayout(table, layout, layout.slots * 2);
    const tick = startOf(tickOf(window));
    for (let next = waiting[0]; next !== undefined && next.at < tick; next = waiting[0]) {
      waiting.shift();
      now = next.at;
      const read = readIngestEvent(deliveryOf(next.line));
      if (!read.ok) throw new Error(read.problem.code);
      await ingest(read.value, `ingest-${++attempts}`);
    }
    now = tick;
    await evaluate({ now, attempt: `tick-${++attempts}` });
    if (isRepeated(window)) await evaluate({ now, attempt: `tick-${++attempts}` });
  }
  return { sent, asked, incidents: [...new Map(sent.map((incident) => [incident.id, incident])).values()] };
};

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
