import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bill, compareCosts, type Fleet } from '../../../lib/core/cost/cost-model.ts';
import { MEASURED } from '../../../lib/core/cost/measured.ts';
import { runNightjar } from '../../support/run-nightjar.ts';

const fleets = fc.record({
  eventsPerDay: fc.integer({ min: 1, max: 10 ** 11 }),
  functions: fc.integer({ min: 1, max: 20_000 }),
});

const allBills = (fleet: Fleet): Bill[] => {
  const { direct, kinesis, others, logIngestion } = compareCosts(fleet);
  return [direct, kinesis, ...others, logIngestion];
};

const lineOf = (bill: Bill, item: string) => {
  const found = bill.lines.find((line) => line.item === item);
  if (found === undefined) throw new Error(`no line ${item}`);
  return found;
};

describe('the cost of a fleet', () => {
  it('is the sum of its lines, each a quantity at a named price with a source', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        for (const { dollars, lines } of allBills(fleet)) {
          expect(dollars).toBeCloseTo(
            lines.reduce((sum, line) => sum + line.quantity * line.price.dollars, 0),
            6,
          );
          for (const { quantity, price } of lines) {
            expect(quantity).toBeGreaterThanOrEqual(0);
            expect(price.source).not.toBe('');
          }
        }
      }),
    );
  });

  it('never falls when more is logged', () => {
    fc.assert(
      fc.property(fleets, fc.integer({ min: 2, max: 5 }), ({ eventsPerDay, functions }, times) => {
        const more = allBills({ eventsPerDay: eventsPerDay * times, functions });
        for (const [index, { dollars }] of allBills({ eventsPerDay, functions }).entries()) {
          expect(more[index]?.dollars).toBeGreaterThanOrEqual(dollars - 1e-9);
        }
      }),
    );
  });

  it('is lower directly for a small fleet, and over Kinesis for a large one', () => {
    const small = compareCosts({ eventsPerDay: 500_000, functions: 50 });
    const large = compareCosts({ eventsPerDay: 10 ** 9, functions: 1_000 });
    expect(small.direct.dollars).toBeLessThan(small.kinesis.dollars);
    expect(large.kinesis.dollars).toBeLessThan(large.direct.dollars / 3);
  });

  it('counts what can be counted by hand', () => {
    const { direct, kinesis, others } = compareCosts({ eventsPerDay: 7_000_000, functions: 100 });
    // 0.81 events a second and function, 4.05 in five seconds: fewer than one invocation's seven.
    expect(lineOf(direct, 'ingest requests').quantity).toBeCloseTo(30, 6);
    expect(lineOf(direct, 'partials written').dollars).toBeCloseTo(30 * 0.625, 6);
    expect(lineOf(kinesis, 'shards').dollars).toBeCloseTo(720 * 0.015, 6);
    expect(lineOf(kinesis, 'ingest requests').quantity).toBeCloseTo(0.0432, 6);
    expect(others[0]?.dollars).toBeCloseTo(100 * 9 * 0.1, 6);
  });

  it('follows what was measured', () => {
    const fleet = { eventsPerDay: 10 ** 9, functions: 10_000 };
    const slower = compareCosts(fleet, { ...MEASURED, evaluateMsPerThousandFunctions: 1_000 });
    const [now, then] = [compareCosts(fleet), slower].map(
      ({ kinesis }) => lineOf(kinesis, 'evaluate GB-seconds').dollars,
    );
    expect(then).toBeGreaterThan((now ?? 0) * 1.8);
  });
});

describe('the scale run', () => {
  const TICKS = 30 * 1_440;

  it.each([
    // Functions, read and write units a tick, CPU ms a tick: see docs/cost.md.
    [100, 8.2, 3.0, 71.9],
    [1_000, 51.5, 29.4, 446.3],
    [10_000, 512.0, 290.5, 4_406.9],
  ])('is what the model says of the ticks of %i functions', (functions, readUnits, writeUnits, cpuMs) => {
    const { kinesis } = compareCosts({ eventsPerDay: 10_080 * functions, functions });
    const units = (...items: string[]) =>
      items.reduce((sum, item) => sum + (lineOf(kinesis, item).quantity * 1e6) / TICKS, 0);
    const reads = units(
      'checkpoints, cursors, ledger and reports read',
      'commits read by each tick',
      'partials read once',
    );
    const writes = units('checkpoints, history, ledger and reports written');
    expect(reads / readUnits).toBeGreaterThan(0.9);
    expect(reads / readUnits).toBeLessThan(1.25);
    // The states of the run are young: the model writes more for old ones.
    expect(writes / writeUnits).toBeGreaterThan(2.8);
    expect(writes / writeUnits).toBeLessThan(3.6);
    // A small fleet's ticks are mostly start-up of what a large one shares out.
    if (functions >= 1_000)
      expect((MEASURED.evaluateMsPerThousandFunctions * functions) / 1_000 / cpuMs).toBeCloseTo(1, 0);
  });
});

describe('nightjar cost', () => {
  it('prints one object with every line, price and assumption', async () => {
    const { code, stdout } = await runNightjar(['cost', '--events-per-day', '1000000', '--functions', '50']);
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as Record<string, unknown>;
    expect(told).toMatchObject({ v: 1, type: 'cost', eventsPerDay: 1_000_000, functions: 50 });
    expect(Object.keys(told)).toEqual(expect.arrayContaining(['direct', 'kinesis', 'others', 'prices', 'assumptions']));
  });

  it('says which transport is cheaper, for people', async () => {
    const args = ['cost', '--events-per-day', '1000000000', '--functions', '1000', '--format', 'text'];
    const { stdout } = await runNightjar(args);
    expect(stdout).toContain('cheaper transport here: Kinesis');
    expect(stdout).toContain('unconfirmed');
  });

  it.each([
    [['cost', '--functions', '5'], '--events-per-day is missing'],
    [['cost', '--events-per-day', 'many', '--functions', '5'], '--events-per-day must be a whole number'],
    [['cost', '--events-per-day', '5', '--functions', '0'], '--functions must be a whole number'],
    [['cost', '--events-per-day', '5', '--functions', '5', '--format', 'xml'], '--format must be one of'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runNightjar(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
