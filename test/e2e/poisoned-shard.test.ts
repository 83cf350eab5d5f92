import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeIngest } from '../../lib/core/pipeline/ingest.ts';
import { readIngestEvent } from '../../lib/core/pipeline/ingest-event.ts';
import { MemoryTable } from '../../lib/core/pipeline/memory-table.ts';
import { epochMs } from '../../lib/core/units.ts';
import { kinesisEvent, loggedLines, OWNER, SUBSCRIPTION_FILTER, subscriptionData } from '../support/log-payload.ts';

const AT = epochMs(Date.UTC(2026, 0, 6, 21, 0));
const MEBIBYTE = 1_024 * 1_024;
const settings = { region: 'eu-west-1', salt: 7, slots: 1, subscriptionFilter: SUBSCRIPTION_FILTER };

const goodData = (serial: number): string => {
  const requestId = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
  return subscriptionData('shop', loggedLines({ requestId, at: AT, durationMs: 12 }));
};

const packed = (content: string | Uint8Array): string => gzipSync(content).toString('base64');
const frame = (more: object): string =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: OWNER,
    logGroup: '/aws/lambda/shop',
    logStream: `2026/01/06/[$LATEST]${'a'.repeat(32)}`,
    subscriptionFilters: [SUBSCRIPTION_FILTER],
    logEvents: [],
    ...more,
  });

/** What a stream may hold beside payloads. */
const POISON = {
  nothing: '',
  'no base64': '%%%',
  'no gzip': Buffer.from('plain').toString('base64'),
  zlib: deflateSync('{}').toString('base64'),
  'truncated gzip': goodData(1).slice(0, 80),
  'a bomb': packed(Buffer.alloc(40 * MEBIBYTE)),
  'no JSON': packed('hello'),
  'another product': packed('{"Records":[{"eventName":"x"}]}'),
  'a control message': packed(frame({ messageType: 'CONTROL_MESSAGE', logEvents: [{}] })),
  'an empty batch': packed(frame({})),
  "another subscription's": packed(
    frame({ subscriptionFilters: ['foreign'], logEvents: [{ id: '1', timestamp: AT, message: 'x' }] }),
  ),
  'names that are no names': packed(frame({ owner: 5, logGroup: {}, logStream: [] })),
  'a deep one': packed('['.repeat(100_000)),
} as const;

const ingestInto = (table: MemoryTable) => {
  const ingest = makeIngest({ table, metrics: { emit: () => {} }, clock: () => AT, settings });
  return async (payloads: readonly string[], first: number) => {
    const records = payloads.map((data, index) => ({ sequence: String(first + index), arrivedAt: AT, data }));
    const event = readIngestEvent(kinesisEvent('shardId-000000000000', records));
    if (!event.ok) throw new Error(event.problem.code);
    return ingest(event.value, `attempt-${first}`);
  };
};

describe('poison in a shard', () => {
  it.each(Object.entries(POISON))('costs itself alone, and the shard goes on: %s', async (_what, poison) => {
    const deliver = ingestInto(new MemoryTable());
    const first = await deliver([goodData(1), poison, goodData(2)], 1_000);
    expect(first.observations.get('invocation-reported')).toBe(2);
    const again = await deliver([goodData(1), poison, goodData(2)], 1_000);
    expect([again.duplicates, again.events]).toEqual([1, 0]);
    expect((await deliver([goodData(3)], 1_003)).observations.get('invocation-reported')).toBe(1);
  });

  it('is committed where there is nothing else', async () => {
    const deliver = ingestInto(new MemoryTable());
    await deliver(Object.values(POISON), 1_000);
    expect((await deliver(Object.values(POISON), 1_000)).duplicates).toBe(1);
  });
});
