import { describe, expect, it } from 'vitest';
import { SummaryTable } from '../../lib/core/fold/summary-table.ts';
import { functionIdOf } from '../../lib/core/function-key.ts';
import { type DirectDelivery, putDirect } from '../../lib/core/pipeline/direct-partials.ts';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { type Condition, type Row, type Table, TableProblem } from '../../lib/core/pipeline/ports.ts';
import { addMinutes, epochMs, MS_PER_MINUTE, minuteOf } from '../../lib/core/units.ts';
import { loggedLines, OWNER, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';
import { storedWindows, totalsOf } from '../support/stored-counts.ts';

const AT = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const settings = { region: 'eu-west-1', salt: 7, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER };

const EVENTS = [1, 2, 3].flatMap((serial) =>
  loggedLines({
    requestId: `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
    at: epochMs(AT + serial * 1_000),
    durationMs: 12,
  }),
);
const SHORT = subscriptionData('shop', EVENTS.slice(0, 3));
const LONG = subscriptionData('shop', EVENTS);

/** @param lateMinutes how long after the events they are delivered */
const countsOf = async (deliveries: readonly string[], lateMinutes: number): Promise<number> => {
  const table = new MemoryTable();
  const now = epochMs(AT + lateMinutes * MS_PER_MINUTE);
  const ingest = makeIngest({ table, metrics: { emit: () => {} }, clock: () => now, settings });
  for (const [index, data] of deliveries.entries()) await ingest({ kind: 'direct', data }, `attempt-${index}`);
  const [from, until] = [epochMs(AT - 60 * MS_PER_MINUTE), epochMs(AT + 300 * MS_PER_MINUTE)];
  return totalsOf(await storedWindows(table, 1, from, until, settings.salt)).starts;
};

/** Windows of so many minutes of one function: some thousands take more than one row. */
const minutesOf = (count: number) => {
  const windows = new SummaryTable(settings.salt);
  const id = functionIdOf({ account: OWNER, region: 'eu-west-1', name: 'shop' });
  for (let back = 0; back < count; back++) windows.at(id, addMinutes(minuteOf(AT), -back)).starts = 1;
  return [...windows];
};
const MANY_MINUTES = 30_000;

const deliveryOf = (events: number): DirectDelivery => ({
  owner: OWNER,
  logGroup: '/aws/lambda/shop',
  logStream: 'a stream',
  firstEventId: '1',
  lastEventId: String(events),
  firstEventAt: AT,
  events,
});

/** Whose writer dies before the second row of a delivery. */
class DyingTable extends MemoryTable {
  rowsLeft = Number.POSITIVE_INFINITY;
  override async put(row: Row, condition?: Condition) {
    if (this.rowsLeft-- <= 0) throw new TableProblem('table.unavailable', 'killed');
    return super.put(row, condition);
  }
}

const startsIn = async (table: Table): Promise<number> => {
  const [from, until] = [epochMs(AT - 60 * MS_PER_MINUTE), epochMs(AT + 60 * MS_PER_MINUTE)];
  return totalsOf(await storedWindows(table, 1, from, until, settings.salt)).starts;
};

describe('a direct delivery that takes several rows', () => {
  it('counts when all of them are there, and not before', async () => {
    const table = new DyingTable();
    table.rowsLeft = 1;
    const put = () => putDirect(table, deliveryOf(9), minutesOf(MANY_MINUTES), AT);
    await expect(put()).rejects.toThrow('killed');
    expect(table.size).toBe(1);
    expect(await startsIn(table)).toBe(0);
    table.rowsLeft = Number.POSITIVE_INFINITY;
    await put();
    expect(await startsIn(table)).toBe(MANY_MINUTES);
  });

  it('counts in its largest form when it grew beyond a row', async () => {
    const table = new MemoryTable();
    await putDirect(table, deliveryOf(1), minutesOf(5), AT);
    await putDirect(table, deliveryOf(2), minutesOf(MANY_MINUTES), AT);
    expect(await startsIn(table)).toBe(MANY_MINUTES);
  });
});

describe('a direct delivery that is delivered again with more events behind the same first one', () => {
  it.each([
    ['first the short one', [SHORT, LONG]],
    ['first the long one', [LONG, SHORT]],
    ['both, and both again', [SHORT, LONG, SHORT, LONG]],
  ])('counts once, with all of its events: %s', async (_, deliveries) => {
    expect(await countsOf(deliveries, 0)).toBe(3);
  });

  // Its marker may have been read, and its short form counted: what is certain is that nothing counts twice.
  it('counts as it came first when it is late', async () => {
    expect(await countsOf([SHORT, LONG], 120)).toBe(1);
    expect(await countsOf([LONG, SHORT], 120)).toBe(3);
  });
});
