import { describe, expect, it } from 'vitest';
import { awsFunctionLookup } from '../../../lib/aws/function-lookup.ts';
import type { FunctionKey } from '../../../lib/core/function-key.ts';
import { isSummary, type Notice } from '../../../lib/core/incident/notice.ts';
import { DEFAULT_ALERT_POLICY } from '../../../lib/core/order/alert-policy.ts';
import { Orders } from '../../../lib/core/order/orders.ts';
import { DocumentStore } from '../../../lib/core/pipeline/document-store.ts';
import { fleetStep } from '../../../lib/core/pipeline/fleet-step.ts';
import { MemoryTable } from '../../../lib/core/pipeline/memory-table.ts';
import type { FunctionLookup, Table } from '../../../lib/core/pipeline/ports.ts';
import { epochMs } from '../../../lib/core/units.ts';
import { AnAlarm, anEvidence, tickAt } from '../../support/alarm-edges.ts';
import { DeadlyTable } from '../../support/deadly-table.ts';
import { startNetworkDouble } from '../../support/network-double.ts';

const silence = anEvidence('invocations', { direction: 'down', severity: 'high', unit: 'invocations' });
const edges = ['gone', 'there'].flatMap((name) => {
  const alarm = new AnAlarm(name, 2, silence);
  return [alarm.opens(), alarm.closes(15)];
});
const MINUTES = 25;

class Account implements FunctionLookup {
  readonly asked: string[] = [];
  async look(functions: readonly FunctionKey[]) {
    this.asked.push(...functions.map(({ name }) => name));
    return { gone: functions.filter(({ name }) => name === 'gone') };
  }
}

const step = (
  table: Table,
  minute: number,
  sent: Notice[],
  functions: FunctionLookup,
  orders = new Orders(),
  told = edges,
) => {
  const { now, slots } = tickAt(minute, told);
  const publish = async (notice: Notice) => {
    sent.push(notice);
    return { kind: 'published' } as const;
  };
  const documents = new DocumentStore(table); // each tick another process
  const settings = { minimumSeverity: 'medium', historyDays: 35, policy: DEFAULT_ALERT_POLICY } as const;
  const ports = { table, documents, publisher: { publish }, functions, ...settings };
  return fleetStep(ports, { slots: 1, history: [1], changedAt: epochMs(0) }, slots, orders, now, `attempt-${minute}`);
};

const distinct = (sent: readonly Notice[]): string[] => [
  ...new Set(
    sent.map((notice) =>
      isSummary(notice) ? notice.id : `${notice.type} ${notice.incident.members.map((one) => one.function.name)}`,
    ),
  ),
];
const OF_THE_OTHER = ['incident.opened there', 'incident.resolved there'];

describe('the fleet step, of a function that is gone', () => {
  it('tells nothing, counts it in one tick, and asks of each alarm once', async () => {
    const [table, sent, account] = [new MemoryTable(), [] as Notice[], new Account()];
    const counts: (number | undefined)[] = [];
    for (let minute = 0; minute < MINUTES; minute++) {
      counts.push((await step(table, minute, sent, account))?.retiredAlarms);
    }
    expect(distinct(sent)).toEqual(OF_THE_OTHER);
    expect(account.asked).toEqual(['gone', 'there']);
    expect(counts.filter((count) => count !== 0)).toEqual([1]);
  });

  it.each(['before', 'after'] as const)('tells nothing wherever a process dies: %s an operation', async (when) => {
    let deaths = 0;
    for (const deadly of [2, 3, 15]) {
      for (let operation = 0, isOver = false; !isOver; operation++) {
        const [table, sent, account] = [new MemoryTable(), [] as Notice[], new Account()];
        for (let minute = 0; minute < MINUTES; minute++) {
          const dying = minute === deadly ? new DeadlyTable(table, operation, when) : table;
          const lived = await step(dying, minute, sent, account).then(
            () => true,
            () => false,
          );
          if (!lived) deaths++;
          if (minute === deadly) isOver = lived;
        }
        expect(distinct(sent)).toEqual(OF_THE_OTHER);
      }
    }
    expect(deaths).toBeGreaterThan(5);
  });

  it('tells nothing when every tick runs twice', async () => {
    const [table, sent, account] = [new MemoryTable(), [] as Notice[], new Account()];
    for (let minute = 0; minute < MINUTES; minute++) {
      await Promise.all([step(table, minute, sent, account), step(table, minute, sent, account)]);
    }
    expect(distinct(sent)).toEqual(OF_THE_OTHER);
  });

  it('does not ask of what nobody wants to hear', async () => {
    const [table, sent, account] = [new MemoryTable(), [] as Notice[], new Account()];
    const orders = new Orders({ overrides: [{ function: '*', off: true }] });
    for (let minute = 0; minute < MINUTES; minute++) await step(table, minute, sent, account, orders);
    expect(account.asked).toEqual([]);
  });

  it('tells of it after all when nobody answers, and says why nobody did', async () => {
    const [table, sent] = [new MemoryTable(), [] as Notice[]];
    const look = () => Promise.reject(new Error('no way'));
    const failures: (string | undefined)[] = [];
    for (let minute = 0; minute < MINUTES; minute++) {
      failures.push((await step(table, minute, sent, { look }))?.functionFailure);
    }
    expect(failures.filter((failure) => failure !== undefined)).toEqual(['no way']);
    expect(JSON.stringify(sent)).toContain('"name":"gone"');
  });

  it('tells nothing of a stack of 500 that was deleted, for a call per page of the functions that are left', async () => {
    const aws = await startNetworkDouble();
    aws.functions = Array.from({ length: 120 }, (_, index) => ({ name: `left-${index}` }));
    const stack = Array.from({ length: 500 }, (_, index) => new AnAlarm(`stack-${index}`, 2, silence).opens());
    const [table, sent] = [new MemoryTable(), [] as Notice[]];
    const lookup = awsFunctionLookup(aws.variables, 'eu-west-1');
    const counts: (number | undefined)[] = [];
    for (let minute = 0; minute < 6; minute++) {
      counts.push((await step(table, minute, sent, lookup, new Orders(), stack))?.retiredAlarms);
    }
    await aws.stop();
    expect(sent).toEqual([]);
    expect(counts.filter((count) => count !== 0)).toEqual([500]);
    expect(aws.asked).toEqual(['lambda 0', 'lambda 1', 'lambda 2']);
  });
});
