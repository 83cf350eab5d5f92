import { describe, expect, it } from 'vitest';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { epochMs, MS_PER_MINUTE } from '../../lib/core/units.ts';
import { loggedLines, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';
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
