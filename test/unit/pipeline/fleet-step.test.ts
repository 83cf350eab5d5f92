import { describe, expect, it } from 'vitest';
import type { AlarmEdge } from '../../../lib/core/detect/alarm-edge.ts';
import { isSummary, type Notice } from '../../../lib/core/incident/notice.ts';
import { type AlertPolicy, DEFAULT_ALERT_POLICY } from '../../../lib/core/order/alert-policy.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import { DocumentStore } from '../../../lib/core/pipeline/document-store.ts';
import { fleetStep } from '../../../lib/core/pipeline/fleet-step.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import type { Table } from '../../../lib/core/pipeline/ports.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { AnAlarm, anEvidence, tickAt } from '../../support/alarm-edges.ts';
import { DeadlyTable } from '../../support/deadly-table.ts';

const alarms = [
  new AnAlarm('checkout', 0, anEvidence('errors', { severity: 'high' })),
  new AnAlarm('search', 3, anEvidence('duration', { severity: 'medium', unit: 'ms' })),
];
const edges: AlarmEdge[] = alarms.flatMap((alarm) => [alarm.opens(), alarm.closes(20)]);
const MINUTES = 30;

const step = async (
  table: Table,
  minute: number,
  sent: Notice[],
  policy: Partial<AlertPolicy> = {},
  orders = new Orders(),
) => {
  const { now, slots } = tickAt(minute, edges);
  const ports = {
    table,
    documents: new DocumentStore(table), // each tick another process
    publisher: {
      publish: async (notice: Notice) => {
        sent.push(notice);
        return { kind: 'published' } as const;
      },
    },
    minimumSeverity: 'medium',
    historyDays: 35,
    policy: { ...DEFAULT_ALERT_POLICY, ...policy },
  } as const;
  await fleetStep(ports, { slots: 1, history: [1], changedAt: epochMs(0) }, slots, orders, now, `attempt-${minute}`);
};

/** By name, as a consumer that drops what it saw before. */
const distinct = (sent: readonly Notice[]): string[] => [
  ...new Set(
    sent.map((notice) =>
      isSummary(notice)
        ? notice.id
        : `${notice.type} ${notice.incident.members[0]?.function.name} ${notice.incident.sequence}`,
    ),
  ),
];

describe('the fleet step', () => {
  it.each(['before', 'after'] as const)(
    'tells each opening and each end exactly once, wherever a process dies: %s an operation',
    async (when) => {
      let deaths = 0;
      for (const deadly of [0, 3, 20]) {
        for (let operation = 0; ; operation++) {
          const table = new MemoryTable();
          const sent: Notice[] = [];
          let isOver = false;
          for (let minute = 0; minute < MINUTES; minute++) {
            if (minute !== deadly) {
              await step(table, minute, sent);
              continue;
            }
            const dying = new DeadlyTable(table, operation, when);
            const outcome = await step(dying, minute, sent).then(
              () => 'lived',
              () => 'died',
            );
            isOver = outcome === 'lived';
            if (!isOver) deaths++;
          }
          expect(distinct(sent).toSorted()).toEqual([
            'incident.opened checkout 1',
            'incident.opened search 1',
            'incident.resolved checkout 2',
            'incident.resolved search 2',
          ]);
          if (isOver) break;
        }
      }
      expect(deaths).toBeGreaterThan(15);
    },
  );

  it('tells nothing twice when every tick runs twice', async () => {
    const table = new MemoryTable();
    const sent: Notice[] = [];
    for (let minute = 0; minute < MINUTES; minute++) {
      await Promise.all([step(table, minute, sent), step(table, minute, sent)]);
    }
    expect(sent).toHaveLength(4);
  });

  it('takes in no new alarm of a signal that is off, and gives those that were ordered their severity', async () => {
    const table = new MemoryTable();
    const sent: Notice[] = [];
    const orders = new Orders({
      overrides: [
        { function: 'search', off: true },
        { function: 'checkout', severity: 'critical' },
      ],
    });
    for (let minute = 0; minute < MINUTES; minute++) await step(table, minute, sent, {}, orders);
    expect(distinct(sent)).toEqual(['incident.opened checkout 1', 'incident.resolved checkout 2']);
    const [first] = sent;
    expect(first !== undefined && !isSummary(first) && first.incident.severity).toBe('critical');
  });

  it('goes on with an incident to its end when its signal is turned off', async () => {
    const table = new MemoryTable();
    const sent: Notice[] = [];
    const off = new Orders({ overrides: [{ function: '*', off: true }] });
    for (let minute = 0; minute < MINUTES; minute++)
      await step(table, minute, sent, {}, minute < 5 ? new Orders() : off);
    expect(distinct(sent)).toHaveLength(4);
  });

  it('reminds of what is still open, then less often', async () => {
    const table = new MemoryTable();
    const sent: Notice[] = [];
    const reminders = { afterMinutes: 5, everyMinutes: 8 };
    for (let minute = 0; minute < 20; minute++) await step(table, minute, sent, { reminders });
    const ofCheckout = sent.flatMap((notice) =>
      !isSummary(notice) && notice.incident.members[0]?.function.name === 'checkout' ? [notice] : [],
    );
    expect(ofCheckout.map(({ type, changes }) => [type, ...changes])).toEqual([
      ['incident.opened'],
      ['incident.updated', { kind: 'still-open', forMinutes: expect.any(Number) }],
      ['incident.updated', { kind: 'still-open', forMinutes: expect.any(Number) }],
    ]);
    const [opened, first, second] = ofCheckout.map(({ at }) => at / 60_000);
    expect([(first ?? 0) - (opened ?? 0), (second ?? 0) - (first ?? 0)]).toEqual([5, 8]);
  });

  it('goes on from a document that knew no notices yet', async () => {
    const table = new MemoryTable();
    const documents = new DocumentStore(table);
    const sent: Notice[] = [];
    await step(table, 0, sent);
    const stored = await documents.read('ledger');
    const { notices: _, ...old } = JSON.parse(new TextDecoder().decode(stored?.bytes));
    await documents.write(
      'ledger',
      stored?.version ?? 0,
      new TextEncoder().encode(JSON.stringify(old)),
      'x',
      tickAt(0, []).now,
    );
    for (let minute = 1; minute < MINUTES; minute++) await step(table, minute, sent);
    expect(distinct(sent)).toContain('incident.opened search 1');
  });
});
