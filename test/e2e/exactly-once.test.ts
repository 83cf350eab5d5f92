import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import type { Table } from '../../lib/core/pipeline/ports.ts';
import { epochMs } from '../../lib/core/units.ts';
import { cargo, DeliverySimulation, START, step, turns } from '../support/delivery-simulation.ts';
import { type LocalDynamo, startDynalite } from '../support/dynalite.ts';
import { SUBSCRIPTION_FILTER } from '../support/log-payload.ts';
import { cellsOf, evaluatedTotals, historyInvocations, storedWindows, totalsOf } from '../support/stored-counts.ts';

const SALT = 7;
const SCHEDULES = Number(process.env['NIGHTJAR_SCHEDULES'] ?? 200);
const DAYS_MS = 5 * 86_400_000;

const ingestSettings = (slots: number) => ({
  region: 'eu-west-1',
  salt: SALT,
  slots,
  subscriptionFilter: SUBSCRIPTION_FILTER,
  ownLogGroups: ['/nightjar/'],
});

const evaluateSettings = (slots: number) =>
  ({ salt: SALT, slots, learningMinutes: 0, historyDays: 35, minimumSeverity: 'low' }) as const;

const scheduleOf = (size: 'small' | 'max') =>
  fc.record({
    goods: cargo,
    steps: fc.array(step, { minLength: 1, maxLength: 60, size }),
    slots: fc.constantFrom(1, 1, 2, 4),
    isDispatched: fc.boolean(),
    waits: fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }),
  });

const eachEventCountsOnce = (emptyTable: () => Promise<Table>, size: 'small' | 'max') =>
  fc.asyncProperty(scheduleOf(size), async ({ goods, steps, slots, isDispatched, waits }) => {
    const table = await emptyTable();
    const settings = [ingestSettings(slots), evaluateSettings(slots)] as const;
    const world = new DeliverySimulation(table, goods, ...settings, turns(waits), isDispatched);
    await world.begin();
    for (const one of steps) await world.run(one);
    await world.drain();
    const truth = world.truth();
    const stored = await storedWindows(table, slots, epochMs(START - DAYS_MS), epochMs(START + DAYS_MS), SALT);
    expect(cellsOf(stored)).toEqual(cellsOf(truth));
    expect(await evaluatedTotals(table)).toEqual(totalsOf(truth));
    expect(await historyInvocations(table, START)).toBe(totalsOf(truth).starts);
  });

describe('whatever the sources do and wherever programs die, each event counts once', () => {
  it('over random schedules of deliveries, ticks and faults', { timeout: 240_000 }, async () => {
    await fc.assert(
      eachEventCountsOnce(async () => new MemoryTable(), 'max'),
      { numRuns: SCHEDULES },
    );
  });

  describe('in DynamoDB', () => {
    let dynamo: LocalDynamo;
    beforeAll(async () => {
      dynamo = await startDynalite();
    });
    afterAll(() => dynamo.stop());

    it('over some of them', { timeout: 240_000 }, async () => {
      const emptyTable = async () => (await dynamo.createTable()).table;
      await fc.assert(eachEventCountsOnce(emptyTable, 'small'), {
        numRuns: Math.ceil(SCHEDULES / 30),
        endOnFailure: true,
      });
    });
  });
});
