import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../lib/core/pipeline/ports.ts';
import { countsOnce, scheduleOf } from '../support/delivery/counts-once.ts';
import { PrefixedTable } from '../support/delivery/prefixed-table.ts';
import { type LocalDynamo, startDynalite, type WireFault } from '../support/dynalite.ts';

const SCHEDULES = Number(process.env['NIGHTJAR_DYNAMO_SCHEDULES'] ?? 100);

const wireFault = fc.oneof(
  { weight: 20, arbitrary: fc.constant<WireFault>('none') },
  { weight: 3, arbitrary: fc.constantFrom<WireFault>('throttled', 'unavailable', 'done but unheard') },
);

describe('in DynamoDB, which throttles and fails at random, each event counts once', () => {
  let dynamo: LocalDynamo;
  let table: Table;
  let faults: WireFault[] = [];
  beforeAll(async () => {
    dynamo = await startDynalite(() => faults.pop() ?? 'none');
    ({ table } = await dynamo.createTable());
  });
  afterAll(() => dynamo.stop());

  it('over random schedules of deliveries, ticks and faults', { timeout: 600_000 }, async () => {
    let runs = 0;
    const wireFaults = fc.array(wireFault, { maxLength: 400, size: 'max' });
    const property = fc.asyncProperty(scheduleOf(4, 10), wireFaults, async (schedule, given) => {
      faults = [...given];
      const { counted, truth } = await countsOnce(new PrefixedTable(table, `${++runs}|`), schedule);
      expect(counted).toEqual(truth);
    });
    await fc.assert(property, { numRuns: SCHEDULES, endOnFailure: true });
  });
});
