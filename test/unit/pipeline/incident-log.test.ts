import { describe, expect, it } from 'vitest';
import { DEFAULT_ALERT_POLICY } from '../../../lib/core/order/alert-policy.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import { DocumentStore } from '../../../lib/core/pipeline/document-store.ts';
import { fleetStep } from '../../../lib/core/pipeline/fleet-step.ts';
import { loggedIncident, logIncidents, readIncidents } from '../../../lib/core/pipeline/incident-log.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import { MAX_ROW_BYTES, type Table, TableProblem } from '../../../lib/core/pipeline/ports.ts';
import { INCIDENTS_PARTITION } from '../../../lib/core/pipeline/table-keys.ts';
import { addMinutes, epochMs, MINUTES_PER_DAY, startOf } from '../../../lib/core/units.ts';
import { AnAlarm, anEvidence, at, tickAt } from '../../support/alarm-edges.ts';
import { aMember, anIncident, EVIDENCE_STORIES } from '../../support/alert-stories.ts';

const LIFE_MS = 35 * 86_400_000;
const checkout = { account: '123456789012', region: 'eu-west-1', name: 'checkout' };
const incident = anIncident([aMember(checkout, EVIDENCE_STORIES['errors-up'])]);
const { startedAt } = incident;
const hour = (count: number) => epochMs(startedAt + count * 3_600_000);

const stored = async (table: Table, from = hour(-1), until = hour(1)) => {
  const found = await readIncidents(table, from, until);
  return found.map(({ id, status, sequence }) => ({ id, status, sequence }));
};

describe('the incident log', () => {
  it('gives back what reaches into the range, in order of its beginning', async () => {
    const table = new MemoryTable();
    const ended = { ...incident, id: 'ended', endedAt: hour(2) };
    const later = { ...incident, id: 'later', startedAt: hour(3) };
    await logIncidents(table, [later, ended, { ...incident, id: 'open' }], LIFE_MS);
    const ids = async (from: number, until: number) =>
      (await readIncidents(table, hour(from), hour(until))).map(({ id }) => id);
    expect(await ids(-1, 1)).toEqual(['ended', 'open']);
    expect(await ids(2.5, 5)).toEqual(['open', 'later']);
    expect(await ids(-5, -1)).toEqual([]);
    expect((await readIncidents(table, hour(-1), hour(1)))[1]).toEqual({ ...incident, id: 'open' });
  });

  it('keeps the newest state of an incident, in whatever order the states come', async () => {
    const table = new MemoryTable();
    const resolved = { ...incident, status: 'resolved', sequence: 2, endedAt: hour(0.5) } as const;
    await logIncidents(table, [resolved], LIFE_MS);
    await logIncidents(table, [incident], LIFE_MS);
    expect(await stored(table)).toEqual([{ id: incident.id, status: 'resolved', sequence: 2 }]);
  });

  it('fits a storm into a row', async () => {
    const text = 'x'.repeat(200);
    const facts = Array.from(
      { length: 4 },
      () => ({ kind: 'error-kind', name: text, count: 1, usualPerDay: 0 }) as const,
    );
    const members = Array.from({ length: 256 }, (_, index) =>
      aMember({ ...checkout, name: `worker-${index}` }, anEvidence('errors', { facts })),
    );
    const storm = loggedIncident(anIncident(members, { functionCount: 4_000 }));
    expect(JSON.stringify(storm).length).toBeLessThan(MAX_ROW_BYTES / 2);
    expect(storm.functionCount).toBe(4_000);
  });
});

/** Refuses to write the log until told otherwise. */
const withBrokenLog = (table: Table): { readonly table: Table; repair(): void } => {
  let isBroken = true;
  return {
    repair: () => {
      isBroken = false;
    },
    table: {
      get: (partition, sort) => table.get(partition, sort),
      putAll: (rows) => table.putAll(rows),
      scan: (range) => table.scan(range),
      put: async (row, condition) => {
        if (isBroken && row.partition === INCIDENTS_PARTITION) throw new TableProblem('table.unavailable', 'a fault');
        return table.put(row, condition);
      },
    },
  };
};

describe('the fleet step', () => {
  const publisher = { publish: async () => ({ kind: 'published' }) as const };
  const step = (table: Table, storyMinute: number, edges: Parameters<typeof tickAt>[1]) => {
    const { now, slots } = tickAt(storyMinute, edges);
    const ports = { table, documents: new DocumentStore(table), publisher, minimumSeverity: 'critical' } as const;
    const layout = { slots: 1, history: [1], changedAt: epochMs(0) };
    const policy = DEFAULT_ALERT_POLICY;
    return fleetStep({ ...ports, policy, historyDays: 35 }, layout, slots, new Orders(), now, `attempt-${storyMinute}`);
  };
  const alarm = new AnAlarm('checkout', 3, anEvidence('errors', { severity: 'low' }));
  const day = { from: startOf(at(0)), until: startOf(addMinutes(at(0), MINUTES_PER_DAY)) };

  it('logs what it decides, too slight to be sent or not, and its end', async () => {
    const table = new MemoryTable();
    await step(table, 3, [alarm.opens()]);
    await step(table, 4, [alarm.opens()]);
    expect(await stored(table, day.from, day.until)).toMatchObject([{ status: 'open', sequence: 1 }]);
    await step(table, 30, [alarm.opens(), alarm.closes(28)]);
    expect(await stored(table, day.from, day.until)).toMatchObject([{ status: 'resolved', sequence: 2 }]);
  });

  it('logs it in the next tick where it died before it could', async () => {
    const memory = new MemoryTable();
    const { table, repair } = withBrokenLog(memory);
    await expect(step(table, 3, [alarm.opens()])).rejects.toThrow('a fault');
    await expect(step(table, 5, [alarm.opens()])).rejects.toThrow('a fault');
    expect(await stored(memory, day.from, day.until)).toEqual([]);
    repair();
    await step(table, 6, [alarm.opens()]);
    expect(await stored(memory, day.from, day.until)).toMatchObject([{ status: 'open', sequence: 1 }]);
  });
});
