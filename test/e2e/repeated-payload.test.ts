import { describe, expect, it } from 'vitest';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { epochMs } from '../../lib/core/units.ts';
import { kinesisEvent, loggedLines, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';

const AT = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const settings = { region: 'eu-west-1', salt: 7, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER };

const dataOf = (serial: number): string => {
  const requestId = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
  return subscriptionData('shop', loggedLines({ requestId, at: AT, durationMs: 12 }));
};

const ingestRecords = async (payloads: readonly string[]) => {
  const figures: Record<string, number>[] = [];
  const metrics = { emit: (own: Record<string, number>) => figures.push(own) };
  const ingest = makeIngest({ table: new MemoryTable(), metrics, clock: () => AT, settings });
  const records = payloads.map((data, index) => ({ sequence: String(1_000 + index), arrivedAt: AT, data }));
  const event = readIngestEvent(kinesisEvent('shardId-000000000000', records));
  if (!event.ok) throw new Error(event.problem.code);
  const tally = await ingest(event.value, 'attempt');
  return { tally, figures: figures[0] };
};

describe('a payload that the stream holds twice', () => {
  it('counts twice, and that is a figure', async () => {
    const { tally, figures } = await ingestRecords([dataOf(1), dataOf(2), dataOf(1)]);
    expect(tally.observations.get('invocation-started')).toBe(3);
    expect(figures?.['overlappingDeliveries']).toBe(1);
  });

  it('is none where payloads only resemble each other', async () => {
    const { figures } = await ingestRecords([dataOf(1), dataOf(2), dataOf(3)]);
    expect(figures).not.toHaveProperty('overlappingDeliveries');
  });
});
