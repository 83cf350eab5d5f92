import { expect, it } from 'vitest';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { epochMs } from '../../lib/core/units.ts';
import { directEvent, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';

const AT = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const settings = { region: 'eu-west-1', salt: 7, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER };

const deliveryOf = (message: string): object => directEvent(subscriptionData('shop', [{ timestamp: AT, message }]));

it('deliveries of one stream whose events have no ids are told apart by what they say', async () => {
  const table = new MemoryTable();
  const ingest = makeIngest({ table, metrics: { emit: () => {} }, clock: () => AT, settings });
  const deliver = async (message: string) => {
    const event = readIngestEvent(deliveryOf(message));
    if (!event.ok) throw new Error(event.problem.code);
    const { events, duplicates } = await ingest(event.value, 'attempt');
    return { events, duplicates };
  };
  expect(await deliver('one')).toEqual({ events: 1, duplicates: 0 });
  expect(await deliver('another')).toEqual({ events: 1, duplicates: 0 });
  expect(await deliver('one')).toEqual({ events: 0, duplicates: 1 });
});
